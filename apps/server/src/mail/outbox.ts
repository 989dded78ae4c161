// The outbox: mails are queued in the transaction of the change that they tell of, and sent afterwards.
import type { Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import { insertMail, removeAllWaiting } from "./store.ts";

/** What kinds of mails there are. Each has a writer, which makes the letter when it is sent. */
export type MailKind =
  | "notice"
  | "administrators_notice"
  | "invitation"
  | "password_reset"
  | "email_change"
  | "email_taken"
  | "temporary_pass"
  | "key_activation"
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

/** Mails that wait are not sent. @returns how many. */
export async function dropWaitingMails(tx: Tx): Promise<number> {
  return removeAllWaiting(tx);
}
