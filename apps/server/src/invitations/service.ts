// Invitations: a person is added without a password, and chooses one with a link that works once, for 7 days.
import type { Role } from "@hesper/contract";
import { countPersonal } from "../accounts/store.ts";
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import {
  activate,
  createEmployee,
  type Employee,
  findEmployee,
  lockEmployee,
  removeEmployee,
} from "../employees/service.ts";
import { countKeysOf } from "../keys/ending.ts";
import { rememberBrowser } from "../known-browsers/service.ts";
import {
  closeLink,
  deadLink,
  findOpenLink,
  followLink,
  type Link,
  linkAddress,
  mintToken,
  type Outside,
  openLink,
  spendLink,
} from "../links/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { queueMail } from "../mail/outbox.ts";
import { hashChosenPassword, reasonAgainstPassword, storePassword } from "../passwords/service.ts";
import { hashQueue } from "../security/hash-queue.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { beginSession, endSessionByToken, type NewSession } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import type { Caller } from "../two-factor/service.ts";

export interface InvitationDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

const ttlSeconds = 7 * 86_400;
const table = "invitations";
type ByAdministrator = "not_authenticated" | "forbidden";

/** A link that was mailed (null), or that the administrator hands over. */
export interface SentLink {
  readonly employee: Employee;
  readonly link: string | null;
  readonly expiresAtMs: number;
}

export async function invite(
  deps: InvitationDeps,
  caller: Caller,
  person: { email: string; name: string; role: Role },
): Promise<Result<SentLink, "conflict" | ByAdministrator>> {
  const by = { actorId: caller.employee.id, origin: caller.origin };
  try {
    return await inTransaction(deps.db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      const employee = await createEmployee(tx, deps.ids, { ...person, status: "invited", by });
      return done(await send(tx, deps, { employee, caller, type: "invitation.sent" }));
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", "Somebody with this email exists already. Look for them in the list.");
  }
}

export async function resend(
  deps: InvitationDeps,
  caller: Caller,
  employeeId: EmployeeId,
): Promise<Result<SentLink, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(deps.db, async (tx) => {
    await lockEmployee(tx, employeeId);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const employee = await findEmployee(tx, employeeId);
    if (!employee) return refuse("not_found");
    const obstacle = obstacleTo(employee);
    if (obstacle) return obstacle;
    const isFirst = employee.status !== "invited" && (await findOpenLink(tx, table, employeeId)) === null;
    return done(await send(tx, deps, { employee, caller, type: isFirst ? "invitation.sent" : "invitation.resent" }));
  });
}

/** Why an employee cannot be invited. */
function obstacleTo({ name, status, hasLogIn }: Employee): Refusal<"conflict"> | null {
  if (status === "deactivated") return refuse("conflict", `${name} is deactivated. Reactivate first.`);
  return hasLogIn ? refuse("conflict", `${name} has accepted the invitation already.`) : null;
}

/** Of an employee who is there already and has no log-in. The status stays: accounts and keys do not wait for it. */
export async function inviteEmployee(
  tx: Tx,
  deps: InvitationDeps,
  { employee, caller }: { employee: Employee; caller: Caller },
): Promise<SentLink> {
  return send(tx, deps, { employee, caller, type: "invitation.sent" });
}

async function send(
  tx: Tx,
  { ids, outside }: InvitationDeps,
  { employee, caller, type }: { employee: Employee; caller: Caller; type: "invitation.sent" | "invitation.resent" },
): Promise<SentLink> {
  const { expiresAtMs } = await openLink(tx, ids, { table, employeeId: employee.id, ttlSeconds });
  const by = { actorId: caller.employee.id, origin: caller.origin };
  await recordEvent(tx, ids, { ...by, type, subjectId: employee.id, detail: { mailed: outside.sendsMail } });
  if (!outside.sendsMail) {
    const token = await mintToken(tx, ids, { table, employeeId: employee.id });
    if (!token) throw new Error("A link that was just opened is gone.");
    return { employee, link: linkAddress(outside, table, token), expiresAtMs };
  }
  const data = { by: caller.employee.name };
  const mail = { kind: "invitation", recipient: employee.email, employeeId: employee.id, data } as const;
  await queueMail(tx, ids, { ...mail, giveUpAfterSeconds: ttlSeconds });
  return { employee, link: null, expiresAtMs };
}

/** Withdrawing says nothing of accounts and keys that would go with the person; deleting lists them. */
const hasAccounts = "This person has accounts already. Delete the person instead: what goes is listed there.";
const hasKeys = "This person has a key already. Delete the person instead: what goes is listed there.";

