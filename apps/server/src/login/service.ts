// The log-in: the password, then the second factor. Outside, "unknown person" and "wrong password" are one answer.
import { type Origin, recordEvent, type UsedFactor } from "../audit/service.ts";
import { atOnce } from "../database/at-once.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import {
  type Employee,
  emailKey,
  findEmployeeByEmail,
  getEmployee,
  lockEmployee,
  markLoggedIn,
} from "../employees/service.ts";
import { rememberBrowser } from "../known-browsers/service.ts";
import { isPasswordOf, rehashIfOutdated } from "../passwords/service.ts";
import * as recovery from "../recovery-codes/service.ts";
import { hashQueue } from "../security/hash-queue.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { beginSession, endSession, endSessionByToken, type NewSession, type Session } from "../sessions/service.ts";
import { getSettings, type Settings } from "../settings/service.ts";
import { hasUsablePass, spendPass } from "../temporary-passes/spending.ts";
import { countAttempt, countInTransaction, findDisabledFactors, succeed } from "../throttling/service.ts";
import * as totp from "../totp/service.ts";
import { findTrust, type NewTrust, trustBrowser, useTrust, voidStolenTrust } from "../trusted-browsers/service.ts";
import { countKinds, type FactorCounts } from "../two-factor/service.ts";
import { beginPendingLogin, isPendingLoginAlive, type PendingLogin, spendPendingLogin } from "./pending-logins.ts";

export interface LoginDeps extends totp.TotpDeps {
  readonly db: Database;
}

/** Who knocks: from where, and with the token of which session, which the new one replaces. */
export interface Knock {
  readonly origin: Origin;
  readonly oldSessionToken: string | null;
  /** The secret of a trusted browser, if there is one. */
  readonly trustToken: string | null;
  /** The token of a browser in which somebody has logged in before, if it is one. */
  readonly browserToken: string | null;
}

/** In the order in which they are offered. */
const secondFactorMethods = ["totp", "passkey", "recovery_code", "temporary_pass"] as const;
export type SecondFactorMethod = (typeof secondFactorMethods)[number];

/** What a browser gets when its person was let in. */
export interface Begun {
  readonly newSession: NewSession;
  /** Tells next time that the person has used this browser before. */
  readonly browserToken: Secret<string>;
}

export type LoginStep =
  | (LoggedIn & { readonly status: "authenticated" })
  | {
      readonly status: "second_factor_required";
      readonly methods: SecondFactorMethod[];
      readonly pending: PendingLogin;
      readonly token: Secret<string>;
    };

