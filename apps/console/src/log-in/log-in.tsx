// The log-in: the password, then the code or a recovery code, in one place.
import { Alert, Text } from "@mantine/core";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKnownInstallation } from "../session/known-installation.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { CodeStep } from "./code-step.tsx";
import { PasskeyStep } from "./passkey-step.tsx";
import { PasswordStep } from "./password-step.tsx";
import { RecoveryCodeStep } from "./recovery-code-step.tsx";
import { firstStep, otherWays, type SecondStep } from "./second-step.ts";
import { TemporaryPassStep } from "./temporary-pass-step.tsx";

type Step = "password" | SecondStep;

const titles: Record<Step, string> = {
  password: "Log in",
  code: "Enter your code",
  passkey: "Use your passkey",
  recovery_code: "Enter a recovery code",
  temporary_pass: "Enter your temporary pass",
};

const secondSteps = {
  code: CodeStep,
  passkey: PasskeyStep,
  recovery_code: RecoveryCodeStep,
  temporary_pass: TemporaryPassStep,
} as const;

const sessionEnded = "You were logged out because your session has ended. Log in to go on.";
const noFactorLeft =
  "Your second factors are switched off after too many wrong codes. Ask an administrator for a temporary pass, then log in again.";

export interface LogInProps {
  /** Whether the person is here because a session has ended. */
  readonly ended: boolean;
  /** What was typed as the email before. */
  readonly email?: string | undefined;
  readonly passwordChanged?: boolean;
  /** Opens the console. @param recoveryCodesLeft where one was used. */
  readonly enter: (recoveryCodesLeft: number | null) => void;
  readonly onForgotten: (email: string) => void;
}

export function LogIn({ ended, email: known = "", passwordChanged = false, enter, onForgotten }: LogInProps) {
  useTitle("Log in");
  const { step, setStep, message, methods, startAgain, goOn } = useSteps(ended ? sessionEnded : "");
  const [email, setEmail] = useState(known);
  const installation = useKnownInstallation();
  const Second = step === "password" ? null : secondSteps[step];
  return (
    <FrontDoor
      title={titles[step]}
      lead={installation ? `${step === "password" ? "to" : "to log in to"} ${installation.name}` : "\u00a0"}
    >
      {installation?.setupOpen && <NotSetUp />}
      {step === "password" && passwordChanged && message === "" && <PasswordChanged />}
      {step === "password" && (
        <PasswordStep
          key={message}
          email={email}
          setEmail={setEmail}
          message={message}
          onLoggedIn={() => enter(null)}
          onSecondFactor={goOn}
          onForgotten={() => onForgotten(email)}
        />
      )}
      {step !== "password" && Second && (
        <Second
          methods={methods}
          ways={otherWays(methods, step)}
          onWay={setStep}
          onLoggedIn={enter}
          onExpired={startAgain}
          onStartAgain={() => startAgain()}
        />
      )}
    </FrontDoor>
  );
}

/** Where in the log-in the person is. @param begin why they are here. */
function useSteps(begin: string) {
  const [step, setStep] = useState<Step>("password");
  const [message, setMessage] = useState(begin);
  const [methods, setMethods] = useState<readonly string[]>([]);
  const startAgain = (reason = "") => {
    setMessage(reason);
    setStep("password");
  };
  const goOn = (found: readonly string[]) => {
    const first = firstStep(found);
    if (first === null) return startAgain(noFactorLeft);
    setMethods(found);
    setMessage("");
    setStep(first);
  };
  return { step, setStep, message, methods, startAgain, goOn };
}

function NotSetUp() {
  return (
    <Alert variant="light" title="Hesper is not set up yet">
      <Text size="sm">
        Open the set-up link that the server printed when it was started. It makes the first administrator.
      </Text>
    </Alert>
  );
}

function PasswordChanged() {
  return (
    <Alert role="status" variant="light" color="teal" title="Your password is changed">
      <Text size="sm">Log in with the new one. Your second factor is as it was.</Text>
    </Alert>
  );
}
