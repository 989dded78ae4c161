// Proving again that it is you, in a session: the password, and a code where a second factor is set up.
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { lockEmployee } from "../employees/service.ts";
import { isPasswordOf } from "../passwords/service.ts";
import * as recovery from "../recovery-codes/service.ts";
import { type HashPlace, hashQueue } from "../security/hash-queue.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import { beginSession, endSession, type NewSession } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { type CountedAttempt, countAttempt, succeed } from "../throttling/service.ts";
import * as totp from "../totp/service.ts";
import { type Caller, countFactors } from "../two-factor/service.ts";
import type { LoginDeps } from "./service.ts";

type CodeRefusal = "invalid_code" | "code_already_used" | "too_many_attempts";

/** What was found of the second factor, before anything is spent. */
type Factor =
  | { readonly kind: "none" }
  | { readonly kind: "totp"; readonly check: totp.CodeCheck & { result: "right" }; readonly attempt: CountedAttempt }
  | { readonly kind: "recovery_code"; readonly codeId: string; readonly attempt: CountedAttempt }
  | { readonly kind: "refused"; readonly refusal: Refusal<CodeRefusal> };

/** @returns the session that replaces the caller's: a new identifier at each proof (V7.2.4). */
export async function reauthenticate(
  deps: LoginDeps,
  caller: Caller,
  given: { password: string; code: string | null },
): Promise<Result<NewSession, "invalid_credentials" | CodeRefusal | "not_authenticated">> {
  const { db, ids } = deps;
  const { employee, session, origin } = caller;
  const settings = await getSettings(db);
  const refuseAndRecord = async <R extends Refusal>(refusal: R): Promise<R> => {
    const about = { actorId: employee.id, subjectId: employee.id, origin };
    await inTransaction(db, (tx) => recordEvent(tx, ids, { type: "session.reauthentication_failed", ...about }));
    return refusal;
  };
  const checked = await hashQueue.withPlace(async (place) => {
    const counted = { subject: { employeeId: employee.id }, origin, settings };
    const attempt = await countAttempt(db, ids, { factor: "password_in_session", ...counted });
    if (!attempt.ok) return attempt;
    const { password } = given;
    if (!(await isPasswordOf(db, place, { employeeId: employee.id, password, settings })) || attempt.value.disabled) {
      return refuseAndRecord(refuse("invalid_credentials", "The password is wrong. Check it and try again."));
    }
    const factor = await findFactor(deps, place, caller, given.code);
    return factor.kind === "refused" ? refuseAndRecord(factor.refusal) : done({ attempt: attempt.value, factor });
  });
  if (!checked.ok) return checked;
  const { attempt, factor } = checked.value;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    if (!(await spendFactor(tx, deps, factor))) return refuse("code_already_used");
    if (!(await endSession(tx, session.id))) return refuse("not_authenticated");
    await succeed(tx, attempt);
    if (factor.kind !== "none") await succeed(tx, factor.attempt);
    await recordEvent(tx, ids, {
      type: "session.reauthenticated",
      actorId: employee.id,
      subjectId: employee.id,
      origin,
      factor: factor.kind === "none" ? "password" : factor.kind,
    });
    return done(await beginSession(tx, ids, { employeeId: employee.id, assurance: session.assurance, origin }));
  });
}

async function findFactor(
  deps: LoginDeps,
  place: HashPlace,
  { employee, origin }: Caller,
  code: string | null,
): Promise<Factor> {
  if ((await countFactors(deps.db, employee.id)) === 0) return { kind: "none" };
  if (code === null) {
    return refused(refuse("invalid_code", "Enter a code of your authenticator app, or a recovery code."));
  }
  const digits = code.replace(/[ \u00a0-]/g, "");
  const isTotp = /^[0-9]{6}$/.test(digits);
  const settings = await getSettings(deps.db);
  const counted = { subject: { employeeId: employee.id }, origin, settings };
  const attempt = await countAttempt(deps.db, deps.ids, { factor: isTotp ? "totp" : "recovery_code", ...counted });
  if (!attempt.ok) return refused(attempt);
  if (attempt.value.disabled) return refused(refuse("invalid_code"));
  if (!isTotp) {
    const found = await recovery.findCode(deps.db, deps, place, { employeeId: employee.id, typed: code });
    return found ? { kind: "recovery_code", ...found, attempt: attempt.value } : refused(refuse("invalid_code"));
  }
  const authenticators = await totp.openAuthenticators(deps.db, deps, employee.id);
  const check = await totp.checkCode(deps, authenticators, { code: digits, settings });
  if (check.result === "right") return { kind: "totp", check, attempt: attempt.value };
  if (check.result === "already_used") return refused(refuse("code_already_used"));
  const { clockOffsetSeconds } = check;
  return refused(refuse("invalid_code", null, clockOffsetSeconds === null ? {} : { clockOffsetSeconds }));
}

function refused(refusal: Refusal<CodeRefusal>): Factor {
  return { kind: "refused", refusal };
}

async function spendFactor(tx: Tx, { ids }: LoginDeps, factor: Exclude<Factor, { kind: "refused" }>): Promise<boolean> {
  if (factor.kind === "none") return true;
  if (factor.kind === "totp") return totp.spendCode(tx, ids, factor.check);
  return recovery.spendCode(tx, ids, factor.codeId);
}
