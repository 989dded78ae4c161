// Audit events: what happened, to whom, by whom, written in the same transaction as the change.
import { type AuditEventType, auditEvents } from "@hesper/contract";
import { atOnce } from "../database/at-once.ts";
import type { Handle, Tx } from "../database/database.ts";
import { queueNotices } from "../mail/noticing.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { announce } from "./listening.ts";
import { countRefusal } from "./refusals.ts";
import { insertEvent, selectEventsAbout } from "./store.ts";

/** From where a change was asked for: an address of the network, or the command line of the server. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}
export const commandLineOrigin: Origin = { address: "command line", userAgent: "" };
/** What the server does by itself, from time to time. */
export const serverOrigin: Origin = { address: "server", userAgent: "" };

/** What somebody logged in with, or failed to. */
export type UsedFactor = "password" | "trusted_browser" | "totp" | "recovery_code" | "passkey" | "temporary_pass";

export interface AuditEvent<T extends AuditEventType = AuditEventType> {
  readonly type: T;
  /** Who did it; null: nobody known, or the command line. */
  readonly actorId: EmployeeId | null;
  /** Whom it is about; null: nobody known. */
  readonly subjectId: EmployeeId | null;
  readonly origin: Origin;
  readonly factor?: UsedFactor;
  /** Nothing secret; the fields that the catalogue names. */
  readonly detail?: { readonly [F in keyof (typeof auditEvents)[T]["detail"]]?: string | number | boolean | null };
}

const longestUserAgent = 256;

/**
 * Writes the event, and queues the mails that tell of it. Refusals are written one by one until there are
 * too many in a short time; then they are counted, and the count is written.
 */
export async function recordEvent<T extends AuditEventType>(
  tx: Tx,
  ids: IdSource,
  event: AuditEvent<T>,
): Promise<void> {
  const { outcome } = auditEvents[event.type];
  announce(tx, event);
  if (outcome === "refused" && !(await countRefusal(tx, ids, event))) return;
  const inserted = insertEvent(tx, ids, {
    type: event.type,
    outcome,
    actor_id: event.actorId,
    subject_id: event.subjectId,
    address: event.origin.address,
    user_agent: event.origin.userAgent.slice(0, longestUserAgent),
    factor: event.factor ?? null,
    detail: JSON.stringify(event.detail ?? {}),
  });
  await atOnce([inserted, queueNotices(tx, ids, event as AuditEvent)]);
}

export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
  readonly address: string;
  readonly actorId: EmployeeId | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * A page of the events about a person, the latest first. @param before the id after which the page goes on.
 * @param types only these.
 */
export async function listEventsAbout(
  db: Handle,
  subjectId: EmployeeId,
  page: { limit: number; before: string | null; types?: readonly AuditEventType[] | undefined },
): Promise<RecordedEvent[]> {
  const rows = await selectEventsAbout(db, subjectId, page);
  return rows.map(({ id, type, at, address, actor_id, detail }) => {
    const happened = { id, type, atMs: at, address, actorId: actor_id as EmployeeId | null };
    return { ...happened, detail: JSON.parse(detail) as Record<string, unknown> };
  });
}
