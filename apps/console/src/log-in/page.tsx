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
import { PasswordStep } from "./password-step.tsx";
import { RecoveryCodeStep } from "./recovery-code-step.tsx";

type Step = "password" | "code" | "recovery_code";

const route = getRouteApi("/log-in");

const titles: Record<Step, string> = {
  password: "Log in",
  code: "Enter your code",
  recovery_code: "Enter a recovery code",
};

const noFactorLeft =
  "Your second factors are switched off after too many wrong codes. Ask an administrator of the server to let you set up a new one.";

export function LogInPage() {
  useTitle("Log in");
  const { returnTo, ended } = route.useSearch();
  const [step, setStep] = useState<Step>("password");
  const [email, setEmail] = useState("");
  const [message, setMessage] = useState(
    ended ? "You were logged out because your session has ended. Log in to go on." : "",
  );
  const [hasRecoveryCodes, setHasRecoveryCodes] = useState(true);
  const enter = useEnter(returnTo);
  const startAgain = (reason = "") => {
    setMessage(reason);
    setStep("password");
  };
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
          onSecondFactor={(methods) => {
            setHasRecoveryCodes(methods.includes("recovery_code"));
            if (methods.length === 0) return startAgain(noFactorLeft);
            setMessage("");
            setStep(methods.includes("totp") ? "code" : "recovery_code");
          }}
        />
      )}
      {step === "code" && (
        <CodeStep
          onLoggedIn={() => enter(null)}
          onExpired={startAgain}
          onStartAgain={() => startAgain()}
          onRecoveryCode={hasRecoveryCodes ? () => setStep("recovery_code") : null}
        />
      )}
      {step === "recovery_code" && (
        <RecoveryCodeStep
          onLoggedIn={enter}
          onExpired={startAgain}
          onStartAgain={() => startAgain()}
          onCode={() => setStep("code")}
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
