// Opening what lies sealed, and telling what is wrong with it: the server may hand out another account's, an old one, or
// one that it changed.
import {
  type AccountPayload,
  type Identity,
  openDetails,
  openParts as openSealedParts,
  type SealedDetails,
  VaultProblem,
  type VaultProblemCode,
} from "@hesper/vault";
import { fromBase64 } from "./base64.ts";
import type { AccountDetails, AccountTrouble, SealedParts } from "./storage.ts";

export interface OpenedParts {
  readonly payload: AccountPayload;
  /** Of a private account. */
  readonly details: AccountDetails | null;
}
export type Verdict = ({ readonly trouble: null } & OpenedParts) | { readonly trouble: AccountTrouble };

const troubles: Readonly<Partial<Record<VaultProblemCode, AccountTrouble>>> = {
  wrong_account: "swapped",
  older_revision: "replayed",
  not_for_this_identity: "not_for_this_key",
  unknown_version: "newer_version",
};

/**
 * @param seenRevision the highest that was seen inside; 0: none.
 */
export async function openParts(
  id: string,
  parts: SealedParts,
  identity: Identity,
  seenRevision: number,
): Promise<Verdict> {
  const expected = { account: id, revisionAtLeast: Math.max(parts.sealedRevision, seenRevision) };
  try {
    const { payload, details } = await openSealedParts(
      { sealed: fromBase64(parts.sealed), details: parts.details === null ? null : fromBase64(parts.details) },
      identity,
      expected,
    );
    return { trouble: null, payload, details: details && readable(details) };
  } catch (error) {
    return { trouble: troubleOf(error) };
  }
}

/** The details of a private account alone, as for lists. Throws no trouble: null. */
export async function openDetailsOf(
  id: string,
  parts: SealedParts,
  identity: Identity,
): Promise<AccountDetails | null> {
  if (parts.details === null) return null;
  const expected = { account: id, revisionAtLeast: parts.sealedRevision };
  try {
    return readable(await openDetails(fromBase64(parts.details), identity, expected));
  } catch (error) {
    troubleOf(error);
    return null;
  }
}

function readable({ name, urls, apps, loginType, login }: SealedDetails): AccountDetails {
  return { name, urls, apps, loginType, login };
}

function troubleOf(error: unknown): AccountTrouble {
  if (error instanceof VaultProblem) return troubles[error.code] ?? "damaged";
  throw error;
}
