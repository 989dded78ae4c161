// The one place that moves deliveries: called in the transaction of whatever changes what a key is to have.
import { sql } from "kysely";
import { whoseOf } from "../accounts/exposure-store.ts";
import { idsOfEmployee } from "../accounts/store.ts";
import type { Tx } from "../database/database.ts";
import type { KeyRow } from "../keys/store.ts";
import type { IdSource, SoftwareKeyId } from "../security/ids.ts";

/** A key is active: everything that its employee has waits for it, or is queued where it can open it already. */
export async function followActivation(tx: Tx, ids: IdSource, key: KeyRow): Promise<void> {
  if (key.employee_id === null) return;
  const mine = idsOfEmployee(tx, await whoseOf(tx, key.employee_id));
  const rows = await tx
    .selectFrom(mine.as("mine"))
    .innerJoin("accounts as a", "a.id", "mine.id")
    .leftJoin("account_sealed_to as s", (on) => on.onRef("s.account_id", "=", "a.id").on("s.key_id", "=", key.id))
    .leftJoin("key_accounts as d", (on) => on.onRef("d.account_id", "=", "a.id").on("d.key_id", "=", key.id))
    .select(["a.id", "a.kind", "s.key_id as sealed", "d.status"])
    .execute();
  for (const row of rows.filter(({ status }) => status === null)) {
    const status = row.sealed === null ? "waiting" : "queued";
    const revision = status === "queued" ? await nextRevision(tx, key.id) : 0;
    const times = { changed_at: ids.clock.nowMs(), delivered_at: null };
    const place = { key_id: key.id, account_id: row.id, kind: row.kind, name: "" };
    await tx
      .insertInto("key_accounts")
      .values({ ...place, status, revision, ...times })
      .execute();
  }
}

async function nextRevision(tx: Tx, id: SoftwareKeyId): Promise<number> {
  const raised = tx
    .updateTable("keys")
    .set((eb) => ({ change_revision: eb("change_revision", "+", 1) }))
    .where("id", "=", id);
  return Number((await raised.returning("change_revision").executeTakeFirstOrThrow()).change_revision);
}

/** A key is deactivated or compromised: what waits for it is forgotten, the rest is to be removed. */
export async function endDeliveries(tx: Tx, ids: IdSource, keyId: SoftwareKeyId): Promise<void> {
  const ofKey = tx.deleteFrom("key_accounts").where("key_id", "=", keyId);
  await ofKey.where("status", "=", "waiting").where("revision", "=", 0).execute();
  await tx
    .updateTable("key_accounts")
    .set({ status: "removing", changed_at: ids.clock.nowMs(), name: sql<string>`name` })
    .where("key_id", "=", keyId)
    .where("status", "not in", ["removing", "removed"])
    .execute();
}

/** A key has wiped itself. */
export async function confirmRemovals(tx: Tx, keyId: SoftwareKeyId): Promise<void> {
  await tx.updateTable("key_accounts").set({ status: "removed" }).where("key_id", "=", keyId).execute();
}