export async function logIn(
  deps: LoginDeps,
  { email, password }: { email: string; password: string },
  knock: Knock,
): Promise<Result<LoginStep, "invalid_credentials" | "too_many_attempts">> {
  const { db, ids } = deps;
  const settings = await getSettings(db);
  const employee = await findEmployeeByEmail(db, email);
  const employeeId = employee?.id ?? null;
  const subject = employee ? { employeeId: employee.id } : { unknownEmailKey: emailKey(email) };
  const trust = employee
    ? await findTrust(db, ids, { employeeId: employee.id, token: knock.trustToken, settings })
    : ({ result: "none" } as const);
  // A budget of its own: a stranger who hammers the email does not lock the owner out of a trusted browser.
  const factor = trust.result === "trusted" ? "password_in_trusted_browser" : "password";
  const given = { employeeId, password, settings };
  // The place comes first: whoever is refused because too many wait has lost no attempt.
  const checked = await hashQueue.withPlace(async (place) => {
    const attempt = await countAttempt(db, ids, { factor, subject, origin: knock.origin, settings });
    if (!attempt.ok) return attempt;
    const matches = (await isPasswordOf(db, place, given)) && !attempt.value.disabled;
    if (matches && employee?.status === "active") {
      await rehashIfOutdated(db, ids, place, { employeeId: employee.id, password, settings, origin: knock.origin });
    }
    return done({ attempt: attempt.value, matches });
  });
  if (!checked.ok) return checked;
  const { attempt, matches } = checked.value;
  const refuseAndRecord = async (detail: { reason?: string } = {}) => {
    const event = { type: "login.password_failed", actorId: null, subjectId: employeeId, factor: "password" } as const;
    await inTransaction(db, (tx) => recordEvent(tx, ids, { ...event, origin: knock.origin, detail }));
    return refuse("invalid_credentials");
  };
  if (!matches || employee === null) return refuseAndRecord();
  if (employee.status !== "active") return refuseAndRecord({ reason: employee.status });
  return inTransaction(db, async (tx) => {
    // Deactivated or deleted while the password was compared.
    if ((await lockEmployee(tx, employee.id))?.status !== "active") return refuse("invalid_credentials");
    const [, factors] = await atOnce([succeed(tx, attempt), countKinds(tx, employee.id)]);
    const hasFactor = factors.authenticators + factors.passkeys > 0;
    if (trust.result === "stolen") {
      await voidStolenTrust(tx, ids, { employeeId: employee.id, id: trust.id, origin: knock.origin });
    }
    const newTrust = hasFactor && trust.result === "trusted" ? await useTrust(tx, ids, trust, knock.origin) : null;
    if (hasFactor && newTrust === null) {
      return done(await askForSecondFactor(tx, ids, employee, { factors, settings, origin: knock.origin }));
    }
    const method = newTrust === null ? "password" : "trusted_browser";
    const begun = await beginLoggedIn(tx, ids, employee.id, { knock, method });
    return done({ status: "authenticated", employee, newTrust, ...begun });
  });
}

async function askForSecondFactor(
  tx: Tx,
  ids: IdSource,
  employee: Employee,
  { factors, settings, origin }: { factors: FactorCounts; settings: Settings; origin: Origin },
): Promise<LoginStep & { status: "second_factor_required" }> {
  const ttlSeconds = settings.pendingLoginSeconds;
  const type = "login.second_factor_required";
  const [{ pending, token }, , methods] = await atOnce([
    beginPendingLogin(tx, ids, { employeeId: employee.id, ttlSeconds }),
    recordEvent(tx, ids, { type, actorId: employee.id, subjectId: employee.id, origin, factor: "password" }),
    methodsOf(tx, ids, employee.id, factors),
  ]);
  return { status: "second_factor_required", methods, pending, token };
}

/** The second factors that can be used now. None at all: an administrator of the server has to help. */
async function methodsOf(
  tx: Tx,
  ids: IdSource,
  employeeId: EmployeeId,
  { authenticators, passkeys }: FactorCounts,
): Promise<SecondFactorMethod[]> {
  const [{ left }, hasPass, disabled] = await atOnce([
    recovery.countCodes(tx, employeeId),
    hasUsablePass(tx, ids, employeeId),
    findDisabledFactors(tx, employeeId, secondFactorMethods),
  ]);
  const isThere: Record<SecondFactorMethod, boolean> = {
    totp: authenticators > 0,
    passkey: passkeys > 0,
    recovery_code: left > 0,
    temporary_pass: hasPass,
  };
  return secondFactorMethods.filter((method) => isThere[method] && !disabled.includes(method));
}

/** A session that a temporary pass began lives so long at most, in seconds: time to set up a new factor. */
const setUpSessionSeconds = 1800;
const limitedByPass = {
  assurance: "password",
  purpose: "factor_setup",
  longestSeconds: setUpSessionSeconds,
} as const;

/** Begins the session of somebody who has just proven who they are. */
export async function beginLoggedIn(
  tx: Tx,
  ids: IdSource,
  employeeId: EmployeeId,
  { knock, method }: { knock: Knock; method: UsedFactor },
): Promise<Begun> {
  const { origin } = knock;
  if (knock.oldSessionToken !== null) await endSessionByToken(tx, knock.oldSessionToken);
  const event = { type: "login.succeeded", actorId: employeeId, subjectId: employeeId, origin } as const;
  const recorded = async () => {
    const browser = await rememberBrowser(tx, ids, { employeeId, token: knock.browserToken });
    await recordEvent(tx, ids, { ...event, factor: method, detail: { newBrowser: browser.isNew } });
    return browser.token;
  };
  const limits =
    method === "temporary_pass"
      ? limitedByPass
      : { assurance: method === "password" ? ("password" as const) : ("two_factor" as const) };
  const [newSession, browserToken] = await atOnce([
    beginSession(tx, ids, { employeeId, origin, ...limits }),
    recorded(),
    markLoggedIn(tx, employeeId, ids.clock.nowMs()),
  ]);
  return { newSession, browserToken };
}

