// Who has a second factor, of many people at once.
import type { Role } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import type { EmployeeId, GroupId } from "../security/ids.ts";

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
  readonly isAskedByGroup: boolean;
  /** Null: never asked. */
  readonly graceStartedAtMs: number | null;
  readonly people: number;
}

/** 1 where a group that the person is in asks for a second factor. */
const askedByGroup = sql<0 | 1>`case when exists (select 1 from group_members m cross join groups g
  where m.employee_id = employees.id and g.id = m.group_id and g.requires_two_factor = 1) then 1 else 0 end`.as(
  "asked",
);

function withoutFactor(db: Handle) {
  return db
    .selectFrom("employees")
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
    );
}

/** Members of a group whom it could ask: active people who can log in and have none. */
export async function countMembersWithoutFactor(db: Handle, groupId: GroupId): Promise<number> {
  const members = db.selectFrom("group_members").select("employee_id").where("group_id", "=", groupId);
  const query = withoutFactor(db).select((eb) => eb.fn.countAll<number>().as("people"));
  return Number((await query.where("employees.id", "in", members).executeTakeFirstOrThrow()).people);
}

export async function countWithoutFactor(db: Handle): Promise<WithoutFactor[]> {
  const groups = await withoutFactor(db)
    .select((eb) => [
      "role",
      "grace_started_at as graceStartedAtMs",
      askedByGroup,
      eb.fn.countAll<number>().as("people"),
    ])
    .groupBy(["role", "grace_started_at", "asked"])
    .execute();
  return groups.map(({ asked, people, ...rest }) => ({
    ...rest,
    isAskedByGroup: asked === 1,
    people: Number(people),
  }));
}
