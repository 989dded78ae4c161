// Authenticator apps: enrolling them, and spending the codes they show. An accepted code is spent for ever (V6.5.1).
import { buildOtpauthUri, encodeBase32, findClockOffsetSeconds, timeStep, verifyTotp } from "@hesper/otp";
import { type Keyring, withKeys } from "../data-keys/data-keys.ts";
import type { EncryptedColumn } from "../data-keys/rotation.ts";
import type { Handle, Tx } from "../database/database.ts";
import { type AuthenticatorId, type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import { Secret } from "../security/secret.ts";
import type { Settings } from "../settings/service.ts";
import * as store from "./store.ts";

export interface TotpDeps {
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

export interface Authenticator {
  readonly id: AuthenticatorId;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

export interface Enrolment {
  readonly id: AuthenticatorId;
  /** 32 Base32 characters. Given out once. */
  readonly secret: Secret<string>;
  readonly otpauthUri: Secret<string>;
  readonly expiresAtMs: number;
}

/** A person has a phone, a tablet and a spare; more is a sign of something wrong. */
export const mostAuthenticators = 10;
export const enrolmentTtlSeconds = 600;
const secretLength = 20;
const totp = { algorithm: "SHA1", digits: 6, period: 30 } as const;

/** Begins an enrolment, in place of one that was not finished: changes nothing for the log-in until a code of it is verified. */
export async function beginEnrolment(
  tx: Tx,
  { ids, keyring }: TotpDeps,
  person: { employeeId: EmployeeId; email: string; installationName: string; name: string },
): Promise<Enrolment> {
  const id = newId<AuthenticatorId>(ids);
  const nowMs = ids.clock.nowMs();
  const secret = ids.random.bytes(secretLength);
  const expiresAtMs = nowMs + enrolmentTtlSeconds * 1000;
  const keys = await keyring.read(tx);
  await store.removeEnrolments(tx, person.employeeId);
  await store.insertEnrolment(tx, {
    id,
    employee_id: person.employeeId,
    name: person.name,
    secret: keys.encryptValue(secret, store.placeOf("authenticator_enrolments", id)),
    created_at: nowMs,
    expires_at: expiresAtMs,
  });
  const uri = buildOtpauthUri({ issuer: person.installationName, account: person.email, secret, ...totp });
  return { id, secret: new Secret(encodeBase32(secret)), otpauthUri: new Secret(uri), expiresAtMs };
}

/** What a code proves of an open enrolment. `expired`: too old, finished already, replaced by a newer one, or never there. */
export type EnrolmentProof =
  | { readonly result: "proven"; readonly step: number; readonly name: string; readonly secret: Uint8Array }
  | { readonly result: "wrong"; readonly clockOffsetSeconds: number | null }
  | { readonly result: "expired" };

/** Whether there is something to verify a code against: only then an attempt is counted. */
export async function isEnrolmentOpen(
  db: Handle,
  ids: IdSource,
  { employeeId, id }: { employeeId: EmployeeId; id: AuthenticatorId },
): Promise<boolean> {
  const row = await store.findEnrolment(db, employeeId, id);
  return row !== null && row.expires_at > ids.clock.nowMs();
}

export async function proveEnrolment(
  db: Handle,
  { ids, keyring }: TotpDeps,
  { employeeId, id, code, window }: { employeeId: EmployeeId; id: AuthenticatorId; code: string; window: number },
): Promise<EnrolmentProof> {
  const place = store.placeOf("authenticator_enrolments", id);
  const found = await withKeys(keyring, db, {
    read: () => store.findEnrolment(db, employeeId, id),
    open: (row, keys) => row && { ...row, secret: keys.decryptValue(row.secret, place) },
  });
  const nowMs = ids.clock.nowMs();
  if (!found || found.expires_at <= nowMs) return { result: "expired" };
  const { name, secret } = found;
  const check = { secret, code, nowMs, ...totp };
  const verified = await verifyTotp({ ...check, stepsBack: window, stepsForward: window });
  if (verified.result === "accepted") return { result: "proven", step: verified.step, name, secret };
  return { result: "wrong", clockOffsetSeconds: await findClockOffsetSeconds(check) };
}

/** Turns a proven enrolment into an authenticator whose first code is spent. True only for the one call that did it. */
export async function finishEnrolment(
  tx: Tx,
  { ids, keyring }: TotpDeps,
  {
    employeeId,
    id,
    proof,
  }: { employeeId: EmployeeId; id: AuthenticatorId; proof: EnrolmentProof & { result: "proven" } },
): Promise<boolean> {
  const nowMs = ids.clock.nowMs();
  if (!(await store.spendEnrolment(tx, { employeeId, id, nowMs }))) return false;
  const keys = await keyring.read(tx);
  await store.insertAuthenticator(tx, {
    id,
    employee_id: employeeId,
    name: proof.name,
    // Encrypted anew: a ciphertext is bound to its table.
    secret: keys.encryptValue(proof.secret, store.placeOf("authenticators", id)),
    created_at: nowMs,
    last_used_at: null,
    last_spent_step: proof.step,
  });
  return true;
}

/** What a code is worth, before it is spent. */
export type CodeCheck =
  | { readonly result: "right"; readonly authenticatorId: AuthenticatorId; readonly step: number }
  | { readonly result: "already_used" }
  | { readonly result: "wrong"; readonly clockOffsetSeconds: number | null };

/** The authenticators of a person as codes are compared with them: for this moment only. */
export interface OpenAuthenticator {
  readonly id: AuthenticatorId;
  readonly secret: Uint8Array;
  readonly lastSpentStep: number;
}

export async function openAuthenticators(
  db: Handle,
  { keyring }: Pick<TotpDeps, "keyring">,
  employeeId: EmployeeId,
): Promise<OpenAuthenticator[]> {
  return withKeys(keyring, db, {
    read: () => store.findAuthenticatorsWithSecrets(db, employeeId),
    open: (rows, keys) =>
      rows.map(({ id, secret, last_spent_step: lastSpentStep }) => {
        return { id, lastSpentStep, secret: keys.decryptValue(secret, store.placeOf("authenticators", id)) };
      }),
  });
}

/** Compares a code with all authenticators of a person. Nothing is spent: `spendCode` decides. */
export async function checkCode(
  { ids }: Pick<TotpDeps, "ids">,
  authenticators: readonly OpenAuthenticator[],
  { code, settings }: { code: string; settings: Settings },
): Promise<CodeCheck> {
  const nowMs = ids.clock.nowMs();
  let usedBefore = false;
  let clockOffsetSeconds: number | null = null;
  for (const one of authenticators) {
    const check = { secret: one.secret, code, nowMs, ...totp };
    const window = { stepsBack: settings.totpWindow, stepsForward: settings.totpWindow };
    const verified = await verifyTotp({ ...check, ...window, lastAcceptedStep: one.lastSpentStep });
    if (verified.result === "accepted") return { result: "right", authenticatorId: one.id, step: verified.step };
    if (verified.result === "already_used") usedBefore = true;
    else clockOffsetSeconds ??= await findClockOffsetSeconds(check);
  }
  return usedBefore ? { result: "already_used" } : { result: "wrong", clockOffsetSeconds };
}

/** Spends the time step of a right code; true only for the one call that spent it. Safe to race. */
export async function spendCode(
  tx: Tx,
  ids: IdSource,
  check: { authenticatorId: AuthenticatorId; step: number },
): Promise<boolean> {
  return store.spendStep(tx, { id: check.authenticatorId, step: check.step, nowMs: ids.clock.nowMs() });
}

export async function listAuthenticators(db: Handle, employeeId: EmployeeId): Promise<Authenticator[]> {
  const rows = await store.listAuthenticators(db, employeeId);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAtMs: row.created_at,
    lastUsedAtMs: row.last_used_at,
  }));
}

