// What somebody who leaves could have seen, and was not changed since.
import { exposuresOf, type Whose, whoseOf } from "../accounts/exposure-store.ts";
import type { Handle } from "../database/database.ts";
import type { EmployeeId } from "../security/ids.ts";

/**
 * Accounts whose password or OTP secret the employee could still know, as `a`, and since when as `seen`. What they have
 * now counts whenever it was changed; what they had, unless both were changed after that, or somebody ticked it off.
 */
export function stillKnown(db: Handle, whose: Whose) {
  return db
    .selectFrom(exposuresOf(db, whose).as("seen"))
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
