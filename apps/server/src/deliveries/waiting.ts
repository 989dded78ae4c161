// Accounts that wait to be sealed to keys.
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import type { KeyRow } from "../keys/store.ts";

/** Whether another active key of the employee waits for something that this one can open. */
export async function isOtherWaiting(db: Handle, key: KeyRow): Promise<boolean> {
  if (key.employee_id === null) return false;
  const sealedTo = (table: "account_sealed_to" | "private_account_sealed_to") =>
    sql`exists (select 1 from ${sql.table(table)} s where s.key_id = ${key.id} and s.account_id = d.account_id)`;
  const waiting = db
    .selectFrom("keys as k")
    .innerJoin("key_accounts as d", "d.key_id", "k.id")
    .select("d.account_id")
    .where("k.employee_id", "=", key.employee_id)
    .where("k.status", "=", "active")
    .where("k.id", "<>", key.id)
    .where("d.status", "=", "waiting")
    .where(sql<boolean>`(${sealedTo("account_sealed_to")} or ${sealedTo("private_account_sealed_to")})`);
  return (await waiting.limit(1).executeTakeFirst()) !== undefined;
}
