// What becomes of an account that the server gives: what is good is kept until something better was opened.
import type { KeyAccount } from "@hesper/contract";
import type { AccountTrouble, SealedParts, StoredAccount } from "./storage.ts";
import type { Verdict } from "./verify.ts";

export function partsOf(given: KeyAccount): SealedParts {
  const { sealedRevision, sealed } = given;
  return { sealedRevision, sealed, details: given.kind === "private" ? given.details : null };
}

/** @param verdict on what is given; null: the key is locked, and it was not opened. */
export function takeIn(current: StoredAccount | null, given: KeyAccount, verdict: Verdict | null): StoredAccount {
  const parts = partsOf(given);
  if (!current) return first(given, parts, verdict);
  const isPrivate = (kind: KeyAccount["kind"]) => kind === "private";
  // One that only its owner could read does not become one of an administrator's, nor the other way.
  if (isPrivate(current.kind) !== isPrivate(given.kind)) return { ...current, trouble: "swapped" };
  const account = { ...current, ...readableOf(given) };
  // What opens is no older than the server says (`openParts`), and so not older than what was seen before either.
  if (parts.sealedRevision < newestRevision(current)) return { ...account, trouble: "replayed" };
  if (verdict === null) return takeUnopened(account, parts);
  if (verdict.trouble !== null) return refuse(account, parts, verdict.trouble);
  return { ...account, parts, newer: null, seenRevision: verdict.payload.revision, trouble: null };
}

function readableOf(given: KeyAccount): Pick<StoredAccount, "kind" | "revision" | "details" | "updatedAt"> {
  const { kind, revision, updatedAt } = given;
  if (given.kind === "private") return { kind, revision, details: null, updatedAt };
  const { name, urls, apps, loginType, login } = given;
  return { kind, revision, details: { name, urls, apps, loginType, login }, updatedAt };
}

function first(given: KeyAccount, parts: SealedParts, verdict: Verdict | null): StoredAccount {
  const seenRevision = verdict?.trouble === null ? verdict.payload.revision : 0;
  const base = { id: given.id, ...readableOf(given) };
  return { ...base, parts, newer: null, seenRevision, trouble: verdict?.trouble ?? null };
}

/** The newest that is or may be good. What did not open says nothing. */
function newestRevision(account: StoredAccount): number {
  const unopened = account.seenRevision === 0 && account.trouble === null ? account.parts.sealedRevision : 0;
  return Math.max(account.seenRevision, unopened, account.newer?.sealedRevision ?? 0);
}

/** Nothing of it was ever good. */
function isUseless({ seenRevision, newer, trouble }: StoredAccount): boolean {
  return seenRevision === 0 && newer === null && trouble !== null;
}

function takeUnopened(account: StoredAccount, parts: SealedParts): StoredAccount {
  const { seenRevision } = account;
  const isSame = parts.sealed === account.parts.sealed && parts.details === account.parts.details;
  const asBefore = isSame && (seenRevision === 0 || parts.sealedRevision <= seenRevision);
  if (asBefore || isUseless(account)) return { ...account, parts, newer: null, trouble: null };
  return { ...account, newer: parts, trouble: null };
}

function refuse(account: StoredAccount, parts: SealedParts, trouble: AccountTrouble): StoredAccount {
  return isUseless(account) ? { ...account, parts, trouble } : { ...account, trouble };
}
