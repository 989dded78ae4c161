// Passwords: choosing, storing, checking. An unknown person costs the same time as a wrong password (V6.3.8).
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import type { HashPlace } from "../security/hash-queue.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import {
  type Argon2Parameters,
  defaultParameters,
  hashPassword,
  isOutdated,
  verifyPassword,
} from "../security/password-hash.ts";
import type { Settings } from "../settings/service.ts";
import { isCommonPassword } from "./common-passwords.ts";
import { reasonAgainst } from "./rules.ts";
import * as store from "./store.ts";

export function parametersOf(settings: Settings): Argon2Parameters {
  return { ...defaultParameters, memoryKib: settings.passwordMemoryKib, passes: settings.passwordPasses };
}

/** @returns the reason for a person, null when the password may be chosen. */
export function reasonAgainstPassword(
  password: string,
  person: { email: string; name: string; installationName: string },
  settings: Settings,
): string | null {
  const minimumLength = settings.passwordMinimumLength;
  const isCommon = (lowerCase: string) => isCommonPassword(lowerCase, minimumLength);
  return reasonAgainst(password, { ...person, minimumLength, isCommon });
}

/** Slow on purpose: never inside a transaction. */
export async function hashChosenPassword(
  place: HashPlace,
  password: string,
  { settings, ids }: { settings: Settings; ids: IdSource },
): Promise<string> {
  return hashPassword(place, password, { parameters: parametersOf(settings), random: ids.random });
}

export async function storePassword(tx: Tx, employeeId: EmployeeId, hash: string, nowMs: number): Promise<void> {
  await store.upsert(tx, { employee_id: employeeId, hash, changed_at: nowMs });
}

/** When the person last chose a password, in milliseconds; null: never. */
export async function passwordChangedAtMs(db: Handle, employeeId: EmployeeId): Promise<number | null> {
  return store.findChangedAtMs(db, employeeId);
}

/** Compares with the stored hash, or with one that fits nothing when there is none: both take the same time. */
export async function isPasswordOf(
  db: Handle,
  place: HashPlace,
  { employeeId, password, settings }: { employeeId: EmployeeId | null; password: string; settings: Settings },
): Promise<boolean> {
  const stored = employeeId === null ? null : await store.findHash(db, employeeId);
  const matches = await verifyPassword(place, stored ?? hashOfNothing(settings), password);
  return matches && stored !== null;
}

/** A valid PHC string with the parameters of now, whose hash no password has. */
function hashOfNothing(settings: Settings): string {
  const { memoryKib, passes, lanes } = parametersOf(settings);
  const salt = Buffer.alloc(16).toString("base64").replace(/=+$/, "");
  const hash = Buffer.alloc(32).toString("base64").replace(/=+$/, "");
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${salt}$${hash}`;
}

/** Hashes again with the parameters of now, after a log-in whose stored hash has older ones. */
export async function rehashIfOutdated(
  db: Database,
  ids: IdSource,
  place: HashPlace,
  {
    employeeId,
    password,
    settings,
    origin,
  }: { employeeId: EmployeeId; password: string; settings: Settings; origin: Origin },
): Promise<void> {
  const stored = await store.findHash(db, employeeId);
  if (stored === null || !isOutdated(stored, parametersOf(settings))) return;
  const hash = await hashChosenPassword(place, password, { settings, ids });
  await inTransaction(db, async (tx) => {
    // Guarded by the old hash: a password changed meanwhile stays changed.
    if (!(await store.replaceHash(tx, { employeeId, from: stored, to: hash }))) return;
    await recordEvent(tx, ids, { type: "password.rehashed", actorId: null, subjectId: employeeId, origin });
  });
}
