// Which events are told by mail, and to whom: to the person they are about, and to the administrators beside the one who did it.
import type { AuditEventType } from "@hesper/contract";
import type { Tx } from "../database/database.ts";
// From the table itself: the service of employees stands above the audit, which stands above this.
import { findById, listOfRoles } from "../employees/store.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { type MailData, queueMail } from "./outbox.ts";

/** What a person is told of by mail whenever it happens to them, whoever did it. */
export const noticedEvents = [
  "two_factor.enabled",
  "two_factor.disabled",
  "authenticator.added",
  "authenticator.removed",
  "passkey.added",
  "passkey.removed",
  "recovery_code.used",
  "recovery_codes.reset",
  "password.changed",
  "email_change.requested",
  "email.changed",
  "login.succeeded",
  "trusted_browser.stolen",
  "factor.disabled",
  "temporary_pass.approved",
  "temporary_pass.withdrawn",
  "temporary_pass.stopped",
  "temporary_pass.used",
  "key.created",
  "key.activated",
  "key.security_key_added",
  "employee.role_changed",
  "employee.deactivated",
  "employee.reactivated",
  "employee.deleted",
] as const satisfies readonly AuditEventType[];
export type NoticedEvent = (typeof noticedEvents)[number];

/**
 * What the other administrators are told of: who becomes or stops being one of them, and what lets somebody in beside
 * the usual way. So that no administrator gets a second self, or is left as the only one, unnoticed. And what waits for
 * one of them to decide: a key that was reported lost.
 */
export const administratorsNoticedEvents = [
  "employee.created",
  "invitation.sent",
  "invitation.accepted",
  "email.changed",
  "employee.role_changed",
  "employee.deactivated",
  "employee.reactivated",
  "employee.deleted",
  "temporary_pass.issued",
  "temporary_pass.approved",
  "key.reported_lost",
] as const satisfies readonly AuditEventType[];
export type AdministratorsNoticedEvent = (typeof administratorsNoticedEvents)[number];

const mostAdministratorsTold = 1000;

interface Happened {
  readonly type: AuditEventType;
  readonly actorId: EmployeeId | null;
  readonly subjectId: EmployeeId | null;
  readonly origin: { readonly address: string; readonly userAgent: string };
  readonly detail?: Record<string, unknown>;
}

interface Subject {
  readonly id: EmployeeId;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly status: string;
  readonly hasLogIn: boolean;
}

/** Queues the mails that tell of an event, where it is worth any. To be called before a person who is deleted is gone. */
export async function queueNotices(tx: Tx, ids: IdSource, event: Happened): Promise<void> {
  const toSubject = isOneOf(noticedEvents, event.type);
  const toAdministrators = isOneOf(administratorsNoticedEvents, event.type);
  if (!(toSubject || toAdministrators) || event.subjectId === null) return;
  if (event.type === "login.succeeded" && event.detail?.newBrowser !== true) return;
  // Of one that an administrator made the person is mailed the link, or gets it from them.
  if (event.type === "key.created" && event.actorId !== event.subjectId) return;
  const subject = await findById(tx, event.subjectId);
  if (!subject) return;
  // Who cannot log in has nothing that could happen to the log-in, but may have keys.
  if (toSubject && (subject.hasLogIn || event.type === "key.activated")) await tellSubject(tx, ids, event, subject);
  if (toAdministrators && concernsAdministrators(event, subject)) await tellAdministrators(tx, ids, event, subject);
}

function isOneOf(types: readonly AuditEventType[], type: AuditEventType): boolean {
  return types.includes(type);
}

async function tellSubject(tx: Tx, ids: IdSource, event: Happened, subject: Subject): Promise<void> {
  // Of a changed email the old address is told: the new one was asked.
  const recipient = event.type === "email.changed" ? String(event.detail?.from) : subject.email;
  const byAnother = event.actorId !== null && event.actorId !== event.subjectId;
  const data: MailData = {
    ...common(ids, event),
    greeted: subject.name,
    byAnother,
  };
  await queueMail(tx, ids, { kind: "notice", recipient, employeeId: subject.id, data });
  // Nobody asked at the new address where an administrator changed the email.
  if (event.type !== "email.changed" || !byAnother) return;
  await queueMail(tx, ids, { kind: "notice", recipient: String(event.detail?.to), employeeId: subject.id, data });
}

function concernsAdministrators({ type, actorId, detail }: Happened, { id, role, status }: Subject): boolean {
  // One's own is confirmed at the new address.
  if (type === "email.changed") return role === "administrator" && actorId !== id;
  if (type === "key.reported_lost") return true;
  if (type === "temporary_pass.issued" || type === "temporary_pass.approved") return true;
  if (type === "employee.role_changed") return detail?.from === "administrator" || detail?.to === "administrator";
  // Whoever is invited is added too, and may be deleted: nobody has become an administrator by that.
  return role === "administrator" && (status !== "invited" || type === "invitation.sent");
}

async function tellAdministrators(tx: Tx, ids: IdSource, event: Happened, subject: Subject): Promise<void> {
  const asked = { roles: ["administrator"], status: "active", limit: mostAdministratorsTold } as const;
  const administrators = await listOfRoles(tx, asked);
  const others = administrators.filter(
    ({ id, hasLogIn }) => hasLogIn && id !== event.actorId && id !== event.subjectId,
  );
  if (others.length === 0) return;
  const actor = event.actorId === null ? null : await findById(tx, event.actorId);
  const about = {
    ...common(ids, event),
    who: `${subject.name} <${subject.email}>`,
    by: actor === null ? null : actor.name,
  };
  for (const { id, email, name } of others) {
    const data: MailData = { ...about, greeted: name };
    await queueMail(tx, ids, { kind: "administrators_notice", recipient: email, employeeId: id, data });
  }
}

/** What every notice says: what, when, from where, and the fields of the event that its words need. */
function common(ids: IdSource, { type, origin, detail = {} }: Happened): MailData {
  const { name, to, from, left, factor, reason, needsApproval, device } = detail;
  const told = Object.entries({ name, to, from, left, factor, reason, needsApproval, device });
  return {
    event: type,
    atMs: ids.clock.nowMs(),
    address: origin.address,
    userAgent: origin.userAgent.slice(0, 256),
    ...(Object.fromEntries(told.filter(([, value]) => value !== undefined)) as MailData),
  };
}
