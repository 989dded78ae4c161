// What somebody who leaves could have seen, and was not changed since.
import { sql } from "kysely";
import { idsOfEmployee } from "../accounts/store.ts";
import type { Handle } from "../database/database.ts";
import { groupIdsOf } from "../groups/store.ts";
import type { EmployeeId, GroupId } from "../security/ids.ts";

export interface Whose {
  readonly employeeId: EmployeeId;
  readonly groupIds: readonly GroupId[];
}

export async function whoseOf(db: Handle, employeeId: EmployeeId): Promise<Whose> {
  return { employeeId, groupIds: await groupIdsOf(db, employeeId) };
}

/** Each account once: whether the employee has it now (1), and when they last could have seen it in another way. */
function allSeen(db: Handle, whose: Whose) {
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
 * Accounts whose password or OTP secret the employee could still know, as `a`, and since when as `seen`. What they have
 * now counts whenever it was changed; what they had, unless both were changed after that, or somebody ticked it off.
 */
export function stillKnown(db: Handle, whose: Whose) {
  return db
    .selectFrom(allSeen(db, whose).as("seen"))
    .innerJoin("accounts as a", "a.id", "seen.id")
    .where((eb) =>
      eb.or([
        eb("seen.has", "=", 1),
        eb.and([
          eb.or([
            eb("a.password_changed_at", "is", null),
            eb("a.password_changed_at", "<=", eb.ref("seen.at")),
            eb("a.otp_changed_at", "is", null),
            eb("a.otp_changed_at", "<=", eb.ref("seen.at")),
          ]),
          eb.not(
            eb.exists(
              eb
                .selectFrom("leaver_entries as ticked")
                .innerJoin("leavers as l", "l.id", "ticked.leaver_id")
                .select("ticked.account_id")
                .whereRef("ticked.account_id", "=", "a.id")
                .where("l.employee_id", "=", whose.employeeId)
                .where("ticked.done_how", "=", "by_hand")
                .whereRef("ticked.done_at", ">", "seen.at"),
            ),
          ),
        ]),
      ]),
    );
}

export async function countStillKnown(db: Handle, employeeId: EmployeeId): Promise<number> {
  const known = stillKnown(db, await whoseOf(db, employeeId));
  const { count } = await known.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}
