// The table of mails that wait, were sent, or were given up.
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";

export type MailRow = Tables["outbox"];

const inserted = prepared((db, row: MailRow) =>
  db.insertInto("outbox").values({
    id: row.id,
    kind: row.kind,
    recipient: row.recipient,
    employee_id: row.employee_id,
    data: row.data,
    created_at: row.created_at,
    give_up_at: row.give_up_at,
    next_attempt_at: row.next_attempt_at,
    attempts: row.attempts,
    sent_at: row.sent_at,
    failed_at: row.failed_at,
    error: row.error,
  }),
);

export async function insertMail(tx: Tx, row: MailRow): Promise<void> {
  await inserted(tx, row);
}

export async function selectDue(db: Handle, nowMs: number, limit: number): Promise<MailRow[]> {
  const due = db.selectFrom("outbox").selectAll().where("next_attempt_at", "<=", nowMs);
  return due.orderBy("next_attempt_at").orderBy("id").limit(limit).execute();
}

/** Takes a mail for sending; true only for the one that got it. If it dies while sending, the mail is due again then. */
export async function claim(
  tx: Tx,
  { id, attempts }: Pick<MailRow, "id" | "attempts">,
  { nowMs, untilMs }: { nowMs: number; untilMs: number },
): Promise<boolean> {
  const done = await tx
    .updateTable("outbox")
    .set({ next_attempt_at: untilMs, attempts: attempts + 1 })
    .where("id", "=", id)
    .where("attempts", "=", attempts)
    .where("next_attempt_at", "<=", nowMs)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Whom it was for and what it said is forgotten with the sending. */
export async function markSent(tx: Tx, id: string, nowMs: number): Promise<void> {
  const change = { sent_at: nowMs, next_attempt_at: null, data: "{}", error: null };
  await tx.updateTable("outbox").set(change).where("id", "=", id).execute();
}

export async function postpone(tx: Tx, id: string, change: { nextMs: number; error: string }): Promise<void> {
  const { nextMs, error } = change;
  await tx.updateTable("outbox").set({ next_attempt_at: nextMs, error }).where("id", "=", id).execute();
}

export async function giveUp(tx: Tx, id: string, change: { nowMs: number; error: string }): Promise<void> {
  const { nowMs, error } = change;
  const row = { failed_at: nowMs, next_attempt_at: null, data: "{}", error };
  await tx.updateTable("outbox").set(row).where("id", "=", id).execute();
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("outbox").where("id", "=", id).execute();
}

export async function removeWaiting(tx: Tx, beforeMs: number): Promise<void> {
  await tx.deleteFrom("outbox").where("next_attempt_at", "is not", null).where("created_at", "<", beforeMs).execute();
}

export async function removeDone(tx: Tx, beforeMs: number): Promise<void> {
  await tx.deleteFrom("outbox").where("next_attempt_at", "is", null).where("created_at", "<", beforeMs).execute();
}

export async function countMails(db: Handle): Promise<{ waiting: number; failed: number; lastError: string | null }> {
  const all = db.selectFrom("outbox");
  const count = (query: typeof all) => query.select((eb) => eb.fn.countAll<number>().as("count"));
  const waiting = await count(all.where("next_attempt_at", "is not", null)).executeTakeFirstOrThrow();
  const failed = await count(all.where("failed_at", "is not", null)).executeTakeFirstOrThrow();
  const last = await all
    .select("error")
    .where("error", "is not", null)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return { waiting: Number(waiting.count), failed: Number(failed.count), lastError: last?.error ?? null };
}

const mostMeasured = 10_000;

/** Of the mails that are due next and of the newest, up to a bound: how many wait, since when, and how many were given up. */
export async function measureOutbox(
  db: Handle,
): Promise<{ waiting: number; oldestWaitingMs: number | null; failed: number }> {
  const all = db.selectFrom("outbox");
  const waiting = all.select("created_at").where("next_attempt_at", "is not", null).orderBy("next_attempt_at");
  const { count, oldest } = await db
    .selectFrom(waiting.limit(mostMeasured).as("waiting"))
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min<number | null>("created_at").as("oldest")])
    .executeTakeFirstOrThrow();
  const newest = all.select("failed_at").orderBy("id", "desc").limit(mostMeasured).as("newest");
  const { failed } = await db
    .selectFrom(newest)
    .select((eb) => eb.fn.count<number>("failed_at").as("failed"))
    .executeTakeFirstOrThrow();
  return { waiting: Number(count), oldestWaitingMs: oldest === null ? null : Number(oldest), failed: Number(failed) };
}

/** @returns how many. */
export async function removeAllWaiting(tx: Tx): Promise<number> {
  const done = await tx.deleteFrom("outbox").where("next_attempt_at", "is not", null).executeTakeFirst();
  return Number(done.numDeletedRows);
}
