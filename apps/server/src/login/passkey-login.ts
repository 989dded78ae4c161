// Logging in with a passkey: as the second step after the password, or as the whole log-in.
import type { AuthenticationResponse } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { inTransaction } from "../database/database.ts";
import { getEmployee, lockEmployee } from "../employees/service.ts";
import { type Binding, spendChallenge } from "../passkeys/challenges.ts";
import type { RelyingParty } from "../passkeys/relying-party.ts";
import * as passkeys from "../passkeys/service.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { beginSession, endSession, type NewSession } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { countAttempt, succeed } from "../throttling/service.ts";
import { trustBrowser } from "../trusted-browsers/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { type PendingLogin, spendPendingLogin } from "./pending-logins.ts";
import { beginLoggedIn, type Knock, type LoggedIn, type LoginDeps } from "./service.ts";

/** The same sentence for an unknown passkey, a wrong signature and an answer that came late. */
const refused = "The passkey was not accepted. Try again, or log in another way.";

/** @param pending the half-done log-in; null: the passkey is the whole log-in. */
function bindingOf(pending: PendingLogin | null): Binding {
  return pending ? { purpose: "second_factor", subject: pending.id } : { purpose: "login", subject: "" };
}

export async function beginPasskeyLogin(
  deps: LoginDeps,
  party: RelyingParty,
  pending: PendingLogin | null,
): Promise<passkeys.Ceremony> {
  const employeeId = pending?.employeeId ?? null;
  return passkeys.requestCeremony(deps, { party, binding: bindingOf(pending), employeeId });
}

export interface PasskeyAnswer {
  readonly party: RelyingParty;
  readonly response: AuthenticationResponse;
  readonly cookie: string | null;
}

export async function logInWithPasskey(
  deps: LoginDeps,
  pending: PendingLogin | null,
  { knock, rememberBrowser, ...answer }: PasskeyAnswer & { knock: Knock; rememberBrowser: boolean },
): Promise<Result<LoggedIn, "invalid_code" | "login_expired" | "too_many_attempts">> {
  const { db, ids } = deps;
  const { origin } = knock;
  const settings = await getSettings(db);
  const owner = pending?.employeeId ?? (await passkeys.findOwner(db, answer.response));
  const subject = owner ? { employeeId: owner } : { unknownEmailKey: answer.response.id };
  const attempt = await countAttempt(db, ids, { factor: "passkey", subject, origin, settings });
  if (!attempt.ok) return attempt;
  const binding = bindingOf(pending);
  const proven = await passkeys.proveAssertion(deps, { ...answer, binding, employeeId: pending?.employeeId ?? null });
  return inTransaction(db, async (tx) => {
    if (owner) await lockEmployee(tx, owner);
    if (!proven || attempt.value.disabled) {
      const event = { type: "login.second_factor_failed", actorId: null, subjectId: owner, origin } as const;
      await recordEvent(tx, ids, { ...event, factor: "passkey" });
      return refuse("invalid_code", refused);
    }
    const employee = await getEmployee(tx, proven.employeeId);
    if (employee.status !== "active") return refuse("invalid_code", refused);
    if (!(await spendChallenge(tx, ids, proven.challenge)) || !(await passkeys.markUsed(tx, ids, proven))) {
      return refuse("invalid_code", refused);
    }
    if (pending && !(await spendPendingLogin(tx, ids, pending.id))) return refuse("login_expired");
    await succeed(tx, attempt.value);
    const { employeeId } = proven;
    return done({
      employee,
      newTrust: pending && rememberBrowser ? await trustBrowser(tx, ids, { employeeId, origin }) : null,
      ...(await beginLoggedIn(tx, ids, employeeId, { knock, method: "passkey" })),
    });
  });
}

export async function beginPasskeyProof(
  deps: LoginDeps,
  { employee, session }: Caller,
  party: RelyingParty,
): Promise<Result<passkeys.Ceremony, "conflict">> {
  if (!(await passkeys.hasPasskey(deps.db, employee.id))) return refuse("conflict", "You have no passkey.");
  const binding = { purpose: "proof", subject: session.id } as const;
  return done(await passkeys.requestCeremony(deps, { party, binding, employeeId: employee.id }));
}

/** A passkey that has verified the person (PIN, finger) is both factors: no password is asked for beside it. */
export async function proveWithPasskey(
  deps: LoginDeps,
  { employee, session, origin }: Caller,
  answer: PasskeyAnswer,
): Promise<Result<NewSession, "invalid_code" | "too_many_attempts" | "not_authenticated">> {
  const { db, ids } = deps;
  const settings = await getSettings(db);
  const about = { actorId: employee.id, subjectId: employee.id, origin };
  const attempt = await countAttempt(db, ids, {
    factor: "passkey",
    subject: { employeeId: employee.id },
    origin,
    settings,
  });
  if (!attempt.ok) return attempt;
  const binding = { purpose: "proof", subject: session.id } as const;
  const proven = await passkeys.proveAssertion(deps, { ...answer, binding, employeeId: employee.id });
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    if (!proven || attempt.value.disabled) {
      await recordEvent(tx, ids, { type: "session.reauthentication_failed", ...about, factor: "passkey" });
      return refuse("invalid_code", refused);
    }
    if (!(await spendChallenge(tx, ids, proven.challenge)) || !(await passkeys.markUsed(tx, ids, proven))) {
      return refuse("invalid_code", refused);
    }
    if (!(await endSession(tx, session.id))) return refuse("not_authenticated");
    await succeed(tx, attempt.value);
    await recordEvent(tx, ids, { type: "session.reauthenticated", ...about, factor: "passkey" });
    return done(await beginSession(tx, ids, { employeeId: employee.id, assurance: session.assurance, origin }));
  });
}
