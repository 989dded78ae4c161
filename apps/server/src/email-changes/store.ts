// The table of emails that wait to be confirmed. The token is the business of `links`.
import type { Handle, Tx } from "../database/database.ts";
import type { EmployeeId } from "../security/ids.ts";

export async function open(
  tx: Tx,
  {
    employeeId,
    email,
    nowMs,
    ttlSeconds,
  }: { employeeId: EmployeeId; email: string; nowMs: number; ttlSeconds: number },
): Promise<void> {
  const change = { token_hash: null, created_at: nowMs, expires_at: nowMs + ttlSeconds * 1000, email };
  await tx
    .insertInto("email_changes")
    .values({ employee_id: employeeId, ...change })
    .onConflict((conflict) => conflict.column("employee_id").doUpdateSet(change))
    .execute();
}

export async function findEmail(db: Handle, employeeId: EmployeeId): Promise<string | null> {
  const query = db.selectFrom("email_changes").select("email").where("employee_id", "=", employeeId);
  return (await query.executeTakeFirst())?.email ?? null;
}
