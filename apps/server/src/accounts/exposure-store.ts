// Who could have seen the secret of an account: who has it now, and what is on record of who had, wrote or opened it.
import { sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { groupIdsOf, memberships } from "../groups/store.ts";
import type { AccountId, EmployeeId, GroupId } from "../security/ids.ts";
import { idsOfEmployee } from "./store.ts";

type How = Tables["account_exposures"]["how"];

/** Keeps the latest time of each way. */
export async function noteExposure(
  tx: Tx,
  { employeeId, id, how, nowMs }: { employeeId: EmployeeId; id: AccountId; how: How; nowMs: number },
): Promise<void> {
  await tx
    .insertInto("account_exposures")
    .values({ employee_id: employeeId, account_id: id, how, at: nowMs })
    .onConflict((on) => on.columns(["employee_id", "account_id", "how"]).doUpdateSet({ at: nowMs }))
    .execute();
}

export interface Whose {
  readonly employeeId: EmployeeId;
  readonly groupIds: readonly GroupId[];
}

export async function whoseOf(db: Handle, employeeId: EmployeeId): Promise<Whose> {
  return { employeeId, groupIds: await groupIdsOf(db, employeeId) };
}

/**
 * Every account whose secret an employee can see or could have seen, once: whether the employee has it now (1 or 0), and
 * when they last could have seen it in another way (0: never).
 */
export function exposuresOf(db: Handle, whose: Whose) {
  const has = db
    .selectFrom(idsOfEmployee(db, whose).as("mine"))
    .select(["mine.id", sql<number>`1`.as("has"), sql<number>`0`.as("at")]);
  const had = db
    .selectFrom("account_exposures")
    .select(["account_id as id", sql<number>`0`.as("has"), "at"])
    .where("employee_id", "=", whose.employeeId);
  return db
    .selectFrom(has.unionAll(had).as("ways"))
    .select((eb) => ["ways.id", eb.fn.max("ways.has").as("has"), eb.fn.max("ways.at").as("at")])
    .groupBy("ways.id");
}

/**
 * Of those who have accounts through a group and are about to lose them: all that the group was given, or one account;
 * everybody who is in it, or some. To be called before it happens.
 */
export async function noteExposureOfGroup(
  tx: Tx,
  {
    groupId,
    accountId,
    employeeIds,
    nowMs,
  }: {
    groupId: GroupId;
    accountId?: AccountId | undefined;
    employeeIds?: readonly EmployeeId[] | undefined;
    nowMs: number;
  },
): Promise<void> {
  if (employeeIds?.length === 0) return;
  let rows = tx
    .selectFrom("account_groups as g")
    .innerJoin(memberships(tx).as("m"), "m.group_id", "g.group_id")
    .select((eb) => ["m.employee_id", "g.account_id", eb.val<How>("had_it").as("how"), eb.val(nowMs).as("at")])
    .where("g.group_id", "=", groupId);
  if (accountId !== undefined) rows = rows.where("g.account_id", "=", accountId);
  if (employeeIds !== undefined) rows = rows.where("m.employee_id", "in", employeeIds);
  await tx
    .insertInto("account_exposures")
    .columns(["employee_id", "account_id", "how", "at"])
    .expression(rows)
    .onConflict((on) => on.columns(["employee_id", "account_id", "how"]).doUpdateSet({ at: nowMs }))
    .execute();
}
