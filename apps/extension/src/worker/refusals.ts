// What is refused, as the pages of the extension get it.
import { KeyringProblem } from "@hesper/keyring";
import { type Answered, ownRefusals, type Refusal } from "../messages/answers.ts";

/** Thrown for what only the extension meets. */
export class ExtensionProblem extends Error {
  readonly code: keyof typeof ownRefusals;
  readonly host: string | null;

  constructor(code: keyof typeof ownRefusals, { host = null }: { host?: string | null } = {}) {
    super(ownRefusals[code]);
    this.name = "ExtensionProblem";
    this.code = code;
    this.host = host;
  }
}

/** Anything else than what may be met is a bug: it goes to the browser's list of errors, and is not told. */
export function refusalOf(error: unknown): Refusal {
  const nothing = { attemptsLeft: null, retryAfterSeconds: null, host: null };
  if (error instanceof KeyringProblem) {
    const { code, sentence, attemptsLeft, retryAfterSeconds } = error;
    return { ...nothing, code, sentence, attemptsLeft, retryAfterSeconds };
  }
  if (error instanceof ExtensionProblem) {
    return { ...nothing, code: error.code, sentence: error.message, host: error.host };
  }
  globalThis.reportError?.(error);
  return { ...nothing, code: "failed", sentence: ownRefusals.failed };
}

export async function answered<T>(work: () => Promise<T>): Promise<Answered<T>> {
  try {
    return { ok: true, body: await work() };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}
