// What keys say of themselves: that they are there, that they locked themselves, and that they wiped themselves.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { together } from "../database/together.ts";
import { confirmRemovals } from "../deliveries/following.ts";
import type { EmployeeKeyId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { sentenceForKey } from "./sentences.ts";
import * as store from "./store.ts";

export interface OwnKeyDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

const minuteMs = 60_000;

interface Contact {
  readonly id: EmployeeKeyId;
  readonly nowMs: number;
}

/** In the morning all keys call at once. */
const writeContact = together<Contact>(async (tx, contacts) => {
  for (const { id, nowMs } of contacts) await store.noteContact(tx, id, { nowMs, notSince: nowMs - minuteMs });
});

/** Keys ask often, and each of them once a minute costs a write. */
export async function noteContact({ db, ids }: OwnKeyDeps, { id, last_contact_at }: store.KeyRow): Promise<void> {
  const nowMs = ids.clock.nowMs();
  if (last_contact_at !== null && last_contact_at > nowMs - minuteMs) return;
  await writeContact(db, { id, nowMs });
}

/** The key as it is now that nobody else changes it. Null: it was deleted. */
async function hold(tx: Tx, id: EmployeeKeyId): Promise<store.KeyRow | null> {
  await store.touch(tx, id);
  return store.find(tx, id);
}

/** By the number of the lock: told twice, it is the same one, also when it was unlocked meanwhile. */
export async function tellLock(
  { db, ids }: OwnKeyDeps,
  id: EmployeeKeyId,
  { lock, origin }: { lock: number; origin: Origin },
): Promise<Result<null, "not_authenticated" | "forbidden">> {
  return inTransaction(db, async (tx) => {
    const key = await hold(tx, id);
    if (!key) return refuse("not_authenticated");
    const { status } = key;
    if (status !== "active" && status !== "locked" && status !== "suspended") {
      return refuse("forbidden", sentenceForKey(key));
    }
    if (lock <= key.lock_number) return done(null);
    const locks = status === "active";
    const moved = { status: "locked", reason: "wrong_pin", status_changed_at: ids.clock.nowMs() } as const;
    const columns = { lock_number: lock, ...(locks ? moved : {}) };
    await store.change(tx, id, columns, { lastChange: "lock", by: null });
    const detail = { key: id, name: key.name, lock, from: status };
    const about = { actorId: null, subjectId: key.employee_id, origin, detail };
    await recordEvent(tx, ids, { ...about, type: "key.locked_itself" });
    return done(null);
  });
}

/** Its token stops working. Said twice at once, it is the same. */
export async function confirmWipe(
  { db, ids }: OwnKeyDeps,
  id: EmployeeKeyId,
  origin: Origin,
): Promise<Result<null, "not_authenticated">> {
  return inTransaction(db, async (tx) => {
    const key = await hold(tx, id);
    if (!key) return refuse("not_authenticated");
    if (key.token_hash === null) return done(null);
    const columns = { token_hash: null, wiped_at: ids.clock.nowMs() };
    await store.change(tx, id, columns, { lastChange: "wipe", by: null });
    await confirmRemovals(tx, id);
    const about = { actorId: null, subjectId: key.employee_id, origin, detail: { key: id, name: key.name } };
    await recordEvent(tx, ids, { ...about, type: "key.wiped" });
    return done(null);
  });
}
