// Seals accounts to recipients, and opens them with identities.
import { Encrypter } from "age-encryption";
import { decrypt } from "./age.ts";
import { readSealedHeader } from "./header.ts";
import type { Identity } from "./identity.ts";
import { type AccountPayload, decodePayload, encodePayload } from "./payload.ts";
import { VaultProblem } from "./problem.ts";
import { tryRecipient } from "./recipient.ts";
import { kindOfRecipients } from "./recipient-form.ts";

/**
 * @param recipients all who shall open the account: 1 to 256 of one kind, each once.
 * @returns an age file, binary. The same payload never gives the same bytes twice.
 *
 * Throws `VaultProblem`: `invalid_payload`, `no_recipients`, `too_many_recipients`, `invalid_recipient`,
 * `mixed_recipients`, `duplicate_recipients`.
 */
export async function sealAccount(payload: AccountPayload, recipients: readonly string[]): Promise<Uint8Array> {
  kindOfRecipients(recipients);
  const content = encodePayload(payload);
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

/** What an account that is opened must be: whoever stores it could hand out another one, or an old one. */
export interface ExpectedAccount {
  readonly account: string;
  /** The newest revision that was seen; 0 where none was. */
  readonly revisionAtLeast: number;
}

/**
 * @param identities one, or several of which any may open the account.
 *
 * Throws `VaultProblem`: those of `readSealedHeader`; `not_for_this_identity`, which a damaged stanza looks like as
 * well, since stanzas name nobody; `damaged`; `invalid_payload`, `unknown_version`, `wrong_account`, `older_revision`.
 */
export async function openAccount(
  sealed: Uint8Array,
  identities: Identity | readonly Identity[],
  expected: ExpectedAccount,
): Promise<AccountPayload> {
  readSealedHeader(sealed);
  const content = await decrypt(sealed, (to) => {
    for (const identity of [identities].flat()) to.addIdentity(identity.reveal());
  });
  if (content === null) throw new VaultProblem("not_for_this_identity");
  const payload = decodePayload(content);
  if (payload.account !== expected.account) throw new VaultProblem("wrong_account");
  if (payload.revision < expected.revisionAtLeast) throw new VaultProblem("older_revision");
  return payload;
}

/**
 * Opens an account and seals it to other recipients, with a new file key: who is left out cannot open the result. The
 * payload stays what it is, revision included.
 *
 * Throws what `openAccount` and `sealAccount` throw.
 */
export async function resealAccount(
  sealed: Uint8Array,
  identities: Identity | readonly Identity[],
  recipients: readonly string[],
  expected: ExpectedAccount,
): Promise<Uint8Array> {
  kindOfRecipients(recipients);
  return await sealAccount(await openAccount(sealed, identities, expected), recipients);
}
