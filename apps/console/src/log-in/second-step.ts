// Which second steps there are for a person, which comes first, and what leads from one to another.

export type SecondStep = "code" | "passkey" | "recovery_code" | "temporary_pass";

/** The steps, the first choice first, with the method of the contract that each stands for. */
const steps: readonly { step: SecondStep; method: string; label: string }[] = [
  { step: "code", method: "totp", label: "Use the authenticator app" },
  { step: "passkey", method: "passkey", label: "Use a passkey" },
  { step: "recovery_code", method: "recovery_code", label: "Log in with a recovery code" },
  { step: "temporary_pass", method: "temporary_pass", label: "Use a temporary pass" },
];

function stepsOf(methods: readonly string[]) {
  return steps.filter(({ method }) => methods.includes(method));
}

/** The step to begin with; null: nothing is left that this person could use. */
export function firstStep(methods: readonly string[]): SecondStep | null {
  return stepsOf(methods)[0]?.step ?? null;
}

export interface Way {
  readonly step: SecondStep;
  readonly label: string;
}

/** Where else a person may go from a step. The step of the code offers passkeys itself, with a button. */
export function otherWays(methods: readonly string[], from: SecondStep): Way[] {
  return stepsOf(methods).filter(({ step }) => step !== from && !(from === "code" && step === "passkey"));
}
