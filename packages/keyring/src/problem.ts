// All that can go wrong with a key: a closed list of codes, each with a sentence for a person. Nothing that was typed or
// opened gets into an error, since it may be a secret.

const sentences = {
  not_activated: "This key is not activated. Activate it with the link that your administrator gave you.",
  already_activated: "This key is activated already. Another one needs a place of its own.",
  bad_link: "This is no activation link. Take the whole link, or the address of the server and the code.",
  insecure_server: "The address begins with http, so that anybody on the way could read along. Ask for one with https.",
  invalid_code: "The activation code does not work. Check it, or ask your administrator for another one.",
  activation_unknown:
    "The server did not answer, and may have activated the key nonetheless. Try once more; if the code does not work any more, ask your administrator to deactivate this key and to make another one.",
  too_many_attempts: "There were too many attempts. Wait, and try again.",
  weak_pin: "The PIN is not long enough.",
  wrong_pin: "The PIN is wrong.",
  pin_locked:
    "This key is locked after too many wrong PINs. Ask your administrator to unlock it, then sync it with the server.",
  wrong_security_key: "This security key does not unlock this one. Use one that was added here, or the PIN.",
  too_many_security_keys: "There are as many security keys as can be added. Remove one first.",
  invalid_name: "This is no name for a security key.",
  locked: "This key is locked. Ask your administrator to unlock it, then sync it with the server.",
  suspended: "This key is suspended. Ask your administrator, and sync it with the server when it is active again.",
  wiped: "This key was ended by an administrator, and holds nothing any more.",
  offline_too_long: "This key was without contact to the server for too long. Sync it with the server.",
  clock_turned_back: "The clock of this device is behind what it was. Set it right, or sync with the server.",
  unreachable: "The server did not answer. Check your connection and try again.",
  write_unknown:
    "The server did not answer, and may have kept the change nonetheless. Sync with the server, and look before you try again.",
  token_unknown:
    "The server does not know this key. Nothing was removed. Ask your administrator: the server may have been restored from an older backup.",
  bad_answer: "The server answered with something that no key understands. Nothing of it was kept. Try again later.",
  refused: "The server refused.",
  conflict: "The account was changed meanwhile.",
  stopped: "It was stopped. What was done before stays.",
  store_damaged: "What this key keeps is damaged. Ask your administrator to deactivate it, and activate another one.",
  not_found: "There is no such account in this key.",
  not_private: "This account was made by an administrator, who alone can change it.",
  invalid_account: "The account cannot be kept like this.",
  no_otp: "This account has no one-time password.",
  recipient_changed:
    "The server names another recipient for a key of yours than before. Nothing was sealed to it. Tell whoever runs the server.",
  recipient_missing:
    "The server does not name this key among those that open the account. Nothing was sealed. Tell whoever runs the server.",
  wrong_passphrase: "The passphrase is wrong, or the file is damaged.",
  weak_passphrase: "The passphrase must have at least 15 characters.",
  swapped: "The server gave out the content of another account. It was not opened. Tell whoever runs the server.",
  replayed: "The server gave out an older content than it had before. It was not opened. Tell whoever runs the server.",
  damaged: "What is sealed is damaged and cannot be opened. Tell whoever runs the server.",
  not_for_this_key:
    "This account is not sealed to this key, or is damaged. Ask your administrator to deliver it again.",
  newer_version: "This was written by a newer version of Hesper. Install the newest one.",
} as const;

export type KeyringProblemCode = keyof typeof sentences;
export const keyringProblemCodes = Object.keys(sentences) as readonly KeyringProblemCode[];

export interface KeyringProblemDetails {
  /** In place of the usual one: what the server said, or which field is wrong. */
  readonly sentence?: string;
  /** Of `wrong_pin`: how many more are tried before the key locks. */
  readonly attemptsLeft?: number;
  readonly retryAfterSeconds?: number | null;
}

/** The only error that the keyring throws for what it meets. What a store throws is passed on. */
export class KeyringProblem extends Error {
  readonly code: KeyringProblemCode;
  readonly attemptsLeft: number | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: KeyringProblemCode, details: KeyringProblemDetails = {}) {
    super(details.sentence ?? sentences[code]);
    this.name = "KeyringProblem";
    this.code = code;
    this.attemptsLeft = details.attemptsLeft ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }

  /** For a person: what happened, what to do. */
  get sentence(): string {
    return this.message;
  }
}
