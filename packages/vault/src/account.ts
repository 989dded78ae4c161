// Seals accounts to recipients, and opens them with identities.
import { type ExpectedAccount, expectAccount } from "./content.ts";
import type { Identity } from "./identity.ts";
import { type AccountPayload, decodePayload, encodePayload } from "./payload.ts";
import { kindOfRecipients } from "./recipient-form.ts";
import { openContent, sealContent } from "./sealing.ts";

/**
 * @param recipients all who shall open the account: 1 to 256 of one kind, each once.
 * @returns an age file, binary. The same payload never gives the same bytes twice.
 *
 * Throws `VaultProblem`: `invalid_payload`, `no_recipients`, `too_many_recipients`, `invalid_recipient`,
 * `mixed_recipients`, `duplicate_recipients`.
 */
export async function sealAccount(payload: AccountPayload, recipients: readonly string[]): Promise<Uint8Array> {
  kindOfRecipients(recipients);
  return await sealContent(encodePayload(payload), recipients);
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
  const payload = decodePayload(await openContent(sealed, identities));
  expectAccount(payload, expected);
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
