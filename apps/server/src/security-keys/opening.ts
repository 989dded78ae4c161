// A security key that is open in a session: for ten minutes that session is given what is sealed to it. Looked at again
// whenever something is asked for.
import { recordEvent } from "../audit/service.ts";
import { inTransaction } from "../database/database.ts";
import { markAllTold } from "../deliveries/store.ts";
import { isOtherWaiting } from "../deliveries/waiting.ts";
import type { KeyRow } from "../keys/store.ts";
import { noteUse } from "../keys/store.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as openings from "./opening-store.ts";
import type { SecurityKeyDeps } from "./registration.ts";
import { proveTouch, refuseTouch, spendTouch, type TouchAnswer } from "./touching.ts";

/** As long as the organisation key stays unlocked. */
export const openForMs = 600_000;

export interface OpenedKey {
  readonly key: KeyRow;
  readonly expiresAtMs: number;
  readonly waiting: boolean;
}

/** It is a contact of the key: what can be opened from now on is delivered, and what it lost is removed. */
export async function openSecurityKey(
  deps: SecurityKeyDeps,
  caller: Caller,
  answer: TouchAnswer,
): Promise<Result<OpenedKey, "not_authenticated" | "invalid_code" | "conflict">> {
  const { db, ids } = deps;
  const proven = await proveTouch(deps, caller, { ...answer, use: "accounts" });
  if (!proven) return inTransaction(db, (tx) => refuseTouch(tx, deps, caller));
  const opened = await inTransaction(db, async (tx) => {
    const spent = await spendTouch(tx, deps, caller, proven);
    if (!spent.ok) return spent;
    const key = spent.value;
    const nowMs = ids.clock.nowMs();
    const expiresAtMs = nowMs + openForMs;
    await openings.open(tx, { sessionId: caller.session.id, keyId: key.id, nowMs, expiresAtMs });
    await noteUse(tx, key.id, nowMs);
    await markAllTold(tx, key.id, nowMs);
    const { employee, origin } = caller;
    const about = { actorId: employee.id, subjectId: employee.id, origin, detail: { key: key.id, name: key.name } };
    await recordEvent(tx, ids, { ...about, type: "key.opened" });
    return done({ key, expiresAtMs });
  });
  if (!opened.ok) return opened;
  return done({ ...opened.value, waiting: await isOtherWaiting(db, opened.value.key) });
}

export async function closeSecurityKey({ db }: SecurityKeyDeps, { session }: Caller): Promise<void> {
  await inTransaction(db, (tx) => openings.close(tx, session.id));
}

/** The key that is open in the session, where it is the person's and active. */
export async function findOpened(
  { db, ids }: SecurityKeyDeps,
  { employee, session }: Caller,
): Promise<Result<KeyRow, "reauthentication_required">> {
  const key = await openings.findOpen(db, session.id, ids.clock.nowMs());
  if (key?.employee_id === employee.id && key.status === "active") return done(key);
  return refuse("reauthentication_required", "No security key is open in this session (any more). Touch it again.");
}
