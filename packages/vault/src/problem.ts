// All that can go wrong in the vault: a closed list of codes, each with one sentence. Nothing that was read or typed gets
// into an error, since it may be a secret.

const sentences = {
  invalid_recipient: "This is no recipient that can be sealed to: age1pq1... or age1..., exactly as it was made.",
  invalid_identity: "This is no identity: AGE-SECRET-KEY-PQ-1... or AGE-SECRET-KEY-1..., exactly as it was made.",
  invalid_key_material: "An identity is derived from 32 bytes or more.",
  no_recipients: "There is nobody to seal to.",
  too_many_recipients: "There are more recipients than an account may have.",
  duplicate_recipients: "A recipient is named twice.",
  mixed_recipients: "The recipients are of two kinds: the mix would be as weak as the weaker one.",
  unknown_recipient: "Somebody can open this who is no recipient of a kind that accounts are sealed to.",
  invalid_payload: "The content is not that of an account.",
  unknown_version: "The content was written by a newer version of Hesper.",
  too_large: "This is larger than anything that was sealed here.",
  damaged: "This was changed, or a part of it is missing, or it was never sealed.",
  not_for_this_identity: "This is not sealed to this identity, or the beginning of it is damaged.",
  wrong_account: "The content is that of another account.",
  older_revision: "The content is older than what was seen before.",
  weak_passphrase: "The passphrase is too short.",
  wrong_passphrase: "The passphrase is wrong, or the beginning of the file is damaged.",
  too_costly: "Trying a passphrase on this would take too long.",
} as const;

export type VaultProblemCode = keyof typeof sentences;
export const vaultProblemCodes = Object.keys(sentences) as readonly VaultProblemCode[];

export interface VaultProblemDetails {
  /** Recipients are public. */
  readonly recipient?: string;
  readonly cause?: unknown;
}

/** The only error that the vault throws for what it is given. */
export class VaultProblem extends Error {
  readonly code: VaultProblemCode;
  /** The recipient that it is about; null where it is about none, or about all. */
  readonly recipient: string | null;

  constructor(code: VaultProblemCode, { recipient, cause }: VaultProblemDetails = {}) {
    super(sentences[code], cause === undefined ? undefined : { cause });
    this.name = "VaultProblem";
    this.code = code;
    this.recipient = recipient ?? null;
  }
}
