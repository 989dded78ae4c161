// What somebody who leaves could have seen, and was not changed since.
import { exposuresOf, whoseOf } from "../accounts/exposure-store.ts";
import type { Handle } from "../database/database.ts";
import type { EmployeeId } from "../security/ids.ts";

/** Accounts, each with whether it can be seen now (1 or 0), and when it last could otherwise: a part of a query. */
export type Exposures = ReturnType<typeof exposuresOf>;

/**
 * Accounts whose password or OTP secret could still be known, as `a`, and since when as `seen`. What can be seen now
 * counts whenever it was changed; what could, unless both were changed after that, or somebody ticked it off.
 * @param employeeId whose lists may have it ticked off; null: was deleted.
 */
export function stillKnown(db: Handle, exposures: Exposures, employeeId: EmployeeId | null) {
  return db
    .selectFrom(exposures.as("seen"))
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
                .where("l.employee_id", "=", employeeId)
                .where("ticked.done_how", "=", "by_hand")
                .whereRef("ticked.done_at", ">", "seen.at"),
            ),
          ),
        ]),
      ]),
    );
}

export async function countStillKnown(db: Handle, employeeId: EmployeeId): Promise<number> {
  return countKnown(db, exposuresOf(db, await whoseOf(db, employeeId)), employeeId);
}

export async function countKnown(db: Handle, exposures: Exposures, employeeId: EmployeeId | null): Promise<number> {
  const known = stillKnown(db, exposures, employeeId);
  const { count } = await known.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}
