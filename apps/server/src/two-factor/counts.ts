// Who has a second factor, of many people at once.
import type { Role } from "@hesper/contract";
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

/** So many active people of one role who can log in, first asked for a second factor at one time, who have none. */
export interface WithoutFactor {
  readonly role: Role;
  /** Null: never asked. */
  readonly graceStartedAtMs: number | null;
  readonly people: number;
}

export async function countWithoutFactor(db: Handle): Promise<WithoutFactor[]> {
  const groups = await db
    .selectFrom("employees")
    .select((eb) => ["role", "grace_started_at as graceStartedAtMs", eb.fn.countAll<number>().as("people")])
    .where("status", "=", "active")
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("passwords").select("employee_id").whereRef("employee_id", "=", "employees.id")),
    )
    .where(({ not, exists, selectFrom, and }) =>
      and(
        tables.map((table) =>
          not(exists(selectFrom(table).select("employee_id").whereRef("employee_id", "=", "employees.id"))),
        ),
      ),
    )
    .groupBy(["role", "grace_started_at"])
    .execute();
  return groups.map((group) => ({ ...group, people: Number(group.people) }));
}
