// How old the passwords of accounts are, counted from an index.
import { type PasswordAge, passwordAges } from "@hesper/contract";
import type { Handle } from "../database/database.ts";

const dayMs = 86_400_000;

/** Days, from the first on, not including the second. */
const bounds: Record<PasswordAge, readonly [number, number]> = {
  under_90_days: [0, 90],
  "90_to_180_days": [90, 180],
  "180_to_365_days": [180, 365],
  over_365_days: [365, Number.POSITIVE_INFINITY],
};

/** Personal and shared accounts, in the order of `passwordAges`. */
export async function countPasswordAges(
  db: Handle,
  nowMs: number,
): Promise<{ passwordAge: PasswordAge; count: number }[]> {
  const counts: { passwordAge: PasswordAge; count: number }[] = [];
  for (const passwordAge of passwordAges) {
    let count = 0;
    for (const query of agesQueries(db, nowMs, passwordAge))
      count += Number((await query.executeTakeFirstOrThrow()).count);
    counts.push({ passwordAge, count });
  }
  return counts;
}

/** Accounts whose password was changed, and those where it is as old as the account: two stretches of one index. */
export function agesQueries(db: Handle, nowMs: number, age: PasswordAge) {
  const [fromDays, toDays] = bounds[age];
  const column = (name: "password_changed_at" | "created_at") => {
    let query = db.selectFrom("accounts").select((eb) => eb.fn.countAll<number>().as("count"));
    // What was written by a server whose clock is ahead is new.
    if (fromDays > 0) query = query.where(name, "<=", nowMs - fromDays * dayMs);
    if (Number.isFinite(toDays)) query = query.where(name, ">", nowMs - toDays * dayMs);
    return query;
  };
  return [column("password_changed_at"), column("created_at").where("password_changed_at", "is", null)];
}
