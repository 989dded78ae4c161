// Opening one's accounts with the security key that is open: what the server gives is checked as keys that keep accounts do
// it. Nothing of it is kept, but the revisions that were seen.
import type { KeyAccount } from "@hesper/contract";
import { type AccountPayload, type OpenedParts, openDetails, openParts, VaultProblem } from "@hesper/vault";
import { type AccountDetails, newestSeen, noteRevision } from "../accounts/accounts.ts";
import { bodyForOpened, openedIdentity } from "../security-keys/opened.ts";
import { api } from "../session/api.ts";

/** The key was closed meanwhile: nothing is to be said, since the page says so. */
export class ClosedMeanwhile extends Error {}

export interface OpenedAccount {
  readonly details: AccountDetails;
  readonly secrets: Pick<AccountPayload, "password" | "otp" | "notes">;
}

/** Throws `ClosedMeanwhile`, `RefusedError`, `VaultProblem`. */
export async function openOwnAccount(id: string): Promise<OpenedAccount> {
  identityNow();
  const account = await bodyForOpened(api.getOpenedAccount({ params: { id } }));
  // The parts name it as well; what can be read of it is only said.
  if (account.id !== id) throw new VaultProblem("wrong_account");
  const { payload, details } = await openSealed(account);
  // Nothing is shown that was opened too late.
  identityNow();
  const { password, otp, notes } = payload;
  return { details: details ?? detailsOf(account), secrets: { password, otp, notes } };
}

export interface SealedAccount {
  readonly id: string;
  readonly sealed: string;
  readonly sealedRevision: number;
  readonly details?: string | null;
}

/** Opens what was fetched. Throws `ClosedMeanwhile`, `VaultProblem`. */
export async function openSealed({ id, sealed, sealedRevision, details }: SealedAccount): Promise<OpenedParts> {
  noteRevision({ id, sealedRevision });
  const parts = { sealed: bytesOf(sealed), details: typeof details === "string" ? bytesOf(details) : null };
  const opened = await openParts(parts, identityNow(), { account: id, revisionAtLeast: newestSeen(id) });
  noteRevision({ id, sealedRevision: opened.payload.revision });
  return opened;
}

/** A private account in the list: what it is called, or why that cannot be read. */
export type PrivateAccount =
  | { readonly id: string; readonly updatedAt: string; readonly details: AccountDetails }
  | { readonly id: string; readonly updatedAt: string; readonly problem: VaultProblem };

/** Throws `ClosedMeanwhile`. */
export async function openPrivate(account: KeyAccount & { kind: "private" }): Promise<PrivateAccount> {
  const { id, updatedAt, sealedRevision } = account;
  noteRevision(account);
  const expected = { account: id, revisionAtLeast: Math.max(sealedRevision, newestSeen(id)) };
  try {
    return { id, updatedAt, details: plain(await openDetails(bytesOf(account.details), identityNow(), expected)) };
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error;
    return { id, updatedAt, problem: error };
  }
}

function identityNow() {
  const identity = openedIdentity();
  if (identity === null) throw new ClosedMeanwhile();
  return identity;
}

function detailsOf(account: KeyAccount): AccountDetails {
  // Details of a private one are sealed: without them it is none.
  if (account.kind === "private") throw new VaultProblem("damaged");
  return plain(account);
}

function plain({ name, urls, apps, loginType, login }: AccountDetails): AccountDetails {
  return { name, urls, apps, loginType, login };
}

/** No bytes for what is no Base64: the vault says of these that they are damaged. */
function bytesOf(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
