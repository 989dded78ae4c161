// What administrators do to people: role, deactivating, reactivating, deleting. The last administrator stays.
import type { Role } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { closeLink } from "../links/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import { endSessionsOf } from "../sessions/service.ts";
import { withdrawPassesIssuedBy, withdrawPassOf } from "../temporary-passes/spending.ts";
import { forgetBudgets } from "../throttling/service.ts";
import { forgetAllBrowsers } from "../trusted-browsers/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { obstacleToCaller } from "./authority.ts";
import * as service from "./service.ts";
import * as store from "./store.ts";

export interface AdministrationDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

export interface PersonChange {
  /** The one that the administrator saw. */
  readonly revision: number;
  readonly role?: Role | undefined;
  readonly status?: "active" | "deactivated" | undefined;
}

type ByAdministrator = "not_authenticated" | "forbidden";

export async function changePerson(
  { db, ids }: AdministrationDeps,
  caller: Caller,
  id: EmployeeId,
  change: PersonChange,
): Promise<Result<service.Employee, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const person = await lockForChange(tx, id);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    if (!person) return refuse("not_found");
    if (person.revision !== change.revision) {
      return refuse(
        "conflict",
        `Somebody changed ${person.name} meanwhile. Reload, look again, and repeat your change.`,
      );
    }
    const after = { role: change.role ?? person.role, status: change.status ?? person.status };
    const refusal = await obstacleTo(tx, person, after);
    if (refusal) return refusal;
    await store.change(tx, id, { ...after, nowMs: ids.clock.nowMs() });
    await carryOut(tx, ids, { caller, person, after });
    return done(await service.getEmployee(tx, id));
  });
}

type After = Pick<service.Employee, "role" | "status">;

async function lockForChange(tx: Tx, id: EmployeeId): Promise<service.Employee | null> {
  await service.lockAdministrators(tx);
  await service.lockEmployee(tx, id);
  return service.findEmployee(tx, id);
}

async function obstacleTo(tx: Tx, person: service.Employee, after: After): Promise<Refusal<"conflict"> | null> {
  if (person.status === "invited" && after.status !== "invited") {
    return refuse("conflict", `${person.name} has not accepted the invitation. Withdraw it instead.`);
  }
  return (await isLastAdministrator(tx, person, after)) ? refuseLast() : null;
}

function refuseLast() {
  return refuse("conflict", "This is the last active administrator. Make somebody else an administrator first.");
}

async function isLastAdministrator(tx: Tx, person: service.Employee, after: After | null): Promise<boolean> {
  const isAdministrator = (one: After | null) => one?.role === "administrator" && one.status === "active";
  if (!isAdministrator(person) || isAdministrator(after)) return false;
  return (await service.countOtherAdministrators(tx, [person.id])) === 0;
}

async function carryOut(
  tx: Tx,
  ids: IdSource,
  { caller, person, after }: { caller: Caller; person: service.Employee; after: After },
): Promise<void> {
  const { id } = person;
  const by = { actorId: caller.employee.id, subjectId: id, origin: caller.origin };
  const hasNewRole = after.role !== person.role;
  const isDeactivated = after.status === "deactivated" && person.status === "active";
  if (hasNewRole) {
    await recordEvent(tx, ids, { ...by, type: "employee.role_changed", detail: { from: person.role, to: after.role } });
  }
  if (after.status !== person.status) {
    const type = isDeactivated ? "employee.deactivated" : "employee.reactivated";
    await recordEvent(tx, ids, { ...by, type });
  }
  await service.startGrace(tx, ids, id);
  if (!hasNewRole && !isDeactivated) return;
  // A new role begins with a new log-in; one's own session goes on with what is left to it.
  await endSessionsOf(tx, id, after.status === "active" && id === caller.employee.id ? caller.session.id : null);
  await voidPendingLogins(tx, id);
  await withdrawPassOf(tx, ids, id, by);
  if (after.role !== "administrator" || isDeactivated)
    await withdrawPassesIssuedBy(tx, ids, id, { ...by, alsoApproved: false });
  if (isDeactivated) await endWhatOpens(tx, id);
}

/** What would let the person in, or change the email, without a log-in as it has to be. */
async function endWhatOpens(tx: Tx, id: EmployeeId): Promise<void> {
  await forgetAllBrowsers(tx, id);
  for (const table of ["password_resets", "email_changes"] as const) await closeLink(tx, table, id);
}

export async function deletePerson(
  { db, ids }: AdministrationDeps,
  caller: Caller,
  id: EmployeeId,
): Promise<Result<null, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const person = await lockForChange(tx, id);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    if (!person) return refuse("not_found");
    if (await isLastAdministrator(tx, person, null)) return refuseLast();
    const { email, name, role } = person;
    const by = { actorId: caller.employee.id, origin: caller.origin };
    await withdrawPassOf(tx, ids, id, by);
    await withdrawPassesIssuedBy(tx, ids, id, { ...by, alsoApproved: true });
    await recordEvent(tx, ids, { ...by, type: "employee.deleted", subjectId: id, detail: { email, name, role } });
    await forgetBudgets(tx, id);
    await service.removeEmployee(tx, id);
    return done(null);
  });
}
