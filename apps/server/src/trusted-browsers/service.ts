// Trusted browsers: after a log-in with two factors a browser may skip the second one for a while.
import { type Origin, recordEvent } from "../audit/service.ts";
import type { Handle, Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, newId, type TrustedBrowserId } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import { holdSettings, type Settings } from "../settings/service.ts";
import * as store from "./store.ts";

export interface TrustedBrowser {
  readonly id: TrustedBrowserId;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
  readonly expiresAtMs: number;
}

/** A secret that only the browser gets, and how long it is good. */
export interface NewTrust {
  readonly token: Secret<string>;
  readonly maxAgeSeconds: number;
}

/** What a cookie is worth for a person. `stolen`: it was exchanged before, so somebody has a copy. */
export type Trust =
  | { readonly result: "trusted"; readonly id: TrustedBrowserId; readonly hash: string; readonly expiresAtMs: number }
  | { readonly result: "stolen"; readonly id: TrustedBrowserId }
  | { readonly result: "none" };

const longestUserAgent = 256;

/** Trusts a browser, unless that is switched off. The trust ends after the days of the setting, however it is used. */
export async function trustBrowser(
  tx: Tx,
  ids: IdSource,
  { employeeId, origin }: { employeeId: EmployeeId; origin: Origin },
): Promise<NewTrust | null> {
  // Read here: a log-in that had begun before the policy became stricter must not bring a trust of the old length.
  const settings = await holdSettings(tx);
  if (settings.trustedBrowserDays === 0) return null;
  const { token, hash } = newToken(ids.random);
  const nowMs = ids.clock.nowMs();
  const maxAgeSeconds = settings.trustedBrowserDays * 86_400;
  await store.removeExpired(tx, nowMs);
  await store.insert(tx, {
    id: newId<TrustedBrowserId>(ids),
    employee_id: employeeId,
    token_hash: hash,
    previous_hash: null,
    created_at: nowMs,
    last_used_at: nowMs,
    expires_at: nowMs + maxAgeSeconds * 1000,
    address: origin.address,
    user_agent: origin.userAgent.slice(0, longestUserAgent),
  });
  await recordEvent(tx, ids, { type: "trusted_browser.added", actorId: employeeId, subjectId: employeeId, origin });
  return { token, maxAgeSeconds };
}

/** Looks a cookie up. It is worth nothing for anybody but the person who was logged in then. */
export async function findTrust(
  db: Handle,
  ids: IdSource,
  { employeeId, token, settings }: { employeeId: EmployeeId; token: string | null; settings: Settings },
): Promise<Trust> {
  if (token === null || settings.trustedBrowserDays === 0) return { result: "none" };
  const hash = hashToken(token);
  const row = await store.findByHash(db, hash, ids.clock.nowMs());
  if (row?.employee_id !== employeeId) return { result: "none" };
  if (row.previous_hash === hash) return { result: "stolen", id: row.id };
  return { result: "trusted", id: row.id, hash, expiresAtMs: row.expires_at };
}

/** Exchanges the secret for a new one. Null: another use was first, and this browser is not trusted. Safe to race. */
export async function useTrust(
  tx: Tx,
  ids: IdSource,
  trust: Trust & { result: "trusted" },
  origin: Origin,
): Promise<NewTrust | null> {
  const { token, hash } = newToken(ids.random);
  const nowMs = ids.clock.nowMs();
  const place = { address: origin.address, userAgent: origin.userAgent.slice(0, longestUserAgent) };
  if (!(await store.rotate(tx, { id: trust.id, from: trust.hash, to: hash, nowMs, ...place }))) return null;
  return { token, maxAgeSeconds: Math.floor((trust.expiresAtMs - nowMs) / 1000) };
}

/** A secret that was exchanged before came again: one of the two browsers is a thief's. Neither is trusted any longer. */
export async function voidStolenTrust(
  tx: Tx,
  ids: IdSource,
  { employeeId, id, origin }: { employeeId: EmployeeId; id: TrustedBrowserId; origin: Origin },
): Promise<void> {
  if (!(await store.removeOwn(tx, employeeId, id))) return;
  await recordEvent(tx, ids, { type: "trusted_browser.stolen", actorId: null, subjectId: employeeId, origin });
}

export async function listTrustedBrowsers(
  db: Handle,
  ids: IdSource,
  employeeId: EmployeeId,
): Promise<TrustedBrowser[]> {
  const rows = await store.list(db, employeeId, ids.clock.nowMs());
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.user_agent,
    address: row.address,
    createdAtMs: row.created_at,
    lastUsedAtMs: row.last_used_at,
    expiresAtMs: row.expires_at,
  }));
}

/** @returns whether this call forgot it. */
export async function forgetBrowser(
  tx: Tx,
  ids: IdSource,
  { employeeId, id, origin }: { employeeId: EmployeeId; id: TrustedBrowserId; origin: Origin },
): Promise<boolean> {
  if (!(await store.removeOwn(tx, employeeId, id))) return false;
  await recordEvent(tx, ids, { type: "trusted_browser.forgotten", actorId: employeeId, subjectId: employeeId, origin });
  return true;
}

/** No browser stays trusted for longer than this since it was first trusted; a later change brings no trust back. */
export async function shortenTrust(tx: Tx, ids: IdSource, longestDays: number): Promise<void> {
  await store.shorten(tx, longestDays * 86_400_000);
  await store.removeExpired(tx, ids.clock.nowMs());
}

/** After a change of the password or of the second factor no browser is trusted. */
export async function forgetAllBrowsers(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeAll(tx, employeeId);
}

/** No browser of anybody is trusted any more. */
export async function forgetEverybodysBrowsers(tx: Tx): Promise<void> {
  await store.removeEverybodys(tx);
}
