// Temporary passes: for a person who has lost every factor. Issued by one administrator, approved by another, told to
// the person, who can stop it; good once, beside the password, for setting up a new factor and nothing else.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { countOtherAdministrators, type Employee, findEmployee, lockEmployee } from "../employees/service.ts";
import { deadLink, linkAddress, type Outside } from "../links/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { queueMail } from "../mail/outbox.ts";
import { generateCode } from "../recovery-codes/format.ts";
import { type EmployeeId, type IdSource, newId, type TemporaryPassId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import { endSetUpSessionsOf } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { resetBudget, takeFromAddress } from "../throttling/service.ts";
import { type Caller, countFactors } from "../two-factor/service.ts";
import * as store from "./store.ts";

export interface PassDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

/** 24 characters of 5 bits: 120, enough for a plain hash (V6.5.2). */
const passLength = 24;
/** How long a pass waits for its approval. */
const approvalSeconds = 86_400;

export interface IssuedPass {
  readonly id: TemporaryPassId;
  /** In groups of 4, to be read out. Shown once. */
  readonly pass: Secret<string>;
  readonly needsApproval: boolean;
  readonly expiresAtMs: number;
}

export async function issuePass(
  { db, ids }: PassDeps,
  { employee: by, origin }: Caller,
  { employeeId, reason }: { employeeId: EmployeeId; reason: string },
): Promise<Result<IssuedPass, "not_found" | "conflict">> {
  const { temporaryPassSeconds } = await getSettings(db);
  const code = generateCode(ids.random, passLength);
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    const employee = await findEmployee(tx, employeeId);
    if (!employee) return refuse("not_found");
    const obstacle = await obstacleTo(tx, employee, by);
    if (obstacle !== null) return refuse("conflict", obstacle);
    // Nobody approves their own pass: where there is no third administrator, there is nobody who could.
    const needsApproval = (await countOtherAdministrators(tx, [by.id, employeeId])) > 0;
    const nowMs = ids.clock.nowMs();
    const id = newId<TemporaryPassId>(ids);
    const expiresAtMs = nowMs + (needsApproval ? approvalSeconds : temporaryPassSeconds) * 1000;
    await store.replace(tx, {
      id,
      employee_id: employeeId,
      pass_hash: hashToken(code),
      stop_hash: null,
      reason,
      issued_by: by.id,
      approved_by: null,
      approved_at: needsApproval ? null : nowMs,
      used_at: null,
      created_at: nowMs,
      expires_at: expiresAtMs,
    });
    await resetBudget(tx, employeeId, "temporary_pass");
    const event = { type: "temporary_pass.issued", actorId: by.id, subjectId: employeeId, origin } as const;
    await recordEvent(tx, ids, { ...event, detail: { reason, needsApproval } });
    const mail = { kind: "temporary_pass", recipient: employee.email, employeeId, data: { pass: id } } as const;
    await queueMail(tx, ids, { ...mail, giveUpAfterSeconds: approvalSeconds });
    return done({ id, pass: new Secret(code.replace(/(.{4})(?=.)/g, "$1-")), needsApproval, expiresAtMs });
  });
}

async function obstacleTo(tx: Tx, { id, name, status }: Employee, by: Employee): Promise<string | null> {
  if (id === by.id) return "A pass for yourself is another administrator's to issue.";
  if (status !== "active") return `${name} cannot log in at the moment.`;
  if ((await countFactors(tx, id)) === 0) return `${name} has no second factor: the password is enough to log in.`;
  return null;
}

export async function approvePass(
  { db, ids }: PassDeps,
  { employee: by, origin }: Caller,
  id: TemporaryPassId,
): Promise<Result<store.PassRow, "not_found" | "conflict">> {
  const { temporaryPassSeconds } = await getSettings(db);
  return inTransaction(db, async (tx) => {
    const nowMs = ids.clock.nowMs();
    const pass = await store.find(tx, id, nowMs);
    if (!pass) return refuse("not_found");
    await lockEmployee(tx, pass.employee_id);
    const issuer = await findEmployee(tx, pass.issued_by);
    if (issuer?.role !== "administrator" || issuer.status !== "active") {
      return refuse("conflict", "Whoever issued this pass is no administrator any more. Issue a new one.");
    }
    const expiresAt = nowMs + temporaryPassSeconds * 1000;
    if (!(await store.approve(tx, { id, by: by.id, nowMs, expiresAt }))) {
      const own = pass.issued_by === by.id || pass.employee_id === by.id;
      return refuse(
        "conflict",
        own
          ? "Another administrator has to approve it: not who issued it, and not whom it is for."
          : "It was approved already.",
      );
    }
    const event = { type: "temporary_pass.approved", actorId: by.id, subjectId: pass.employee_id, origin } as const;
    await recordEvent(tx, ids, event);
    return done({ ...pass, approved_by: by.id, approved_at: nowMs, expires_at: expiresAt });
  });
}