/** @returns whether there was one to rename. */
export async function renameAuthenticator(
  tx: Tx,
  change: { employeeId: EmployeeId; id: AuthenticatorId; name: string },
): Promise<boolean> {
  return store.renameAuthenticator(tx, change);
}

/** @returns whether this call removed it. */
export async function removeAuthenticator(tx: Tx, employeeId: EmployeeId, id: AuthenticatorId): Promise<boolean> {
  return store.removeAuthenticator(tx, employeeId, id);
}

/** Removes all authenticators and open enrolments. @returns how many authenticators there were. */
export async function removeAllAuthenticators(tx: Tx, employeeId: EmployeeId): Promise<number> {
  return store.removeAll(tx, employeeId);
}

/** What a rotation of the keys encrypts anew. */
export const encryptedColumns: readonly EncryptedColumn[] = [
  store.encryptedColumn("authenticators"),
  store.encryptedColumn("authenticator_enrolments"),
];

/** No set-up of an app that was begun before can be finished any more. */
export async function voidAllEnrolments(tx: Tx): Promise<void> {
  await store.removeAllEnrolments(tx);
}

/**
 * Spends every code that could have been accepted until now, for when it is not known which were. With the window to
 * the future: somebody's app may be fast.
 */
export async function voidCodesUntilNow(tx: Tx, { clock }: IdSource, { totpWindow }: Settings): Promise<void> {
  await store.spendStepsUpTo(tx, timeStep(clock.nowMs()) + totpWindow);
}
