// The second factor of a person as a whole: enabling, changing, resetting and disabling it, with what hangs on it.
import type { RefusalCode } from "@hesper/contract";
import { type Origin, recordEvent } from "../audit/service.ts";
import { atOnce } from "../database/at-once.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { type Employee, isTwoFactorAsked, lockEmployee } from "../employees/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import { hasPasskey, listPasskeys, removeAllPasskeys, removePasskey } from "../passkeys/service.ts";
import * as recovery from "../recovery-codes/service.ts";
import { type HashPlace, hashQueue } from "../security/hash-queue.ts";
import type { AuthenticatorId, EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { beginSession, endSessionsOf, isSessionAlive, type NewSession, type Session } from "../sessions/service.ts";
import { getSettings, type Settings } from "../settings/service.ts";
import { voidPassOf } from "../temporary-passes/spending.ts";
import { countAttempt, findDisabledFactors, resetBudget, succeed } from "../throttling/service.ts";
import * as totp from "../totp/service.ts";
import { forgetAllBrowsers } from "../trusted-browsers/service.ts";

export interface TwoFactorDeps extends totp.TotpDeps {
  readonly db: Database;
}

/** Who asks, and from where. */
export interface Caller {
  readonly employee: Employee;
  readonly session: Session;
  readonly origin: Origin;
}

export interface TwoFactorStatus {
  readonly enabled: boolean;
  readonly authenticators: totp.Authenticator[];
  readonly codes: recovery.CodesLeft;
  /** Factors that are switched off after too many wrong codes, until they are set up again. */
  readonly disabled: readonly ("totp" | "recovery_code")[];
}

export async function getStatus(db: Handle, employeeId: EmployeeId): Promise<TwoFactorStatus> {
  const authenticators = await totp.listAuthenticators(db, employeeId);
  const codes = await recovery.countCodes(db, employeeId);
  const disabled = await findDisabledFactors(db, employeeId, ["totp", "recovery_code"]);
  const enabled = authenticators.length > 0 || (await hasPasskey(db, employeeId));
  return { enabled, authenticators, codes, disabled };
}

export interface FactorCounts {
  readonly authenticators: number;
  readonly passkeys: number;
}

/** How many second factors of each kind the person has, recovery codes not counted. */
export async function countKinds(db: Handle, employeeId: EmployeeId): Promise<FactorCounts> {
  const [authenticators, passkeys] = await atOnce([
    totp.listAuthenticators(db, employeeId),
    listPasskeys(db, employeeId),
  ]);
  return { authenticators: authenticators.length, passkeys: passkeys.length };
}

/** How many second factors the person has, recovery codes not counted. */
export async function countFactors(db: Handle, employeeId: EmployeeId): Promise<number> {
  const { authenticators, passkeys } = await countKinds(db, employeeId);
  return authenticators + passkeys;
}

const dayMs = 86_400_000;

/** When the days of grace of a person whom the policy asks for a second factor are over, in milliseconds; null: not asked. */
export function graceEndMs(
  person: Pick<Employee, "role" | "isAskedByGroup" | "graceStartedAtMs">,
  settings: Settings,
): number | null {
  if (!isTwoFactorAsked(person, settings)) return null;
  // Without days of grace no clock is asked: that of another server may be ahead.
  if (settings.twoFactorGraceDays === 0) return 0;
  return (person.graceStartedAtMs ?? 0) + settings.twoFactorGraceDays * dayMs;
}

/** Whether the policy asks this person to have a second factor before the console opens, and the days of grace are over. */
export function mustHaveTwoFactor(employee: Employee, settings: Settings, nowMs: number): boolean {
  const endMs = graceEndMs(employee, settings);
  return endMs !== null && nowMs >= endMs;
}

export async function beginEnrolment(
  deps: TwoFactorDeps,
  { employee, session }: Caller,
  name: string | null,
): Promise<Result<totp.Enrolment, "conflict" | "not_authenticated">> {
  const { installationName } = await getSettings(deps.db);
  return inTransaction(deps.db, async (tx) => {
    await lockEmployee(tx, employee.id);
    if (!(await isSessionAlive(tx, session.id))) return refuse("not_authenticated");
    const count = (await totp.listAuthenticators(tx, employee.id)).length;
    if (count >= totp.mostAuthenticators && !replacesFactors(session)) {
      return refuse("conflict", `You have ${count} authenticators already. Remove one that you no longer use first.`);
    }
    const person = { employeeId: employee.id, email: employee.email, installationName };
    return done(await totp.beginEnrolment(tx, deps, { ...person, name: name ?? `Authenticator app ${count + 1}` }));
  });
}

export interface FinishedEnrolment {
  /** Null when the person has some already. */
  readonly recoveryCodes: Secret<string[]> | null;
  /** The session that replaces the caller's when its assurance rose. */
  readonly newSession: NewSession | null;
}

type EnrolmentRefusal = "invalid_code" | "enrolment_expired" | "not_authenticated" | "too_many_attempts";

export async function finishEnrolment(
  deps: TwoFactorDeps,
  caller: Caller,
  { id, code }: { id: AuthenticatorId; code: string },
): Promise<Result<FinishedEnrolment, EnrolmentRefusal>> {
  const settings = await getSettings(deps.db);
  const employeeId = caller.employee.id;
  if (!(await totp.isEnrolmentOpen(deps.db, deps.ids, { employeeId, id }))) return refuse("enrolment_expired");
  return readyForCodes(deps, caller, (place) => proveAndFinish(deps, place, caller, { id, code, settings }));
}

async function proveAndFinish(
  deps: TwoFactorDeps,
  place: HashPlace | null,
  caller: Caller,
  { id, code, settings }: { id: AuthenticatorId; code: string; settings: Settings },
): Promise<Result<FinishedEnrolment, EnrolmentRefusal>> {
  const employeeId = caller.employee.id;
  const counted = { factor: "enrolment", subject: { employeeId }, origin: caller.origin, settings } as const;
  const attempt = await countAttempt(deps.db, deps.ids, counted);
  if (!attempt.ok) return attempt;
  const proof = await totp.proveEnrolment(deps.db, deps, { employeeId, id, code, window: settings.totpWindow });
  if (proof.result === "expired") return refuse("enrolment_expired");
  if (proof.result === "wrong") {
    await recordFailedVerification(deps, caller, id);
    return refuse("invalid_code", null, offset(proof.clockOffsetSeconds));
  }
  return addFactor(deps, place, caller, async (tx) => {
    if (!(await totp.finishEnrolment(tx, deps, { employeeId, id, proof }))) return refuse("enrolment_expired");
    await succeed(tx, attempt.value);
    // The factor counts again, if it was switched off after too many wrong codes.
    await resetBudget(tx, employeeId, "totp");
    await recordChange(tx, deps.ids, caller, "authenticator.added", { authenticator: id, name: proof.name });
    return done(id);
  });
}

/** Whoever came with a temporary pass has lost the factors there are: the new one takes their place. */
export function replacesFactors({ purpose }: Session): boolean {
  return purpose === "factor_setup";
}

/**
 * Takes a place to hash where the new factor will bring recovery codes, before anything is counted or spent. Where it
 * brings none, a busy server does not stand in the way.
 */
export async function readyForCodes<T>(
  { db }: TwoFactorDeps,
  { employee, session }: Caller,
  work: (place: HashPlace | null) => Promise<T>,
): Promise<T> {
  const willNeed = replacesFactors(session) || (await recovery.countCodes(db, employee.id)).left === 0;
  return willNeed ? hashQueue.withPlace(work) : work(null);
}

/**
 * Adds a factor in a transaction with what hangs on it: trusted browsers are forgotten, recovery codes are made where
 * there are none, and the first factor raises the assurance of the session. With a temporary pass, all older factors
 * and codes go. @param place null: no codes were needed a moment ago.
 */
export async function addFactor<T, Code extends RefusalCode>(
  deps: TwoFactorDeps,
  place: HashPlace | null,
  caller: Caller,
  add: (tx: Tx) => Promise<Result<T, Code>>,
): Promise<Result<FinishedEnrolment & { added: T }, Code | "not_authenticated">> {
  const employeeId = caller.employee.id;
  const attempt = (prepared: recovery.PreparedCodes | null) =>
    inTransaction(deps.db, async (tx) => {
      await lockEmployee(tx, employeeId);
      if (!(await isSessionAlive(tx, caller.session.id))) return refuse("not_authenticated");
      const lost = replacesFactors(caller.session) ? await factorsOf(tx, employeeId) : null;
      const needsCodes = lost !== null || (await recovery.countCodes(tx, employeeId)).left === 0;
      if (needsCodes && prepared === null) return "codes needed";
      const added = await add(tx);
      if (!added.ok) return added;
      if (lost !== null) await removeLost(tx, deps.ids, caller, lost);
      await forgetAllBrowsers(tx, employeeId);
      const recoveryCodes = needsCodes && prepared ? await giveCodes(tx, deps, caller, prepared) : null;
      return done({ added: added.value, recoveryCodes, newSession: await raiseAssurance(tx, deps, caller) });
    });
  const finished = await attempt(null);
  if (finished !== "codes needed") return finished;
  // Hashing is slow and must not happen in a transaction: it is left, and entered again with the codes at hand.
  const settings = await getSettings(deps.db);
  const prepare = (own: HashPlace) => recovery.prepareCodes(deps, own, settings);
  const again = await attempt(await (place ? prepare(place) : hashQueue.withPlace(prepare)));
  if (again === "codes needed") throw new Error("Codes were prepared and are still needed.");
  return again;
}

interface Factors {
  readonly authenticators: Awaited<ReturnType<typeof totp.listAuthenticators>>;
  readonly passkeys: Awaited<ReturnType<typeof listPasskeys>>;
}

async function factorsOf(tx: Tx, employeeId: EmployeeId): Promise<Factors> {
  return {
    authenticators: await totp.listAuthenticators(tx, employeeId),
    passkeys: await listPasskeys(tx, employeeId),
  };
}

async function removeLost(tx: Tx, ids: IdSource, caller: Caller, { authenticators, passkeys }: Factors): Promise<void> {
  const { id: employeeId } = caller.employee;
  for (const { id, name } of authenticators) {
    await totp.removeAuthenticator(tx, employeeId, id);
    await recordChange(tx, ids, caller, "authenticator.removed", { authenticator: id, name });
  }
  for (const { id, name } of passkeys) {
    await removePasskey(tx, employeeId, id);
    await recordChange(tx, ids, caller, "passkey.removed", { passkey: id, name });
  }
  for (const factor of ["totp", "passkey", "recovery_code"] as const) await resetBudget(tx, employeeId, factor);
  await voidPassOf(tx, employeeId);
}

async function giveCodes(
  tx: Tx,
  { ids }: TwoFactorDeps,
  caller: Caller,
  prepared: recovery.PreparedCodes,
): Promise<Secret<string[]>> {
  await recovery.replaceCodes(tx, ids, caller.employee.id, prepared);
  await recordChange(tx, ids, caller, "recovery_codes.created");
  return prepared.codes;
}

/** The first factor ends what a password alone had opened: other sessions and half-done log-ins. */
async function raiseAssurance(tx: Tx, { ids }: TwoFactorDeps, caller: Caller): Promise<NewSession | null> {
  if (caller.session.assurance === "two_factor") return null;
  if (!replacesFactors(caller.session)) await recordChange(tx, ids, caller, "two_factor.enabled");
  return replaceSessions(tx, ids, caller, "two_factor");
}

async function replaceSessions(
  tx: Tx,
  ids: IdSource,
  { employee, origin }: Caller,
  assurance: Session["assurance"],
): Promise<NewSession> {
  await endSessionsOf(tx, employee.id);
  await voidPendingLogins(tx, employee.id);
  await forgetAllBrowsers(tx, employee.id);
  return beginSession(tx, ids, { employeeId: employee.id, assurance, origin });
}

async function recordFailedVerification(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
  id: AuthenticatorId,
): Promise<void> {
  await inTransaction(db, (tx) =>
    recordChange(tx, ids, caller, "authenticator.verification_failed", { authenticator: id }),
  );
}

export async function renameAuthenticator(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
  { id, name }: { id: AuthenticatorId; name: string },
): Promise<Result<totp.Authenticator, "not_found">> {
  return inTransaction(db, async (tx) => {
    if (!(await totp.renameAuthenticator(tx, { employeeId: caller.employee.id, id, name }))) return refuse("not_found");
    await recordChange(tx, ids, caller, "authenticator.renamed", { authenticator: id, name });
    const found = (await totp.listAuthenticators(tx, caller.employee.id)).find((one) => one.id === id);
    return found ? done(found) : refuse("not_found");
  });
}

/** The last one stays: without it the person would be let in by the password alone, without having said so. */
export async function removeAuthenticator(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
  id: AuthenticatorId,
): Promise<Result<null, "not_found" | "last_second_factor" | "not_authenticated">> {
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, caller.employee.id);
    if (!(await isSessionAlive(tx, caller.session.id))) return refuse("not_authenticated");
    const mine = await totp.listAuthenticators(tx, caller.employee.id);
    const found = mine.find((one) => one.id === id);
    if (!found) return refuse("not_found");
    if ((await countFactors(tx, caller.employee.id)) === 1) return refuse("last_second_factor");
    await totp.removeAuthenticator(tx, caller.employee.id, id);
    await recordChange(tx, ids, caller, "authenticator.removed", { authenticator: id, name: found.name });
    return done(null);
  });
}

