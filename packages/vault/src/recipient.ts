// Recipients: public keys that accounts are sealed to.
import { Encrypter } from "age-encryption";
import type { RecipientKind } from "./kinds.ts";
import { VaultProblem } from "./problem.ts";
import { kindOfRecipient } from "./recipient-form.ts";

/**
 * Seals nothing to a recipient, to see whether it can be done: some keys have the right form and nobody can be behind
 * them (points of low order of X25519, RFC 7748 section 6.1).
 *
 * Throws `VaultProblem`: `invalid_recipient`, which names it.
 */
export async function tryRecipient(recipient: string): Promise<RecipientKind> {
  const kind = kindOfRecipient(recipient);
  try {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    await encrypter.encrypt(new Uint8Array());
    return kind;
  } catch (cause) {
    throw new VaultProblem("invalid_recipient", { recipient, cause });
  }
}
