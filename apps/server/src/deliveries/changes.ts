// What a key is told: accounts that are new, changed or to be removed since a revision; and what it says that it has
// stored and removed. Both cost what changed, not what there is.
import { inTransaction } from "../database/database.ts";
import type { KeyRow } from "../keys/store.ts";
import type { AccountId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { lookAgain } from "./acting-key.ts";
import { isOfNow } from "./epoch.ts";
import { holdKey } from "./following-store.ts";
import * as store from "./store.ts";
import { type DeliveryDeps, isOtherWaiting } from "./waiting.ts";

export interface Changes {
  readonly accounts: readonly (store.Readable | store.PrivateAccount)[];
  readonly removed: readonly AccountId[];
  readonly revision: number;
  readonly hasMore: boolean;
  readonly waiting: boolean;
}

/** @param key as the guard has just found it: whatever it was to be told up to then is there to be read. */
export async function listChanges(
  { db }: DeliveryDeps,
  key: KeyRow,
  { since, limit }: { since: number; limit: number },
): Promise<Result<Changes, "conflict">> {
  if (!isOfNow(since, key.change_revision)) return refuse("conflict", fromAnotherTime);
  // Most of the time nothing is new, and the counter of the key says so.
  const isKnown = since === key.change_revision;
  const found = isKnown ? nothing : await store.listChanges(db, { keyId: key.id, since, limit });
  const { told, hasMore } = found;
  const last = told.at(-1)?.revision ?? since;
  return done({
    accounts: told.flatMap(({ account }) => account ?? []),
    removed: told.filter(({ isToRemove }) => isToRemove).map(({ accountId }) => accountId),
    revision: hasMore ? last : Math.max(last, key.change_revision),
    hasMore,
    waiting: await isOtherWaiting(db, key),
  });
}

const nothing = { told: [], hasMore: false } as const;

const fromAnotherTime =
  "The database of the server was restored since this key was told of its accounts. Begin again with since=0.";

/** Said again, or of what this key is not concerned with, it changes nothing. */
export async function takeReceipts(
  { db, ids }: DeliveryDeps,
  key: KeyRow,
  { applied, removed, revision }: { applied: readonly string[]; removed: readonly string[]; revision?: number },
): Promise<Result<null, "not_authenticated" | "forbidden">> {
  return inTransaction(db, async (tx) => {
    await holdKey(tx, key.id);
    const acting = await lookAgain(tx, key);
    if (!acting.ok) return acting;
    const receipt = { upTo: revision ?? null, nowMs: ids.clock.nowMs() };
    await store.markDelivered(tx, key.id, { ...receipt, ids: applied as readonly AccountId[] });
    await store.markRemoved(tx, key.id, { ...receipt, ids: removed as readonly AccountId[] });
    return done(null);
  });
}
