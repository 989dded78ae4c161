// The outbox: mails are queued in the transaction of the change that they tell of, and sent afterwards.
import type { AuditEventType } from "@hesper/contract";
import type { Tx } from "../database/database.ts";
import { findById } from "../employees/store.ts";
import { type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import { insertMail } from "./store.ts";

/** What kinds of mails there are. Each has a writer, which makes the letter when it is sent. */
export type MailKind =
  | "notice"
  | "invitation"
  | "password_reset"
  | "email_change"
  | "email_taken"
  | "temporary_pass"
  | "audit_head"
  | "audit_alarm"
  | "test";

export type MailData = Record<string, string | number | boolean | null>;

const dayMs = 86_400_000;

/**
 * Queues a mail. No secret is stored: what is in a link is made when the mail is sent.
 * @param giveUpAfterSeconds when it is no longer worth sending; by default after 3 days.
 */
export async function queueMail(
  tx: Tx,
  ids: IdSource,
  mail: {
    readonly kind: MailKind;
    readonly recipient: string;
    readonly employeeId: EmployeeId | null;
    readonly data?: MailData;
    readonly giveUpAfterSeconds?: number;
  },
): Promise<void> {
  const nowMs = ids.clock.nowMs();
  await insertMail(tx, {
    id: newId<string>(ids),
    kind: mail.kind,
    recipient: mail.recipient,
    employee_id: mail.employeeId,
    data: JSON.stringify(mail.data ?? {}),
    created_at: nowMs,
    give_up_at: nowMs + (mail.giveUpAfterSeconds === undefined ? 3 * dayMs : mail.giveUpAfterSeconds * 1000),
    next_attempt_at: nowMs,
    attempts: 0,
    sent_at: null,
    failed_at: null,
    error: null,
  });
}

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
  "employee.role_changed",
  "employee.deactivated",
  "employee.reactivated",
] as const satisfies readonly AuditEventType[];
export type NoticedEvent = (typeof noticedEvents)[number];

interface Happened {
  readonly type: AuditEventType;
  readonly actorId: EmployeeId | null;
  readonly subjectId: EmployeeId | null;
  readonly origin: { readonly address: string; readonly userAgent: string };
  readonly detail?: Record<string, unknown>;
}

/** Queues the mail that tells a person what happened to their account, for the events that are worth one. */
export async function queueNotice(tx: Tx, ids: IdSource, event: Happened): Promise<void> {
  if (!(noticedEvents as readonly string[]).includes(event.type) || event.subjectId === null) return;
  if (event.type === "login.succeeded" && event.detail?.newBrowser !== true) return;
  // From the table itself: the service of employees stands above the audit, which stands above this.
  const person = await findById(tx, event.subjectId);
  if (!person || person.status === "invited") return;
  // Of a changed email the old address is told: the new one was asked.
  const recipient = event.type === "email.changed" ? String(event.detail?.from) : person.email;
  const { name, to, left, factor } = event.detail ?? {};
  const told = Object.entries({ name, to, left, factor }).filter(([, value]) => value !== undefined);
  const data: MailData = {
    event: event.type,
    atMs: ids.clock.nowMs(),
    address: event.origin.address,
    userAgent: event.origin.userAgent.slice(0, 256),
    byAnother: event.actorId !== null && event.actorId !== event.subjectId,
    ...(Object.fromEntries(told) as MailData),
  };
  await queueMail(tx, ids, { kind: "notice", recipient, employeeId: event.subjectId, data });
}