export async function resetRecoveryCodes(
  deps: TwoFactorDeps,
  caller: Caller,
): Promise<Result<Secret<string[]>, "conflict" | "not_authenticated">> {
  if ((await countFactors(deps.db, caller.employee.id)) === 0) return refuseWithoutFactor();
  const settings = await getSettings(deps.db);
  const prepared = await hashQueue.withPlace((place) => recovery.prepareCodes(deps, place, settings));
  return inTransaction(deps.db, async (tx) => {
    await lockEmployee(tx, caller.employee.id);
    if (!(await isSessionAlive(tx, caller.session.id))) return refuse("not_authenticated");
    if ((await countFactors(tx, caller.employee.id)) === 0) return refuseWithoutFactor();
    await recovery.replaceCodes(tx, deps.ids, caller.employee.id, prepared);
    await resetBudget(tx, caller.employee.id, "recovery_code");
    await forgetAllBrowsers(tx, caller.employee.id);
    await recordChange(tx, deps.ids, caller, "recovery_codes.reset");
    return done(prepared.codes);
  });
}

function refuseWithoutFactor() {
  return refuse("conflict", "Recovery codes stand in for an authenticator app. Set one up first.");
}

export async function confirmRecoveryCodes(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
): Promise<Result<null, "conflict">> {
  return inTransaction(db, async (tx) => {
    if (!(await recovery.markSaved(tx, ids, caller.employee.id)))
      return refuse("conflict", "You have no recovery codes.");
    await recordChange(tx, ids, caller, "recovery_codes.saved");
    return done(null);
  });
}

