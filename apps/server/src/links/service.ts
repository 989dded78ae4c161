// Links that let somebody do one thing once: accept an invitation, choose a new password, confirm an email.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { type Result, refuse } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import { takeFromAddress } from "../throttling/service.ts";
import * as store from "./store.ts";

export type { LinkTable } from "./store.ts";

/** What links and mails need to know of the world outside. */
export interface Outside {
  /** Null: whatever address the browser used. */
  readonly publicUrl: string | null;
  readonly sendsMail: boolean;
}

export interface Link {
  readonly employeeId: EmployeeId;
  readonly expiresAtMs: number;
}

const pages = {
  invitations: "accept-invitation",
  password_resets: "reset-password",
  email_changes: "confirm-email",
  temporary_passes: "stop-temporary-pass",
  keys: "activate-key",
} as const;

/** After the number sign: browsers do not send it, so that it is in no proxy's log and no referrer. */
export function linkAddress(
  outside: Pick<Outside, "publicUrl">,
  kind: keyof typeof pages,
  token: Secret<string>,
): string {
  return `${outside.publicUrl ?? ""}/${pages[kind]}#${token.reveal()}`;
}

/** Gives an open link a new token, just before it is mailed. Null: there is no open link (any more). */
export async function mintToken(
  tx: Tx,
  ids: IdSource,
  { table, employeeId }: { table: store.LinkTable; employeeId: EmployeeId },
): Promise<Secret<string> | null> {
  const { token, hash } = newToken(ids.random);
  const nowMs = ids.clock.nowMs();
  return (await store.setToken(tx, table, { employeeId, tokenHash: hash, nowMs })) ? token : null;
}

/** Opens a link; another of the kind stops working. Its token is made when it is mailed or shown. */
export async function openLink(
  tx: Tx,
  ids: IdSource,
  {
    table,
    employeeId,
    ttlSeconds,
  }: { table: "invitations" | "password_resets"; employeeId: EmployeeId; ttlSeconds: number },
): Promise<Link> {
  const nowMs = ids.clock.nowMs();
  const expiresAtMs = nowMs + ttlSeconds * 1000;
  const row = { employee_id: employeeId, token_hash: null, created_at: nowMs, expires_at: expiresAtMs };
  await store.upsert(tx, table, row);
  return { employeeId, expiresAtMs };
}

export async function findOpenLink(db: Handle, table: store.LinkTable, employeeId: EmployeeId): Promise<Link | null> {
  const row = await store.findOfEmployee(db, table, employeeId);
  return row ? { employeeId, expiresAtMs: row.expires_at } : null;
}

/** Until when the links of many people work, or worked, in milliseconds. */
export async function findOpenLinks(
  db: Handle,
  table: store.LinkTable,
  ids: readonly EmployeeId[],
): Promise<Map<EmployeeId, number>> {
  const rows = await store.findOfEmployees(db, table, ids);
  return new Map(rows.map((row) => [row.employee_id, row.expires_at]));
}

const kinds = { invitations: "invitation", password_resets: "password_reset", email_changes: "email_change" } as const;

/** One answer for wrong, used and expired. */
export const deadLink =
  "This link does not work: it was used before, is too old, or a newer one was made. Ask for a new one.";

/** Finds what a link is for; a refusal is counted on the address and on record. */
export async function followLink(
  { db, ids }: { db: Database; ids: IdSource },
  { table, token, origin }: { table: store.LinkTable; token: string; origin: Origin },
): Promise<Result<Link, "not_found" | "too_many_attempts">> {
  const found = await store.findByHash(db, table, { tokenHash: hashToken(token), nowMs: ids.clock.nowMs() });
  if (found) return { ok: true, value: { employeeId: found.employee_id, expiresAtMs: found.expires_at } };
  const taken = await takeFromAddress(db, ids, origin);
  if (!taken.ok) return taken;
  const event = { type: "link.refused", actorId: null, subjectId: null, origin } as const;
  await inTransaction(db, (tx) => recordEvent(tx, ids, { ...event, detail: { link: kinds[table] } }));
  return refuse("not_found", deadLink);
}

/** Spends a link; true only for the one call that spent it. Safe to race. */
export async function spendLink(tx: Tx, ids: IdSource, table: store.LinkTable, token: string): Promise<boolean> {
  return store.spend(tx, table, { tokenHash: hashToken(token), nowMs: ids.clock.nowMs() });
}

export async function closeLink(tx: Tx, table: store.LinkTable, employeeId: EmployeeId): Promise<boolean> {
  return store.remove(tx, table, employeeId);
}

export async function forgetExpiredLinks(tx: Tx, nowMs: number): Promise<void> {
  // Expired invitations stay: the administrator sees them and sends them again.
  for (const table of ["password_resets", "email_changes"] as const) await store.removeExpired(tx, table, nowMs);
}

/** No link that was made before works any more; invitations are shown as expired and can be sent again. */
export async function endAllLinks(tx: Tx, ids: IdSource): Promise<void> {
  const nowMs = ids.clock.nowMs();
  for (const table of ["invitations", "password_resets", "email_changes"] as const) {
    await store.expireAll(tx, table, nowMs);
  }
  await forgetExpiredLinks(tx, nowMs);
}
