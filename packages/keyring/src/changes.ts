// The accounts that changed, a page at a time: each is stored in one change together with the revision and the receipts.
import type { KeyChanges } from "@hesper/contract";
import { mostChangesAtOnce } from "@hesper/contract/keys";
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { partsOf, takeIn } from "./incoming.ts";
import { KeyringProblem } from "./problem.ts";
import { noReceipts, sendReceipts, withReceipts } from "./receipts.ts";
import { type Call, problemOf } from "./server.ts";
import type { AccountTrouble, KeyRecord, StorageTx } from "./storage.ts";
import { activated, isEnded } from "./usable.ts";
import { openParts, type Verdict } from "./verify.ts";

/** What the pages of one sync brought. */
export interface Brought {
  readonly stored: Set<string>;
  readonly removed: Set<string>;
  readonly troubles: Map<string, AccountTrouble>;
  restarted: boolean;
  /** Whether another key of the employee waits, as the last page said; null: there was no page. */
  waiting: boolean | null;
  /** All that the server named, where it was asked for everything; null: it was not, or another sync took a part. */
  named: Set<string> | null;
}

export function nothingBrought(): Brought {
  return { stored: new Set(), removed: new Set(), troubles: new Map(), restarted: false, waiting: null, named: null };
}

export interface Asking {
  readonly host: KeyHost;
  readonly call: Call;
  readonly keyId: string;
  readonly identity: Identity | undefined;
  readonly onProgress: ((progress: { readonly stored: number; readonly removed: number }) => void) | undefined;
  readonly brought: Brought;
}

/** Begins again with everything, where nobody else did so meanwhile. What is stored stays until something better comes. */
export async function beginAgain({ host, keyId, brought }: Asking, since: number): Promise<void> {
  brought.named = new Set();
  await host.storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (record?.keyId !== keyId || record.revision !== since) return;
    await tx.putRecord({ ...record, revision: 0, receipts: noReceipts });
  });
}

/** Asks until there is no more. Throws `KeyringProblem`. */
export async function takeChanges(asking: Asking): Promise<void> {
  const { host, call, keyId, brought } = asking;
  for (let hasMore = true; hasMore; ) {
    const { revision: since } = activated(await host.storage.read((tx) => tx.getRecord()));
    const answer = await call("listKeyChanges", { query: { since: String(since), limit: String(mostChangesAtOnce) } });
    if (!answer.ok && answer.code === "conflict" && !brought.restarted) {
      brought.restarted = true;
      await beginAgain(asking, since);
      continue;
    }
    if (!answer.ok) throw problemOf(answer);
    const page = believable(answer.body, since);
    const isStored = await storePage(asking, page, since);
    brought.waiting = page.waiting;
    if (!isStored) continue;
    asking.onProgress?.({ stored: brought.stored.size, removed: brought.removed.size });
    await sendReceipts(host, call, keyId);
    hasMore = page.hasMore;
  }
}

/** A page must lead on, or asking would never end; ids become names, which some stores do not tell by their case. */
function believable(page: KeyChanges, since: number): KeyChanges {
  const leadsOn = page.hasMore ? page.revision > since : page.revision >= since;
  const ids = [...page.accounts.map(({ id }) => id), ...page.removed];
  if (leadsOn && ids.every((id) => id === id.toLowerCase())) return page;
  throw new KeyringProblem("bad_answer");
}

/** @returns whether it was stored; otherwise another sync was faster, and it is to be asked for again. */
async function storePage(asking: Asking, page: KeyChanges, since: number): Promise<boolean> {
  const { host, keyId, identity, brought } = asking;
  const verdicts = new Map<string, Verdict>();
  for (const given of identity ? page.accounts : []) {
    if (identity) verdicts.set(given.id, await openParts(given.id, partsOf(given), identity, 0));
  }
  const outcome = await host.storage.change(async (tx) => {
    const record = activated(await tx.getRecord());
    if (record.keyId !== keyId || isEnded(record)) throw new KeyringProblem("wiped");
    return record.revision === since ? await put(tx, record, page, verdicts) : null;
  });
  if (outcome === null) {
    brought.named = null;
    return false;
  }
  for (const { id } of page.accounts) brought.named?.add(id);
  for (const id of outcome.stored) brought.stored.add(id);
  for (const id of outcome.removed) brought.removed.add(id);
  for (const [id, trouble] of outcome.troubles) {
    if (trouble === null) brought.troubles.delete(id);
    else brought.troubles.set(id, trouble);
  }
  return true;
}

interface Outcome {
  readonly stored: readonly string[];
  readonly removed: readonly string[];
  readonly troubles: readonly (readonly [string, AccountTrouble | null])[];
}

async function put(
  tx: StorageTx,
  record: KeyRecord,
  page: KeyChanges,
  verdicts: ReadonlyMap<string, Verdict>,
): Promise<Outcome> {
  const stored: string[] = [];
  const troubles: [string, AccountTrouble | null][] = [];
  for (const given of page.accounts) {
    const current = await tx.getAccount(given.id);
    const next = takeIn(current, given, verdicts.get(given.id) ?? null);
    troubles.push([given.id, next.trouble]);
    if (JSON.stringify(next) === JSON.stringify(current)) continue;
    await tx.putAccount(next);
    stored.push(given.id);
  }
  const removed: string[] = [];
  for (const id of page.removed) {
    if (await tx.getAccount(id)) removed.push(id);
    await tx.removeAccount(id);
  }
  // What could not be opened is not confirmed: administrators see that it did not arrive.
  const applied = troubles.filter(([, trouble]) => trouble === null).map(([id]) => id);
  const { revision } = page;
  const receipts = withReceipts(record.receipts, { applied, removed: page.removed, revision });
  await tx.putRecord({ ...record, revision, receipts });
  return { stored, removed, troubles };
}
