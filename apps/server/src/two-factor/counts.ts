// Who has a second factor, of many people at once.
import type { Handle } from "../database/database.ts";
import type { EmployeeId } from "../security/ids.ts";

const tables = ["authenticators", "passkeys"] as const;

/** Those of these people who have one. */
export async function whoHasFactor(db: Handle, ids: readonly EmployeeId[]): Promise<Set<EmployeeId>> {
  if (ids.length === 0) return new Set();
  const found = await Promise.all(
    tables.map((table) => db.selectFrom(table).select("employee_id").where("employee_id", "in", ids).execute()),
  );
  return new Set(found.flat().map((row) => row.employee_id));
}

/** Active people of these roles who have none. */
export async function countWithoutFactor(db: Handle, roles: readonly ("administrator" | "auditor" | "employee")[]) {
  if (roles.length === 0) return 0;
  const { count } = await db
    .selectFrom("employees")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("role", "in", roles)
    .where("status", "=", "active")
    .where(({ not, exists, selectFrom, and }) =>
      and(
        tables.map((table) =>
          not(exists(selectFrom(table).select("employee_id").whereRef("employee_id", "=", "employees.id"))),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}
