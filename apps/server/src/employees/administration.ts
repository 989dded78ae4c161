// What administrators do to employees: changing, deactivating, reactivating, deleting. The last administrator stays.
import type { Role } from "@hesper/contract";
import { countPersonal } from "../accounts/store.ts";
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { voidMailedCodes } from "../keys/activation-store.ts";
import { endKeysOf, endKeysOfDeleted } from "../keys/ending.ts";
import { openLeaversList } from "../leavers/opening.ts";
import { closeLink, type Outside } from "../links/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import { type Belonging, resolveBelonging } from "../organisation/belonging.ts";
import { removeTouchesOfPerson } from "../organisation-key/touch-store.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import { endSessionsOf } from "../sessions/service.ts";
import { withdrawPassesIssuedBy, withdrawPassOf } from "../temporary-passes/spending.ts";
import { forgetBudgets } from "../throttling/service.ts";
import { forgetAllBrowsers } from "../trusted-browsers/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { obstacleToCaller } from "./authority.ts";
import { sentenceOfConflict } from "./conflicts.ts";
import { takenEmail, takenExternalId } from "./creation.ts";
import { changeInWords, differencesOf } from "./differences.ts";
import * as service from "./service.ts";
import * as store from "./store.ts";

export interface AdministrationDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

export interface PersonChange extends Belonging {
  /** The one that the administrator saw. */
  readonly revision: number;
  readonly role?: Role | undefined;
  readonly status?: "active" | "deactivated" | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | null | undefined;
  readonly externalId?: string | null | undefined;
}

/** Who does it. Null: not from a session that would live on. */
export interface Doer {
  readonly employee: Pick<service.Employee, "id">;
  readonly session: Pick<Caller["session"], "id"> | null;
  readonly origin: Origin;
}

type ByAdministrator = "not_authenticated" | "forbidden";

