// The two sealed parts of an account together: its secrets, and of a private one what can be read of it.
import { openAccount, sealAccount } from "./account.ts";
import type { ExpectedAccount } from "./content.ts";
import { openDetails, type SealedDetails, sealDetails } from "./details.ts";
import type { Identity } from "./identity.ts";
import type { AccountPayload } from "./payload.ts";
import { VaultProblem } from "./problem.ts";

export interface SealedParts {
  /** An age file. */
  readonly sealed: Uint8Array;
  /** Of a private account, an age file; of others null. */
  readonly details: Uint8Array | null;
}

export interface OpenedParts {
  readonly payload: AccountPayload;
  /** Of a private account. */
  readonly details: SealedDetails | null;
}

/**
 * Throws `VaultProblem`: what `openAccount` throws; `older_revision` also where one part is of an older writing than the
 * other.
 */
export async function openParts(
  { sealed, details }: SealedParts,
  identities: Identity | readonly Identity[],
  expected: ExpectedAccount,
): Promise<OpenedParts> {
  const payload = await openAccount(sealed, identities, expected);
  if (details === null) return { payload, details: null };
  const opened = await openDetails(details, identities, expected);
  if (opened.revision !== payload.revision) throw new VaultProblem("older_revision");
  return { payload, details: opened };
}

/** Seals both to the same recipients. Throws `VaultProblem`: what `sealAccount` and `sealDetails` throw. */
export async function sealParts(
  { payload, details }: OpenedParts,
  recipients: readonly string[],
): Promise<SealedParts> {
  const sealed = await sealAccount(payload, recipients);
  return { sealed, details: details && (await sealDetails(details, recipients)) };
}
