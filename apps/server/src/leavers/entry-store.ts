// The accounts on leavers' lists, one by one and by pages.
import type { Handle, Tx } from "../database/database.ts";
import type { AfterKey } from "../http/key-cursor.ts";
import type { AccountId, EmployeeId, LeaverId } from "../security/ids.ts";
import type { Entry } from "./store.ts";

export interface ListedEntry extends Entry {
  /** Null: the account was deleted. */
  readonly existing: AccountId | null;
}

function all(db: Handle) {
  return db
    .selectFrom("leaver_entries as e")
    .leftJoin("accounts as a", "a.id", "e.account_id")
    .selectAll("e")
    .select("a.id as existing");
}

/** A page by name. */
export async function list(
  db: Handle,
  id: LeaverId,
  { state, limit, after }: { state: "open" | "done" | "all"; limit: number; after: AfterKey | null },
): Promise<ListedEntry[]> {
  let query = all(db).where("e.leaver_id", "=", id);
  if (state !== "all") query = query.where("e.is_open", "=", state === "open" ? 1 : 0);
  if (after !== null) {
    query = query.where((eb) =>
      eb(eb.refTuple("e.sort_key", "e.account_id"), ">", eb.tuple(after.key, after.id as AccountId)),
    );
  }
  return query.orderBy("e.sort_key").orderBy("e.account_id").limit(limit).execute();
}

export interface Place {
  readonly id: LeaverId;
  readonly accountId: AccountId;
}

export async function find(db: Handle, { id, accountId }: Place): Promise<ListedEntry | null> {
  const one = all(db).where("e.leaver_id", "=", id).where("e.account_id", "=", accountId);
  return (await one.executeTakeFirst()) ?? null;
}

/** Lists that an account is on, by id. */
export async function listsWith(db: Handle, accountId: AccountId): Promise<LeaverId[]> {
  const lists = db.selectFrom("leaver_entries").select("leaver_id").where("account_id", "=", accountId);
  return (await lists.orderBy("leaver_id").execute()).map(({ leaver_id }) => leaver_id);
}

interface Done {
  readonly how: NonNullable<Entry["done_how"]>;
  readonly by: EmployeeId;
  readonly nowMs: number;
}

/** True only for the call that did it. */
export async function markDone(tx: Tx, { id, accountId }: Place, { how, by, nowMs }: Done): Promise<boolean> {
  const marked = tx
    .updateTable("leaver_entries")
    .set({ is_open: 0, done_how: how, done_at: nowMs, done_by: by })
    .where("leaver_id", "=", id)
    .where("account_id", "=", accountId)
    .where("is_open", "=", 1);
  return (await marked.executeTakeFirst()).numUpdatedRows === 1n;
}

export async function markOpen(tx: Tx, { id, accountId }: Place): Promise<void> {
  await tx
    .updateTable("leaver_entries")
    .set({ is_open: 1, done_how: null, done_at: null, done_by: null })
    .where("leaver_id", "=", id)
    .where("account_id", "=", accountId)
    .execute();
}

/** Keeps the first time after the leaver could have seen it. @returns whether both have been changed now. */
export async function noteChanged(
  tx: Tx,
  place: Place,
  { parts, nowMs }: { parts: readonly ("password" | "otp")[]; nowMs: number },
): Promise<boolean> {
  for (const part of parts) {
    const column = `${part}_changed_at` as const;
    await tx
      .updateTable("leaver_entries")
      .set({ [column]: nowMs })
      .where("leaver_id", "=", place.id)
      .where("account_id", "=", place.accountId)
      .where(column, "is", null)
      .execute();
  }
  const entry = await find(tx, place);
  return entry !== null && entry.password_changed_at !== null && entry.otp_changed_at !== null;
}
