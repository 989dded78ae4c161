// Who could have seen the secret of an account: who has it now, and what is on record of who had, wrote or opened it.
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
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

/** Of everybody who is in a group that an account is taken from. */
export async function noteExposureOfGroup(
  _tx: Tx,
  _about: { groupId: GroupId; id: AccountId; nowMs: number },
): Promise<void> {}
