// What recipients look like: public keys that accounts are sealed to (age-encryption.org/v1, "The X25519 recipient type"
// and "The hybrid ML-KEM-768 + X25519 recipient type"). Imports no cryptography: the server reads them too.
import { bech32 } from "@scure/base";
import { type RecipientKind, recipientKinds } from "./kinds.ts";
import { mostRecipients } from "./limits.ts";
import { VaultProblem } from "./problem.ts";

/** A public key in Bech32: the prefix, the figure 1, 5 bits a character, 6 characters of checksum. */
const forms: Readonly<Record<RecipientKind, { prefix: string; bytes: number }>> = {
  hybrid: { prefix: "age1pq", bytes: 1216 },
  x25519: { prefix: "age", bytes: 32 },
};

/**
 * The kind of a recipient, whose whole text is checked: lower case, length, checksum. `age1tag...` and recipients of
 * plugins are none. Costs no key operation, and so finds no key that only looks like one: `tryRecipient` does.
 *
 * Throws `VaultProblem`: `invalid_recipient`.
 */
export function kindOfRecipient(text: string): RecipientKind {
  const kind = recipientKinds.find((one) => isRecipient(text, one));
  if (kind !== undefined) return kind;
  // Named only where it looks like one: an identity may have been given by mistake.
  throw new VaultProblem("invalid_recipient", text.startsWith("age1") ? { recipient: text.slice(0, 2000) } : {});
}

function isRecipient(text: string, kind: RecipientKind): boolean {
  const { prefix, bytes } = forms[kind];
  // Measured first: nothing is done with what is longer.
  if (text.length !== prefix.length + 1 + Math.ceil((bytes * 8) / 5) + 6) return false;
  try {
    const decoded = bech32.decode(text as `${string}1${string}`, false);
    const canonical = bech32.encode(decoded.prefix, decoded.words, false);
    return decoded.prefix === prefix && canonical === text && bech32.fromWords(decoded.words).length === bytes;
  } catch {
    return false;
  }
}

/**
 * The one kind of all recipients that something is sealed to.
 *
 * Throws `VaultProblem`: `no_recipients`, `too_many_recipients`, `invalid_recipient`, `mixed_recipients`,
 * `duplicate_recipients`.
 */
export function kindOfRecipients(recipients: readonly string[]): RecipientKind {
  if (recipients.length > mostRecipients) throw new VaultProblem("too_many_recipients");
  const [kind, ...others] = new Set(recipients.map(kindOfRecipient));
  if (kind === undefined) throw new VaultProblem("no_recipients");
  if (others.length > 0) throw new VaultProblem("mixed_recipients");
  const repeated = recipients.find((recipient, at) => recipients.indexOf(recipient) !== at);
  if (repeated !== undefined) throw new VaultProblem("duplicate_recipients", { recipient: repeated });
  return kind;
}