/** @returns the session that replaces the caller's, or null when nothing was enabled. */
export async function disableTwoFactor(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
): Promise<Result<NewSession | null, "not_authenticated">> {
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, caller.employee.id);
    if (!(await isSessionAlive(tx, caller.session.id))) return refuse("not_authenticated");
    const by = { actorId: caller.employee.id, origin: caller.origin };
    if (!(await removeAllFactors(tx, ids, caller.employee.id, by))) return done(null);
    return done(await replaceSessions(tx, ids, caller, "password"));
  });
}

/** The break-glass of the command line: as above, for somebody else; all sessions end. @returns false: nothing to do. */
export async function disableTwoFactorOf(
  { db, ids }: Pick<TwoFactorDeps, "db" | "ids">,
  employeeId: EmployeeId,
  origin: Origin,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    if (!(await removeAllFactors(tx, ids, employeeId, { actorId: null, origin }))) return false;
    await endSessionsOf(tx, employeeId);
    await voidPendingLogins(tx, employeeId);
    return true;
  });
}

async function removeAllFactors(
  tx: Tx,
  ids: IdSource,
  subjectId: EmployeeId,
  by: { actorId: EmployeeId | null; origin: Origin },
): Promise<boolean> {
  const authenticators = await totp.removeAllAuthenticators(tx, subjectId);
  const passkeys = await removeAllPasskeys(tx, subjectId);
  await recovery.voidCodes(tx, subjectId);
  for (const factor of ["totp", "passkey", "recovery_code"] as const) await resetBudget(tx, subjectId, factor);
  await forgetAllBrowsers(tx, subjectId);
  await voidPassOf(tx, subjectId);
  if (authenticators + passkeys === 0) return false;
  const detail = { authenticators, passkeys };
  await recordEvent(tx, ids, { ...by, type: "two_factor.disabled", subjectId, detail });
  return true;
}

/** The event of a person's own change. */
export async function recordChange(
  tx: Tx,
  ids: IdSource,
  { employee, origin }: Caller,
  type: Parameters<typeof recordEvent>[2]["type"],
  detail: Record<string, string> = {},
): Promise<void> {
  await recordEvent(tx, ids, { type, actorId: employee.id, subjectId: employee.id, origin, detail });
}

function offset(clockOffsetSeconds: number | null): { clockOffsetSeconds?: number } {
  return clockOffsetSeconds === null ? {} : { clockOffsetSeconds };
}