/** Said after a right password only; it is the same whether the code was right or wrong. */
const disabledDetail =
  "Codes of your authenticator app are switched off after too many wrong ones. Log in with a recovery code, or ask an administrator.";

export interface LoggedIn extends Begun {
  readonly employee: Employee;
  /** Set when the person asked to remember this browser, or when it was remembered and its secret was exchanged. */
  readonly newTrust: NewTrust | null;
}

export interface SecondStep {
  readonly code: string;
  readonly rememberBrowser: boolean;
  readonly knock: Knock;
}

export async function logInWithTotp(
  deps: LoginDeps,
  pending: PendingLogin,
  { code, rememberBrowser, knock }: SecondStep,
): Promise<Result<LoggedIn, "invalid_code" | "code_already_used" | "login_expired" | "too_many_attempts">> {
  const { db, ids } = deps;
  const { employeeId } = pending;
  const settings = await getSettings(db);
  const { origin } = knock;
  // In one transaction, which is written to the disk once: a code is compared in no time.
  return inTransaction(db, async (tx) => {
    const [employee, attempt, authenticators] = await atOnce([
      lockEmployee(tx, employeeId),
      // Counted before it is compared: two guesses sent together must not share one attempt.
      countInTransaction(tx, ids, { factor: "totp", subject: { employeeId }, origin, settings }),
      totp.openAuthenticators(tx, deps, employeeId),
    ]);
    if (!attempt.ok) return attempt;
    // Nothing is kept, not even the count.
    if (employee === null) throw new Error("The person was deleted meanwhile.");
    const check = await totp.checkCode(deps, authenticators, { code, settings });
    if (attempt.value.disabled) {
      await recordFailure(tx, ids, pending, { knock, method: "totp" });
      return refuse("invalid_code", disabledDetail);
    }
    if (check.result === "wrong") {
      await recordFailure(tx, ids, pending, { knock, method: "totp" });
      const { clockOffsetSeconds } = check;
      return refuse("invalid_code", null, clockOffsetSeconds === null ? {} : { clockOffsetSeconds });
    }
    if (check.result === "already_used" || !(await totp.spendCode(tx, ids, check))) {
      await recordFailure(tx, ids, pending, { knock, method: "totp" });
      return refuse("code_already_used");
    }
    if (!(await spendPendingLogin(tx, ids, pending.id))) return refuse("login_expired");
    const [newTrust, begun] = await atOnce([
      rememberBrowser ? trustBrowser(tx, ids, { employeeId, origin }) : Promise.resolve(null),
      beginLoggedIn(tx, ids, employeeId, { knock, method: "totp" }),
      succeed(tx, attempt.value),
    ]);
    return done({ employee, newTrust, ...begun });
  });
}

