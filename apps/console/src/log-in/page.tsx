// The log-in page: the password, then the code or a recovery code, in one place.
import { Alert, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useInstallation } from "../session/installation.ts";
import { ownPath } from "../session/return-to.ts";
import { forgetPerson } from "../session/session.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { CodeStep } from "./code-step.tsx";
import { PasskeyStep } from "./passkey-step.tsx";
import { PasswordStep } from "./password-step.tsx";
import { RecoveryCodeStep } from "./recovery-code-step.tsx";

type Step = "password" | "code" | "passkey" | "recovery_code";

const route = getRouteApi("/log-in");

const titles: Record<Step, string> = {
  password: "Log in",
  code: "Enter your code",
  passkey: "Use your passkey",
  recovery_code: "Enter a recovery code",
};

const noFactorLeft =
  "Your second factors are switched off after too many wrong codes. Ask an administrator of the server to let you set up a new one.";

/** The step to begin with: the authenticator app, else the passkey, else a recovery code. */
function firstStep(methods: readonly string[]): Step | null {
  if (methods.includes("totp")) return "code";
  if (methods.includes("passkey")) return "passkey";
  return methods.includes("recovery_code") ? "recovery_code" : null;
}

function backFrom(methods: readonly string[]): string | null {
  if (methods.includes("totp")) return "Use the authenticator app";
  return methods.includes("passkey") ? "Use a passkey" : null;
}

export function LogInPage() {
  useTitle("Log in");
  const { returnTo, ended } = route.useSearch();
  const [step, setStep] = useState<Step>("password");
  const [email, setEmail] = useState("");
  const [message, setMessage] = useState(
    ended ? "You were logged out because your session has ended. Log in to go on." : "",
  );
  const [methods, setMethods] = useState<readonly string[]>([]);
  const enter = useEnter(returnTo);
  const startAgain = (reason = "") => {
    setMessage(reason);
    setStep("password");
  };
  const toRecoveryCode = methods.includes("recovery_code") ? () => setStep("recovery_code") : null;
  const installation = useInstallation().data;
  return (
    <FrontDoor
      title={titles[step]}
      lead={installation ? `${step === "password" ? "to" : "to log in to"} ${installation.name}` : "\u00a0"}
    >
      {installation?.setupOpen && (
        <Alert variant="light" title="Hesper is not set up yet">
          <Text size="sm">
            Open the set-up link that the server printed when it was started. It makes the first administrator.
          </Text>
        </Alert>
      )}
      {step === "password" && (
        <PasswordStep
          email={email}
          setEmail={setEmail}
          message={message}
          onLoggedIn={() => enter(null)}
          onSecondFactor={(found) => {
            setMethods(found);
            const first = firstStep(found);
            if (first === null) return startAgain(noFactorLeft);
            setMessage("");
            setStep(first);
          }}
        />
      )}
      {step === "code" && (
        <CodeStep
          methods={methods}
          onLoggedIn={() => enter(null)}
          onExpired={startAgain}
          onStartAgain={() => startAgain()}
          onRecoveryCode={toRecoveryCode}
        />
      )}
      {step === "passkey" && (
        <PasskeyStep
          methods={methods}
          onLoggedIn={() => enter(null)}
          onExpired={startAgain}
          onStartAgain={() => startAgain()}
          onRecoveryCode={toRecoveryCode}
        />
      )}
      {step === "recovery_code" && (
        <RecoveryCodeStep
          onLoggedIn={enter}
          onExpired={startAgain}
          onStartAgain={() => startAgain()}
          backTo={backFrom(methods)}
          onBack={() => setStep(firstStep(methods) ?? "password")}
        />
      )}
    </FrontDoor>
  );
}

/** Opens the console after a log-in: the page that was asked for, with a word about recovery codes where one was used. */
function useEnter(returnTo: string | undefined) {
  const queries = useQueryClient();
  const router = useRouter();
  return async (recoveryCodesLeft: number | null) => {
    await forgetPerson(queries);
    router.history.push(ownPath(returnTo, location.origin));
    if (recoveryCodesLeft === null) return;
    const left = recoveryCodesLeft === 1 ? "1 recovery code is left" : `${recoveryCodesLeft} recovery codes are left`;
    notifications.show({
      color: recoveryCodesLeft <= 3 ? "orange" : "night",
      title: `${left}`,
      message: "The code that you used will not work again.",
      autoClose: 12_000,
    });
  };
}