export async function withdraw(
  { db, ids }: InvitationDeps,
  caller: Caller,
  employeeId: EmployeeId,
): Promise<Result<null, "not_found" | "conflict" | ByAdministrator>> {
  const { employee: by, origin } = caller;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const employee = await findEmployee(tx, employeeId);
    if (!employee) return refuse("not_found");
    const obstacle = obstacleTo(employee);
    if (obstacle) return obstacle;
    const wasOpen = await closeLink(tx, table, employeeId);
    if (employee.status !== "invited" && !wasOpen) return refuse("conflict", `${employee.name} is not invited.`);
    if (employee.status === "invited" && (await countPersonal(tx, employeeId)) > 0)
      return refuse("conflict", hasAccounts);
    if (employee.status === "invited" && (await countKeysOf(tx, employeeId)) > 0) return refuse("conflict", hasKeys);
    const { email, name } = employee;
    const event = { type: "invitation.withdrawn", actorId: by.id, subjectId: employeeId, origin } as const;
    await recordEvent(tx, ids, { ...event, detail: { email, name } });
    // Whoever was there before the invitation stays.
    if (employee.status === "invited") await removeEmployee(tx, employeeId);
    return done(null);
  });
}

export interface Invitation extends Link {
  readonly employee: Employee;
}

export async function lookAtInvitation(
  deps: InvitationDeps,
  { token, origin }: { token: string; origin: Origin },
): Promise<Result<Invitation, "not_found" | "too_many_attempts">> {
  const found = await followLink(deps, { table, token, origin });
  if (!found.ok) return found;
  const employee = await findEmployee(deps.db, found.value.employeeId);
  // Withdrawn at this moment.
  return employee && obstacleTo(employee) === null ? done({ ...found.value, employee }) : refuse("not_found", deadLink);
}

export interface Accepted {
  readonly employee: Employee;
  readonly newSession: NewSession;
  readonly browserToken: Secret<string>;
}

export interface Acceptance {
  readonly token: string;
  readonly name: string | null;
  readonly password: string;
  /** What the browser had before: the session that the new one replaces, and the sign that it is known. */
  readonly oldSessionToken: string | null;
  readonly browserToken: string | null;
}

export async function acceptInvitation(
  deps: InvitationDeps,
  given: Acceptance,
  origin: Origin,
): Promise<Result<Accepted, "not_found" | "too_many_attempts" | "invalid_request">> {
  const { db, ids } = deps;
  // Looked up before the slow hash, so that strangers cannot make the server hash.
  const found = await lookAtInvitation(deps, { token: given.token, origin });
  if (!found.ok) return found;
  const { employee: invited } = found.value;
  const settings = await getSettings(db);
  const name = given.name ?? invited.name;
  const { installationName } = settings;
  const reason = reasonAgainstPassword(given.password, { email: invited.email, name, installationName }, settings);
  if (reason !== null) return refuseField("/password", reason);
  const hash = await hashQueue.withPlace((place) => hashChosenPassword(place, given.password, { settings, ids }));
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, invited.id);
    if (!(await spendLink(tx, ids, table, given.token))) return refuse("not_found", deadLink);
    const now = await findEmployee(tx, invited.id);
    if (!now || obstacleTo(now)) return refuse("not_found", deadLink);
    if (given.oldSessionToken !== null) await endSessionByToken(tx, given.oldSessionToken);
    const employee = await activate(tx, ids, { id: invited.id, name });
    await storePassword(tx, employee.id, hash, ids.clock.nowMs());
    const about = { actorId: employee.id, subjectId: employee.id, origin };
    await recordEvent(tx, ids, { type: "invitation.accepted", ...about });
    const begin = { employeeId: employee.id, assurance: "password", origin } as const;
    const browserToken = await rememberBrowser(tx, ids, { employeeId: employee.id, token: given.browserToken });
    return done({ employee, newSession: await beginSession(tx, ids, begin), browserToken: browserToken.token });
  });
}

export function invitationWriter({ db, ids, outside }: InvitationDeps): LetterWriter {
  return async ({ employee_id, data }) => {
    if (employee_id === null) return null;
    const made = await inTransaction(db, async (tx) => {
      const employee = await findEmployee(tx, employee_id);
      const token = await mintToken(tx, ids, { table, employeeId: employee_id });
      return employee && token ? { employee, token } : null;
    });
    if (!made) return null;
    const { by } = JSON.parse(data) as { by: string };
    const { installationName } = await getSettings(db);
    return {
      subject: `You are invited to ${installationName}`,
      greeting: `Hello ${made.employee.name},`,
      paragraphs: [
        `${by} invites you to ${installationName}. Choose a password to begin; you log in with ${made.employee.email}.`,
      ],
      action: { label: "Accept the invitation", url: linkAddress(outside, table, made.token) },
      afterAction: ["The link works once, for 7 days. If you do not know what this is about, ignore this mail."],
    };
  };
}
