// Audit events: what happened, to whom, by whom, written in the same transaction as the change.
import type { Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import { insertEvent } from "./store.ts";

/** Closed list: an event is found by its type for years to come. */
export type AuditEventType =
  | "setup.completed"
  | "employee.created"
  | "login.succeeded"
  | "login.password_failed"
  | "login.second_factor_failed"
  | "login.second_factor_required"
  | "logout"
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
