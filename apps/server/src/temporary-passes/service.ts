// Temporary passes: for a person who has lost every factor. Issued by one administrator, approved by another, told to
// the person, who can stop it; good once, beside the password, for setting up a new factor and nothing else.
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { countOtherAdministrators, type Employee, findEmployee, lockEmployee } from "../employees/service.ts";
import type { Outside } from "../links/service.ts";
import { queueMail } from "../mail/outbox.ts";
import { generateCode } from "../recovery-codes/format.ts";
import { type EmployeeId, type IdSource, newId, type TemporaryPassId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { Secret } from "../security/secret.ts";
import { hashToken } from "../security/tokens.ts";
import { holdSettings } from "../settings/service.ts";
import { resetBudget } from "../throttling/service.ts";
import { type Caller, countFactors } from "../two-factor/service.ts";
import { withdrawPassOf } from "./spending.ts";
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

type ByAdministrator = "not_authenticated" | "forbidden";

export interface IssuedPass {
  readonly id: TemporaryPassId;
  /** In groups of 4, to be read out. Shown once. */
  readonly pass: Secret<string>;
  readonly needsApproval: boolean;
  readonly expiresAtMs: number;
}

export async function issuePass(
  { db, ids }: PassDeps,
  caller: Caller,
  { employeeId, reason }: { employeeId: EmployeeId; reason: string },
): Promise<Result<IssuedPass, "not_found" | "conflict" | ByAdministrator>> {
  const { employee: by, origin } = caller;
  const code = generateCode(ids.random, passLength);
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const employee = await findEmployee(tx, employeeId);
    if (!employee) return refuse("not_found");
    const obstacle = await obstacleTo(tx, employee, by);
    if (obstacle !== null) return refuse("conflict", obstacle);
    // Nobody approves their own pass: where there is no third administrator, there is nobody who could.
    const needsApproval = (await countOtherAdministrators(tx, [by.id, employeeId])) > 0;
    const { temporaryPassSeconds } = await holdSettings(tx);
    const nowMs = ids.clock.nowMs();
    const id = newId<TemporaryPassId>(ids);
    const expiresAtMs = nowMs + (needsApproval ? approvalSeconds : temporaryPassSeconds) * 1000;
    await withdrawPassOf(tx, ids, employeeId, { actorId: by.id, origin });
    await store.insert(tx, {
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
    await tellOfIssue(tx, ids, { caller, employee, pass: { id, reason, needsApproval } });
    return done({ id, pass: new Secret(code.replace(/(.{4})(?=.)/g, "$1-")), needsApproval, expiresAtMs });
  });
}

async function obstacleTo(tx: Tx, { id, name, status }: Employee, by: Employee): Promise<string | null> {
  if (id === by.id) return "A pass for yourself is another administrator's to issue.";
  if (status !== "active") return `${name} cannot log in at the moment.`;
  if ((await countFactors(tx, id)) === 0) return `${name} has no second factor: the password is enough to log in.`;
  return null;
}

/** On record, and to the person at once. */
async function tellOfIssue(
  tx: Tx,
  ids: IdSource,
  {
    caller: { employee: by, origin },
    employee: { id: employeeId, email },
    pass: { id, reason, needsApproval },
  }: { caller: Caller; employee: Employee; pass: { id: TemporaryPassId; reason: string; needsApproval: boolean } },
): Promise<void> {
  const event = { type: "temporary_pass.issued", actorId: by.id, subjectId: employeeId, origin } as const;
  await recordEvent(tx, ids, { ...event, detail: { reason, needsApproval } });
  const mail = {
    kind: "temporary_pass",
    recipient: email,
    employeeId,
    data: { pass: id, by: by.name, reason },
  } as const;
  await queueMail(tx, ids, { ...mail, giveUpAfterSeconds: approvalSeconds });
}

export async function approvePass(
  { db, ids }: PassDeps,
  caller: Caller,
  id: TemporaryPassId,
): Promise<Result<store.PassRow, "not_found" | "conflict" | ByAdministrator>> {
  const { employee: by, origin } = caller;
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const { temporaryPassSeconds } = await holdSettings(tx);
    const nowMs = ids.clock.nowMs();
    const pass = await store.findOpen(tx, id, nowMs);
    if (!pass) return refuse("not_found");
    await lockEmployee(tx, pass.employee_id);
    const issuer = await findEmployee(tx, pass.issued_by);
    if (issuer?.role !== "administrator" || issuer.status !== "active") {
      return refuse("conflict", "Whoever issued this pass is no administrator any more. Issue a new one.");
    }
    const expiresAt = nowMs + temporaryPassSeconds * 1000;
    if (!(await store.approve(tx, { id, by: by.id, nowMs, expiresAt }))) return refuseApproval(pass, by);
    const event = { type: "temporary_pass.approved", actorId: by.id, subjectId: pass.employee_id, origin } as const;
    await recordEvent(tx, ids, event);
    return done({ ...pass, approved_by: by.id, approved_at: nowMs, expires_at: expiresAt });
  });
}

function refuseApproval(pass: store.PassRow, by: Employee) {
  if (pass.issued_by !== by.id && pass.employee_id !== by.id) return refuse("conflict", "It was approved already.");
  const who = "not who issued it, and not whom it is for";
  return refuse("conflict", `Another administrator has to approve it: ${who}.`);
}

export async function withdrawPass(
  { db, ids }: PassDeps,
  caller: Caller,
  id: TemporaryPassId,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  const by = { actorId: caller.employee.id, origin: caller.origin };
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const known = await store.findOpen(tx, id, ids.clock.nowMs());
    if (!known) return refuse("not_found");
    await lockEmployee(tx, known.employee_id);
    // Again, now that nobody can use it meanwhile.
    const pass = await store.findOpen(tx, id, ids.clock.nowMs());
    if (!pass || !(await store.remove(tx, id))) return refuse("not_found");
    await recordEvent(tx, ids, { ...by, type: "temporary_pass.withdrawn", subjectId: pass.employee_id });
    return done(null);
  });
}
