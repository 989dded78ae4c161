// Audit events: what happened, to whom, by whom, written in the same transaction as the change.
import type { Handle, Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import { insertEvent, selectEventsAbout } from "./store.ts";

/** Closed list: an event is found by its type for years to come. */
export type AuditEventType =
  | "setup.completed"
  | "employee.created"
  | "login.succeeded"
  | "login.password_failed"
  | "login.second_factor_failed"
  | "login.second_factor_required"
  | "logout"
  | "session.ended"
  | "profile.name_changed"
  | "session.reauthenticated"
  | "session.reauthentication_failed"
  | "password.rehashed"
  | "password.changed"
  | "two_factor.enabled"
  | "two_factor.disabled"
  | "authenticator.added"
  | "authenticator.renamed"
  | "authenticator.removed"
  | "authenticator.verification_failed"
  | "recovery_codes.created"
  | "recovery_codes.reset"
  | "recovery_codes.saved"
  | "recovery_code.used"
  | "trusted_browser.added"
  | "trusted_browser.forgotten"
  | "trusted_browser.stolen"
  | "passkey.added"
  | "passkey.renamed"
  | "passkey.removed"
  | "factor.disabled";

/** From where a change was asked for: an address of the network, or the command line of the server. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}
export const commandLineOrigin: Origin = { address: "command line", userAgent: "" };

export interface AuditEvent {
  readonly type: AuditEventType;
  /** Who did it; null: nobody known, or the command line. */
  readonly actorId: EmployeeId | null;
  /** Whom it is about; null: nobody known. */
  readonly subjectId: EmployeeId | null;
  readonly origin: Origin;
  /** Nothing secret. */
  readonly detail?: Record<string, string | number | boolean | null>;
}

export async function recordEvent(tx: Tx, ids: IdSource, event: AuditEvent): Promise<void> {
  await insertEvent(tx, {
    id: newId<string>(ids),
    at: ids.clock.nowMs(),
    type: event.type,
    actor_id: event.actorId,
    subject_id: event.subjectId,
    address: event.origin.address,
    detail: JSON.stringify(event.detail ?? {}),
  });
}

export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
  readonly address: string;
}

/** A page of the events about a person, the latest first. @param before the id after which the page goes on. */
export async function listEventsAbout(
  db: Handle,
  subjectId: EmployeeId,
  { limit, before }: { limit: number; before: string | null },
): Promise<RecordedEvent[]> {
  const rows = await selectEventsAbout(db, subjectId, { limit, before });
  return rows.map((row) => ({ id: row.id, type: row.type, atMs: row.at, address: row.address }));
}
