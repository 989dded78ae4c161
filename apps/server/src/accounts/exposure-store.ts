// Who could have seen the secret of an account: who has it now, and what is on record of who had, wrote or opened it.
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { memberships } from "../groups/store.ts";
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

export interface Exposed {
  readonly id: AccountId;
  /** When the employee last could have seen it; null: has it now. */
  readonly untilMs: number | null;
}

/** Accounts whose secret an employee can see or could have seen, by id. */
export async function listExposed(
  db: Handle,
  whose: { employeeId: EmployeeId; groupIds: readonly GroupId[] },
  { limit, after }: { limit: number; after: string | null },
): Promise<Exposed[]> {
  const seen = db
    .selectFrom("account_exposures")
    .select("account_id as id")
    .where("employee_id", "=", whose.employeeId);
  let ids = db.selectFrom(idsOfEmployee(db, whose).union(seen).as("exposed")).select("exposed.id");
  if (after !== null) ids = ids.where("exposed.id", ">", after as AccountId);
  const page = (await ids.orderBy("exposed.id").limit(limit).execute()).map(({ id }) => id);
  if (page.length === 0) return [];
  const has = db.selectFrom(idsOfEmployee(db, whose).as("mine")).select("mine.id").where("mine.id", "in", page);
  const now = new Set((await has.execute()).map(({ id }) => id));
  const times = await db
    .selectFrom("account_exposures")
    .select((eb) => ["account_id", eb.fn.max("at").as("at")])
    .where("employee_id", "=", whose.employeeId)
    .where("account_id", "in", page)
    .groupBy("account_id")
    .execute();
  const until = new Map(times.map(({ account_id, at }) => [account_id, Number(at)]));
  return page.map((id) => ({ id, untilMs: now.has(id) ? null : (until.get(id) ?? null) }));
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