export async function withdrawPass(
  { db, ids }: PassDeps,
  { employee: by, origin }: Caller,
  id: TemporaryPassId,
): Promise<Result<null, "not_found">> {
  return inTransaction(db, async (tx) => {
    const pass = await store.find(tx, id, ids.clock.nowMs());
    if (!pass || !(await store.remove(tx, id))) return refuse("not_found");
    const event = { type: "temporary_pass.withdrawn", actorId: by.id, subjectId: pass.employee_id, origin } as const;
    await recordEvent(tx, ids, event);
    return done(null);
  });
}

/** The person stops it, with the link of the mail; also after it was used, while no new factor is set up yet. */
export async function stopPass(
  { db, ids }: PassDeps,
  token: string,
  origin: Origin,
): Promise<Result<null, "not_found" | "too_many_attempts">> {
  const nowMs = ids.clock.nowMs();
  const pass = await store.findByStopHash(db, hashToken(token), nowMs);
  if (!pass) {
    const taken = await takeFromAddress(db, ids, origin);
    if (!taken.ok) return taken;
    const event = { type: "link.refused", actorId: null, subjectId: null, origin } as const;
    await inTransaction(db, (tx) => recordEvent(tx, ids, { ...event, detail: { link: "temporary_pass" } }));
    return refuse(
      "not_found",
      "There is no pass to stop: it was used, stopped, or is over. If it was not you, tell an administrator at once.",
    );
  }
  return stop({ db, ids }, pass, origin);
}

export async function stopOwnPass(
  { db, ids }: PassDeps,
  { employee, origin }: Caller,
): Promise<Result<null, "not_found">> {
  const pass = await store.findOfEmployee(db, employee.id, ids.clock.nowMs());
  return pass ? stop({ db, ids }, pass, origin) : refuse("not_found");
}

async function stop(
  { db, ids }: Pick<PassDeps, "db" | "ids">,
  pass: store.PassRow,
  origin: Origin,
): Promise<Result<null, "not_found">> {
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, pass.employee_id);
    if (!(await store.remove(tx, pass.id))) return refuse("not_found", deadLink);
    // Whoever has used it already is thrown out before a new factor is set up.
    await endSetUpSessionsOf(tx, pass.employee_id);
    await voidPendingLogins(tx, pass.employee_id);
    const about = { actorId: pass.employee_id, subjectId: pass.employee_id, origin };
    await recordEvent(tx, ids, { type: "temporary_pass.stopped", ...about });
    return done(null);
  });
}

/** Tells the person at once, with a link to stop it. The pass itself is not in the mail. */
export function temporaryPassWriter({ db, ids, outside }: PassDeps): LetterWriter {
  return async ({ data }) => {
    const { pass: id } = JSON.parse(data) as { pass: TemporaryPassId };
    const { token, hash } = newToken(ids.random);
    const made = await inTransaction(db, async (tx) => {
      const pass = await store.find(tx, id, ids.clock.nowMs());
      if (!pass) return null;
      await store.setStopHash(tx, id, hash);
      const [employee, issuer] = [await findEmployee(tx, pass.employee_id), await findEmployee(tx, pass.issued_by)];
      return employee && issuer ? { pass, employee, issuer } : null;
    });
    if (!made) return null;
    return {
      subject: "A temporary pass was issued for you",
      greeting: `Hello ${made.employee.name},`,
      paragraphs: [
        "An administrator issued a temporary pass for your account. With it and your password somebody can set up a new second factor; the ones you have will stop working.",
      ],
      facts: [
        ["By", made.issuer.name],
        ["Reason", made.pass.reason],
        ["Works", made.pass.approved_at === null ? "after another administrator has approved it" : "now"],
      ],
      action: { label: "This was not me: stop it", url: linkAddress(outside, "temporary_passes", token) },
      afterAction: ["If you asked for it, there is nothing to do: the administrator gives you the pass."],
    };
  };
}
