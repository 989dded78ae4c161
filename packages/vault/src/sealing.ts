// Seals content to recipients and opens it with identities, whatever the content is.
import { Encrypter } from "age-encryption";
import { decrypt } from "./age.ts";
import { readSealedHeader } from "./header.ts";
import type { Identity } from "./identity.ts";
import { VaultProblem } from "./problem.ts";
import { tryRecipient } from "./recipient.ts";
import { kindOfRecipients } from "./recipient-form.ts";

/**
 * @returns an age file, binary. The same content never gives the same bytes twice.
 *
 * Throws `VaultProblem`: `no_recipients`, `too_many_recipients`, `invalid_recipient`, `mixed_recipients`,
 * `duplicate_recipients`.
 */
export async function sealContent(content: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  kindOfRecipients(recipients);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  try {
    return await encrypter.encrypt(content);
  } catch (error) {
    // Which one it was is not said: each is tried alone.
    for (const recipient of recipients) await tryRecipient(recipient);
    throw error;
  }
}

/**
 * Throws `VaultProblem`: those of `readSealedHeader`; `not_for_this_identity`, which a damaged stanza looks like as
 * well, since stanzas name nobody; `damaged`.
 */
export async function openContent(sealed: Uint8Array, identities: Identity | readonly Identity[]): Promise<Uint8Array> {
  readSealedHeader(sealed);
  const content = await decrypt(sealed, (to) => {
    for (const identity of [identities].flat()) to.addIdentity(identity.reveal());
  });
  if (content === null) throw new VaultProblem("not_for_this_identity");
  return content;
}
