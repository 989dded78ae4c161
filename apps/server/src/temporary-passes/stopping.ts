// Stopping a temporary pass, which only the person does whom it was issued for: before it is used, and also
// afterwards, as long as no new factor was set up with it.
import { type Origin, recordEvent } from "../audit/service.ts";
import { inTransaction } from "../database/database.ts";
import { lockEmployee } from "../employees/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { hashToken } from "../security/tokens.ts";
import { endSetUpSessionsOf } from "../sessions/service.ts";
import { takeFromAddress } from "../throttling/service.ts";
import type { Caller } from "../two-factor/service.ts";
import type { PassDeps } from "./service.ts";
import { findPassOf } from "./spending.ts";
import * as store from "./store.ts";

/** With the link of the mail. */
export async function stopPass(
  { db, ids }: PassDeps,
  token: string,
  origin: Origin,
): Promise<Result<null, "not_found" | "too_many_attempts">> {
  const pass = await store.findByStopHash(db, hashToken(token), ids.clock.nowMs());
  if (pass) return stop({ db, ids }, pass, origin);
  const taken = await takeFromAddress(db, ids, origin);
  if (!taken.ok) return taken;
  const event = { type: "link.refused", actorId: null, subjectId: null, origin } as const;
  await inTransaction(db, (tx) => recordEvent(tx, ids, { ...event, detail: { link: "temporary_pass" } }));
  return refuseStop();
}

/** From the profile. */
export async function stopOwnPass(
  { db, ids }: PassDeps,
  { employee, origin }: Caller,
): Promise<Result<null, "not_found">> {
  const pass = await findPassOf(db, ids, employee.id);
  return pass ? stop({ db, ids }, pass, origin) : refuseStop();
}

function refuseStop() {
  return refuse(
    "not_found",
    "There is no pass to stop: it was used, stopped, or is over. If it was not you, tell an administrator at once.",
  );
}

async function stop(
  { db, ids }: Pick<PassDeps, "db" | "ids">,
  pass: store.PassRow,
  origin: Origin,
): Promise<Result<null, "not_found">> {
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, pass.employee_id);
    if (!(await store.remove(tx, pass.id))) return refuseStop();
    // Whoever has used it already is thrown out before a new factor is set up.
    await endSetUpSessionsOf(tx, pass.employee_id);
    await voidPendingLogins(tx, pass.employee_id);
    const about = { actorId: pass.employee_id, subjectId: pass.employee_id, origin };
    await recordEvent(tx, ids, { type: "temporary_pass.stopped", ...about });
    return done(null);
  });
}
