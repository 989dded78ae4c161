// What the command line refuses, with a sentence that says what to do, and the exit status that tells scripts what it was.
import type { KeyringProblemCode } from "@hesper/keyring";

/** What only the command line meets. */
const ownStatuses = {
  failed: 1,
  /** Words on the command line that are not understood, or a value that is refused before anything is done. */
  usage: 2,
  /** A PIN, a passphrase or an answer is needed, and there is no terminal to ask on. */
  no_terminal: 3,
  /** The name could mean several accounts. */
  ambiguous: 4,
  /** The account does not have what was asked for. */
  nothing_there: 4,
  /** A sync that came to its end, and found something wrong. */
  trouble: 7,
  interrupted: 130,
} as const;

const keyringStatuses = {
  already_activated: 1,
  store_damaged: 1,
  invalid_code: 1,
  not_private: 1,
  wrong_passphrase: 1,
  too_many_security_keys: 1,
  bad_link: 2,
  insecure_server: 2,
  weak_pin: 2,
  weak_passphrase: 2,
  invalid_account: 2,
  invalid_name: 2,
  wrong_pin: 3,
  pin_locked: 3,
  wrong_security_key: 3,
  locked: 3,
  not_found: 4,
  no_otp: 4,
  unreachable: 5,
  activation_unknown: 5,
  write_unknown: 5,
  too_many_attempts: 5,
  offline_too_long: 5,
  clock_turned_back: 5,
  suspended: 6,
  wiped: 6,
  token_unknown: 6,
  refused: 6,
  bad_answer: 7,
  recipient_changed: 7,
  recipient_missing: 7,
  swapped: 7,
  replayed: 7,
  damaged: 7,
  not_for_this_key: 7,
  newer_version: 7,
  not_activated: 8,
  conflict: 9,
  stopped: 130,
} as const satisfies Record<KeyringProblemCode, number>;

/** By code. Both are stable: scripts rely on them. */
export const exitStatuses = { ...ownStatuses, ...keyringStatuses };
export type FailureCode = keyof typeof exitStatuses;

/** Of what is a bug. */
export const bugStatus = 70;

/** One of several that a name could mean. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly login: string;
}

export class Failure extends Error {
  readonly code: FailureCode;
  /** Of `ambiguous`. */
  readonly candidates: readonly Candidate[];

  constructor(code: FailureCode, message: string, candidates: readonly Candidate[] = []) {
    super(message);
    this.name = "Failure";
    this.code = code;
    this.candidates = candidates;
  }
}

/**
 * What a person can put right; null: a bug. By its code, so that the keyring need not be loaded to be told from others,
 * and what an agent refused is the same.
 */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isKnown = typeof code === "string" && Object.hasOwn(exitStatuses, code);
  return isKnown ? new Failure(code as FailureCode, String(message)) : null;
}
