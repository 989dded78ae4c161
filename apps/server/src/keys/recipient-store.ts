// Active keys of employees, as recipients of what is sealed.
import { type Expression, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { withoutIndex } from "../database/plans.ts";
import type { EmployeeId, EmployeeKeyId } from "../security/ids.ts";

export interface KeyRecipient {
  readonly keyId: EmployeeKeyId;
  /** `age1...` */
  readonly recipient: string;
}

/** One employee, or a part of a query that gives many. */
export type Employees = EmployeeId | Expression<{ employee_id: EmployeeId }>;

/** By id, which is the order in which keys were made. @param among of these only. */
export async function listActiveOf(
  db: Handle,
  employees: Employees,
  { limit, among }: { limit: number; among?: readonly string[] },
): Promise<KeyRecipient[]> {
  if (among?.length === 0) return [];
  let query = db.selectFrom("keys").select(["id as keyId", "recipient"]);
  query =
    typeof employees === "string"
      ? query.where("employee_id", "=", employees)
      : query.where(sql<boolean>`employee_id in (${employees})`);
  if (among !== undefined) query = query.where("id", "in", among as readonly EmployeeKeyId[]);
  // Found by their employees: most keys of an installation are active.
  query = query.where(sql<boolean>`${withoutIndex(db, sql.ref("status"))} = 'active'`);
  const rows = await query.orderBy("id").limit(limit).execute();
  return rows.flatMap(({ keyId, recipient }) => (recipient === null ? [] : [{ keyId, recipient }]));
}
