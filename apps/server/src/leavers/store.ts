// The tables of leavers. Whoever changes an entry holds its list: the counts on it are those of the entries.
import type { LeaverCause, LeaverState } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, EmployeeKeyId, LeaverId } from "../security/ids.ts";
import { type Exposures, stillKnown } from "./seen.ts";

export type Leaver = Tables["leavers"];
export type Entry = Tables["leaver_entries"];

export async function find(db: Handle, id: LeaverId): Promise<Leaver | null> {
  return (await db.selectFrom("leavers").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

export interface Asked {
  readonly state: LeaverState | "all";
  readonly employeeId?: EmployeeId | undefined;
  readonly cause?: LeaverCause | undefined;
  readonly keyId?: EmployeeKeyId | undefined;
  readonly limit: number;
  /** Goes on after this one. */
  readonly before: string | null;
}

/** The latest first. */
export async function list(db: Handle, { state, employeeId, cause, keyId, limit, before }: Asked): Promise<Leaver[]> {
  let query = db.selectFrom("leavers").selectAll();
  if (state !== "all") query = query.where("state", "=", state);
  if (employeeId !== undefined) query = query.where("employee_id", "=", employeeId);
  if (cause !== undefined) query = query.where("cause", "=", cause);
  if (keyId !== undefined) query = query.where("key_id", "=", keyId);
  if (before !== null) query = query.where("id", "<", before as LeaverId);
  return query.orderBy("id", "desc").limit(limit).execute();
}

export async function insert(
  tx: Tx,
  {
    id,
    employeeId,
    name,
    key,
    nowMs,
  }: {
    id: LeaverId;
    /** Null: was deleted before. */
    employeeId: EmployeeId | null;
    name: string;
    /** Not given: the employee left. */
    key?: { readonly id: EmployeeKeyId; readonly name: string } | undefined;
    nowMs: number;
  },
): Promise<void> {
  const cause = key === undefined ? "left" : "key_compromised";
  const counts = { entries: 0, open_entries: 0, closed_at: null, closed_by: null, reason: null };
  const times = { opened_at: nowMs, left_at: nowMs };
  await tx
    .insertInto("leavers")
    .values({
      ...{ id, employee_id: employeeId, name, state: "open", ...times, ...counts },
      ...{ cause, key_id: key?.id ?? null, key_name: key?.name ?? null },
    })
    .execute();
}

export async function remove(tx: Tx, id: LeaverId): Promise<void> {
  await tx.deleteFrom("leavers").where("id", "=", id).execute();
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, id: LeaverId): Promise<void> {
  await tx
    .updateTable("leavers")
    .set((eb) => ({ state: eb.ref("state") }))
    .where("id", "=", id)
    .execute();
}

export async function markLeft(tx: Tx, id: LeaverId, { name, nowMs }: { name: string; nowMs: number }): Promise<void> {
  await tx.updateTable("leavers").set({ name, left_at: nowMs }).where("id", "=", id).execute();
}

export async function close(
  tx: Tx,
  id: LeaverId,
  { by, reason, nowMs }: { by: EmployeeId; reason: string; nowMs: number },
): Promise<void> {
  const closed = { state: "closed", closed_at: nowMs, closed_by: by, reason } as const;
  await tx.updateTable("leavers").set(closed).where("id", "=", id).execute();
}

const columns = [
  ...["leaver_id", "account_id", "kind", "name", "login", "sort_key", "seen_until", "password_changed_at"],
  ...["otp_changed_at", "is_open"],
] as ("leaver_id" & keyof Entry)[];

/** All that is still known, in one statement. What is on the list already and was seen again is open again. */
export async function insertStillKnown(
  tx: Tx,
  id: LeaverId,
  { exposures, employeeId }: { exposures: Exposures; employeeId: EmployeeId | null },
): Promise<void> {
  const rows = stillKnown(tx, exposures, employeeId).select([
    sql<LeaverId>`${sql.val(id)}`.as("leaver_id"),
    "a.id as account_id",
    "a.kind",
    "a.name",
    "a.login",
    "a.sort_key",
    sql<number | null>`case when seen.has = 0 then seen.at end`.as("seen_until"),
    changedSince("password_changed_at").as("password_changed_at"),
    changedSince("otp_changed_at").as("otp_changed_at"),
    sql<1>`1`.as("is_open"),
  ]);
  await tx
    .insertInto("leaver_entries")
    .columns(columns)
    .expression(rows)
    .onConflict((on) =>
      on.columns(["leaver_id", "account_id"]).doUpdateSet((eb) => ({
        seen_until: eb.ref("excluded.seen_until"),
        password_changed_at: eb.ref("excluded.password_changed_at"),
        otp_changed_at: eb.ref("excluded.otp_changed_at"),
        is_open: 1,
        done_how: null,
        done_at: null,
        done_by: null,
      })),
    )
    .execute();
}

function changedSince(column: "password_changed_at" | "otp_changed_at") {
  const changed = sql.ref(`a.${column}`);
  return sql<number | null>`case when seen.has = 0 and ${changed} > seen.at then ${changed} end`;
}

/** Counts anew what is on the list, and is open or finished by that; a closed one stays closed. */
export async function count(tx: Tx, id: LeaverId): Promise<Leaver> {
  const counted = await tx
    .selectFrom("leaver_entries")
    .select((eb) => [eb.fn.countAll<number>().as("entries"), eb.fn.sum<number | null>("is_open").as("open")])
    .where("leaver_id", "=", id)
    .executeTakeFirstOrThrow();
  const [entries, open] = [Number(counted.entries), Number(counted.open ?? 0)];
  return write(tx, id, { entries, open_entries: open }, open);
}

/** One more that is open, or one fewer. The list has to be held. */
export async function countOne(tx: Tx, leaver: Leaver, by: 1 | -1): Promise<Leaver> {
  const open = leaver.open_entries + by;
  return write(tx, leaver.id, { open_entries: open }, open);
}

async function write(
  tx: Tx,
  id: LeaverId,
  counts: Partial<Pick<Leaver, "entries" | "open_entries">>,
  open: number,
): Promise<Leaver> {
  const next: LeaverState = open === 0 ? "finished" : "open";
  await tx
    .updateTable("leavers")
    .set({ ...counts, state: sql<LeaverState>`case when state = 'closed' then state else ${next} end` })
    .where("id", "=", id)
    .execute();
  const leaver = await find(tx, id);
  if (!leaver) throw new Error("A leaver's list that is held is not there.");
  return leaver;
}