export async function logInWithRecoveryCode(
  deps: LoginDeps,
  pending: PendingLogin,
  { code, rememberBrowser, knock }: SecondStep,
): Promise<Result<LoggedIn & { recoveryCodesLeft: number }, "invalid_code" | "login_expired" | "too_many_attempts">> {
  const { db, ids } = deps;
  const { employeeId } = pending;
  const settings = await getSettings(db);
  const employee = await getEmployee(db, employeeId);
  const subject = { employeeId };
  const checked = await hashQueue.withPlace(async (place) => {
    const attempt = await countAttempt(db, ids, { factor: "recovery_code", subject, origin: knock.origin, settings });
    if (!attempt.ok) return attempt;
    return done({
      attempt: attempt.value,
      found: await recovery.findCode(db, deps, place, { employeeId, typed: code }),
    });
  });
  if (!checked.ok) return checked;
  const { attempt, found } = checked.value;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    if (!(await isPendingLoginAlive(tx, ids, pending.id))) return refuse("login_expired");
    if (found === null || attempt.disabled || !(await recovery.spendCode(tx, ids, found.codeId))) {
      await recordFailure(tx, ids, pending, { knock, method: "recovery_code" });
      return refuse(
        "invalid_code",
        "This recovery code is wrong or was used before. Each code works once; try another.",
      );
    }
    if (!(await spendPendingLogin(tx, ids, pending.id))) return refuse("login_expired");
    await succeed(tx, attempt);
    const recoveryCodesLeft = (await recovery.countCodes(tx, employeeId)).left;
    await recordEvent(tx, ids, {
      type: "recovery_code.used",
      actorId: employeeId,
      subjectId: employeeId,
      origin: knock.origin,
      detail: { left: recoveryCodesLeft },
    });
    const method = "recovery_code";
    return done({
      employee,
      recoveryCodesLeft,
      newTrust: rememberBrowser ? await trustBrowser(tx, ids, { employeeId, origin: knock.origin }) : null,
      ...(await beginLoggedIn(tx, ids, employeeId, { knock, method })),
    });
  });
}

/** A pass of an administrator, in place of a second factor: it opens the set-up of a new one and nothing else. */
export async function logInWithTemporaryPass(
  deps: LoginDeps,
  pending: PendingLogin,
  { code, knock }: Omit<SecondStep, "rememberBrowser">,
): Promise<Result<LoggedIn, "invalid_code" | "login_expired" | "too_many_attempts">> {
  const { db, ids } = deps;
  const { employeeId } = pending;
  const { origin } = knock;
  const settings = await getSettings(db);
  const attempt = await countAttempt(db, ids, { factor: "temporary_pass", subject: { employeeId }, origin, settings });
  if (!attempt.ok) return attempt;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    if (!(await isPendingLoginAlive(tx, ids, pending.id))) return refuse("login_expired");
    if (attempt.value.disabled || !(await spendPass(tx, ids, { employeeId, typed: code }))) {
      await recordFailure(tx, ids, pending, { knock, method: "temporary_pass" });
      return refuse(
        "invalid_code",
        "This pass is wrong, was used before, was stopped, or is over. Ask your administrator.",
      );
    }
    if (!(await spendPendingLogin(tx, ids, pending.id))) return refuse("login_expired");
    await succeed(tx, attempt.value);
    await recordEvent(tx, ids, { type: "temporary_pass.used", actorId: employeeId, subjectId: employeeId, origin });
    return done({
      employee: await getEmployee(tx, employeeId),
      newTrust: null,
      ...(await beginLoggedIn(tx, ids, employeeId, { knock, method: "temporary_pass" })),
    });
  });
}

async function recordFailure(
  tx: Tx,
  ids: IdSource,
  { employeeId }: PendingLogin,
  { knock, method }: { knock: Knock; method: UsedFactor },
): Promise<void> {
  const event = { type: "login.second_factor_failed", actorId: null, subjectId: employeeId } as const;
  await recordEvent(tx, ids, { ...event, origin: knock.origin, factor: method });
}

/** Ends the session and the half-done log-in of a browser. Done twice, or without either, it changes nothing. */
export async function logOut(
  { db, ids }: Pick<LoginDeps, "db" | "ids">,
  { session, pending, origin }: { session: Session | null; pending: PendingLogin | null; origin: Origin },
): Promise<void> {
  if (session === null && pending === null) return;
  await inTransaction(db, async (tx) => {
    if (pending !== null) await spendPendingLogin(tx, ids, pending.id);
    if (session === null || !(await endSession(tx, session.id))) return;
    const { employeeId } = session;
    await recordEvent(tx, ids, { type: "logout", actorId: employeeId, subjectId: employeeId, origin });
  });
}