export async function changePerson(
  deps: AdministrationDeps,
  caller: Caller,
  id: EmployeeId,
  change: PersonChange,
): Promise<Result<service.Employee, "not_found" | "conflict" | "invalid_request" | ByAdministrator>> {
  const { db, ids } = deps;
  try {
    return await inTransaction(db, async (tx) => {
      const person = await lockForChange(tx, id);
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      if (!person) return refuse("not_found");
      if (person.revision !== change.revision) {
        return refuse("conflict", await sentenceOfConflict(tx, person, change.revision));
      }
      const after = { role: change.role ?? person.role, status: change.status ?? person.status };
      const refusal =
        (await obstacleTo(tx, person, after)) ?? (await obstacleToFields(tx, deps, caller, person, change));
      if (refusal) return refusal;
      const belonging = await resolveBelonging(tx, change, person);
      if (!belonging.ok) return belonging;
      const changed = differencesOf(person, { ...columnsOf(change), ...belonging.value });
      if (Object.keys(changed).length === 0) return done(person);
      await recordChange(tx, ids, { caller, person, changed });
      await store.change(tx, id, changed, { nowMs: ids.clock.nowMs(), by: caller.employee.id });
      await carryOut(tx, ids, { caller, person, after });
      return done(await service.getEmployee(tx, id));
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", takenEmail);
  }
}

function columnsOf({ role, status, name, email, phone, externalId }: PersonChange): store.Change {
  const key = email === undefined ? {} : { email, email_key: service.emailKey(email) };
  const wanted = { role, status, name, phone, external_id: externalId, ...key };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

async function obstacleToFields(
  tx: Tx,
  { outside }: AdministrationDeps,
  caller: Caller,
  person: service.Employee,
  { email, externalId }: PersonChange,
): Promise<Refusal<"conflict"> | null> {
  const isOwnEmail = person.id === caller.employee.id && email !== undefined && email !== person.email;
  if (isOwnEmail && outside.sendsMail) {
    return refuse("conflict", "Change your own email in your profile: a mail to the new address confirms it there.");
  }
  const isTaken = typeof externalId === "string" && (await store.isExternalIdTaken(tx, externalId, person.id));
  return isTaken ? refuse("conflict", takenExternalId) : null;
}

/** What has no event of its own below, and the email: whoever has the old one is told, and no link to it lives on. */
export async function recordChange(
  tx: Tx,
  ids: IdSource,
  { caller, person, changed }: { caller: Doer; person: service.Employee; changed: store.Change },
): Promise<void> {
  const by = { actorId: caller.employee.id, subjectId: person.id, origin: caller.origin };
  const words = await changeInWords(tx, person, changed);
  if (words !== null) await recordEvent(tx, ids, { ...by, type: "employee.changed", detail: { ...words } });
  if (changed.email === undefined) return;
  for (const table of ["password_resets", "email_changes", "invitations"] as const)
    await closeLink(tx, table, person.id);
  await voidMailedCodes(tx, person.id);
  const detail = { from: person.email, to: changed.email };
  await recordEvent(tx, ids, { ...by, type: "email.changed", detail });
}

type After = Pick<service.Employee, "role" | "status">;

async function lockForChange(tx: Tx, id: EmployeeId): Promise<service.Employee | null> {
  await service.lockAdministrators(tx);
  return service.lockEmployee(tx, id);
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

/** What follows from another role or status, which were just written. */
export async function carryOut(
  tx: Tx,
  ids: IdSource,
  { caller, person, after }: { caller: Doer; person: service.Employee; after: After },
): Promise<void> {
  const { id } = person;
  const by = { actorId: caller.employee.id, subjectId: id, origin: caller.origin };
  const hasNewRole = after.role !== person.role;
  const isDeactivated = after.status === "deactivated" && person.status === "active";
  if (hasNewRole && person.role === "administrator") await removeTouchesOfPerson(tx, id);
  if (hasNewRole) {
    await recordEvent(tx, ids, { ...by, type: "employee.role_changed", detail: { from: person.role, to: after.role } });
  }
  if (after.status !== person.status) {
    const type = isDeactivated ? "employee.deactivated" : "employee.reactivated";
    await recordEvent(tx, ids, { ...by, type });
  }
  if (person.hasLogIn) await service.startGrace(tx, ids, id);
  if (!hasNewRole && !isDeactivated) return;
  // A new role begins with a new log-in; one's own session goes on with what is left to it.
  await endSessionsOf(
    tx,
    id,
    after.status === "active" && id === caller.employee.id ? (caller.session?.id ?? null) : null,
  );
  await voidPendingLogins(tx, id);
  await withdrawPassOf(tx, ids, id, by);
  if (after.role !== "administrator" || isDeactivated)
    await withdrawPassesIssuedBy(tx, ids, id, { ...by, alsoApproved: false });
  if (!isDeactivated) return;
  await endWhatOpens(tx, id);
  await endKeysOf(tx, ids, { employeeId: id, by });
  await openLeaversList(tx, ids, { employee: person, by });
}

/** What would let the person in, or change the email, without a log-in as it has to be. */
async function endWhatOpens(tx: Tx, id: EmployeeId): Promise<void> {
  await forgetAllBrowsers(tx, id);
  for (const table of ["password_resets", "email_changes", "invitations"] as const) await closeLink(tx, table, id);
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
    // Before their keys are: who only refers to the person waits here, and holds no key yet.
    await store.holdAlone(tx, id);
    const { email, name, role } = person;
    const by = { actorId: caller.employee.id, origin: caller.origin };
    await endKeysOfDeleted(tx, ids, { employee: person, by });
    // Whoever was deactivated before has left already.
    if (person.status === "active") await openLeaversList(tx, ids, { employee: person, by });
    await withdrawPassOf(tx, ids, id, by);
    await withdrawPassesIssuedBy(tx, ids, id, { ...by, alsoApproved: true });
    const detail = { email, name, role, accounts: await countPersonal(tx, id) };
    await recordEvent(tx, ids, { ...by, type: "employee.deleted", subjectId: id, detail });
    await forgetBudgets(tx, id);
    await service.removeEmployee(tx, id);
    return done(null);
  });
}
