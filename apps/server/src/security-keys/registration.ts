// Adding a security key: a credential of its own, apart from passkeys that log in, and the recipient that its browser
// derived from the output of its PRF. The output itself never comes here.
import { mostKeysOfEmployee, type RegistrationResponse } from "@hesper/contract";
import { fingerprintOf } from "@hesper/vault/fingerprint";
import { recordEvent } from "../audit/service.ts";
import type { Keyring } from "../data-keys/data-keys.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { followActivation } from "../deliveries/following.ts";
import { type Employee, lockEmployee } from "../employees/service.ts";
import * as policies from "../key-policies/store.ts";
import { findKeyToActivate, kindOf, obstacleTo, refuseCode } from "../keys/activation.ts";
import { spend as spendCode } from "../keys/activation-store.ts";
import { refusalOfAdding } from "../keys/adding.ts";
import { hashTyped } from "../keys/codes.ts";
import { getKey, type KeyDeps } from "../keys/held.ts";
import { isStillThere } from "../keys/own-held.ts";
import { newRow } from "../keys/service.ts";
import * as keys from "../keys/store.ts";
import { findKind, holdKeys } from "../organisation-key/recipient.ts";
import {
  type Challenge,
  challengeTtlSeconds,
  newChallenge,
  openChallenge,
  spendChallenge,
} from "../passkeys/challenges.ts";
import { loadLibrary } from "../passkeys/library.ts";
import type { RelyingParty } from "../passkeys/relying-party.ts";
import type { Ceremony } from "../passkeys/service.ts";
import { algorithms, type Credential, transportsOf, verifyNew } from "../passkeys/verification.ts";
import { type EmployeeKeyId, type IdSource, newId } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
import { getSettings } from "../settings/service.ts";
import { giveBackToAddress, takeFromAddress } from "../throttling/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { deviceOf } from "./makes.ts";
import * as store from "./store.ts";

export interface SecurityKeyDeps extends KeyDeps {
  readonly keyring: Keyring;
}

/** Bytes, as NIST's and the browsers' examples have them: as long as what HMAC-SHA-256 gives. */
const saltBytes = 32;

export interface Begun extends Ceremony {
  readonly kind: Awaited<ReturnType<typeof findKind>>;
  /** Of the key that a code activates; null: without a code. */
  readonly name: string | null;
}

type ByCode = "invalid_code" | "too_many_attempts";

/** @param activationCode of a key that an administrator made; null: the policy has to allow it. */
export async function beginSecurityKey(
  deps: SecurityKeyDeps,
  { employee, origin }: Caller,
  { party, activationCode }: { party: RelyingParty; activationCode: string | null },
): Promise<Result<Begun, "forbidden" | "conflict" | ByCode>> {
  const { db, ids } = deps;
  const settings = await getSettings(db);
  let name: string | null = null;
  if (activationCode === null) {
    const refusal = refusalOfAdding(settings.employeesAddKeys, "security_key");
    if (refusal) return refusal;
    if ((await keys.listNotEnded(db, employee.id)).length >= mostKeysOfEmployee) return tooMany;
  } else {
    const taken = await takeFromAddress(db, ids, origin);
    if (!taken.ok) return taken;
    const looked = await inTransaction(db, async (tx) => {
      const code = { hash: hashTyped(activationCode), nowMs: ids.clock.nowMs() };
      const key = await findKeyToActivate(tx, code, employee.id);
      if (!key) return refuseCode(tx, { ids, origin });
      await giveBackToAddress(tx, origin);
      return done(key.name);
    });
    if (!looked.ok) return looked;
    name = looked.value;
  }
  const kind = await findKind(db);
  return done({
    ...(await ceremony(deps, { party, employee, activationCode, rpName: settings.installationName })),
    kind,
    name,
  });
}

/** A code is good for the ceremony that was begun with it, and none for one that was begun without. */
function subjectOf(employee: Employee, activationCode: string | null): string {
  return `${employee.id} ${activationCode === null ? "" : hashTyped(activationCode)}`;
}

async function ceremony(
  deps: SecurityKeyDeps,
  {
    party,
    employee,
    activationCode,
    rpName,
  }: { party: RelyingParty; employee: Employee; activationCode: string | null; rpName: string },
): Promise<Ceremony> {
  const { db, ids } = deps;
  const salt = Buffer.from(ids.random.bytes(saltBytes)).toString("base64url");
  const binding = { purpose: "security_key", subject: subjectOf(employee, activationCode) } as const;
  const { bytes, cookie } = await newChallenge(deps, binding, salt);
  const known = await store.listOf(db, employee.id);
  const { generateRegistrationOptions } = await loadLibrary();
  const options = await generateRegistrationOptions({
    rpName,
    rpID: party.id,
    // Where a list shows it beside passkeys that log in, it is told from them.
    userName: `${employee.email} (accounts)`,
    userDisplayName: `${employee.name} (accounts)`,
    // Another one each time: a second credential of one user takes the place of the first on many authenticators.
    userID: new Uint8Array(ids.random.bytes(32)),
    challenge: new Uint8Array(bytes),
    timeout: challengeTtlSeconds * 1000,
    attestationType: "none",
    excludeCredentials: known.map(({ credential: { credential_id: id, transports } }) => ({
      id,
      transports: transportsOf(transports),
    })),
    authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
  });
  const extensions = { ...options.extensions, prf: { eval: { first: salt } } };
  return { options: { ...options, extensions }, cookie };
}

export interface NewSecurityKey {
  readonly party: RelyingParty;
  readonly response: RegistrationResponse;
  readonly cookie: string | null;
  /** Null: as the administrator called it, or by a number. */
  readonly name: string | null;
  readonly recipient: string;
  readonly activationCode: string | null;
}

interface Proven {
  readonly credential: Credential;
  readonly challenge: Challenge;
  readonly salt: string;
}

type Adding = "not_authenticated" | "invalid_request" | "forbidden" | "conflict" | ByCode;

export async function addSecurityKey(
  deps: SecurityKeyDeps,
  caller: Caller,
  given: NewSecurityKey,
): Promise<Result<keys.KeyRow, Adding>> {
  const { db, ids } = deps;
  const { employee, origin } = caller;
  const recipientKind = kindOf(given.recipient);
  if (recipientKind === null) return refuseField("/recipient", "This is no recipient that can be sealed to.");
  if (given.activationCode !== null) {
    const taken = await takeFromAddress(db, ids, origin);
    if (!taken.ok) return taken;
  }
  const proven = await prove(deps, employee, given);
  if (!proven) return refuse("invalid_code", notAdded);
  const made = { ...given, ...proven, recipientKind, fingerprint: await fingerprintOf(given.recipient) };
  try {
    return await inTransaction(db, (tx) => add(tx, deps, caller, made));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", inUse);
  }
}

const inUse = "This security key is in use as a key already. Use another one.";
const notAdded = "The security key could not be added. Start again, and follow your browser.";

async function prove(
  deps: SecurityKeyDeps,
  employee: Employee,
  { party, response, cookie, activationCode }: NewSecurityKey,
): Promise<Proven | null> {
  const binding = { purpose: "security_key", subject: subjectOf(employee, activationCode) } as const;
  const challenge = await openChallenge(deps, cookie, binding);
  if (!challenge || challenge.note === null) return null;
  // The PRF is that of a verified person, whatever else was asked for.
  const asked = { party, challenge: challenge.challenge, requireUserVerification: true };
  const credential = await verifyNew(response, asked);
  return credential && { credential, challenge, salt: challenge.note };
}

type Made = NewSecurityKey &
  Proven & { readonly recipientKind: NonNullable<ReturnType<typeof kindOf>>; readonly fingerprint: string };

async function add(tx: Tx, { ids }: SecurityKeyDeps, caller: Caller, made: Made): Promise<Result<keys.KeyRow, Adding>> {
  const { employee, origin } = caller;
  // Whoever seals or gives something at the same moment has done so before, or sees the key.
  await holdKeys(tx);
  await lockEmployee(tx, employee.id);
  if (!(await isStillThere(tx, caller))) return refuse("not_authenticated");
  const { recipient, recipientKind, credential, salt } = made;
  const obstacle = await obstacleTo(tx, { recipient, kind: recipientKind });
  if (obstacle) return obstacle;
  if (await store.findByCredentialId(tx, credential.credential_id)) return refuse("conflict", inUse);
  if (!(await spendChallenge(tx, ids, made.challenge))) return refuse("invalid_code", "This answer was used before.");
  const device = deviceOf(credential);
  const activated = { recipient, recipient_kind: recipientKind, device };
  const placed = await (made.activationCode === null
    ? insertNew(tx, ids, employee, { ...made, activated })
    : activate(tx, ids, { employee, origin }, { ...made, activated, code: made.activationCode }));
  if (!placed.ok) return placed;
  await store.insert(tx, { ...credential, key_id: placed.value, prf_salt: salt });
  const key = await getKey(tx, placed.value);
  await followActivation(tx, ids, key);
  const detail = { key: key.id, name: key.name, device, kind: recipientKind, fingerprint: made.fingerprint };
  const about = { actorId: employee.id, subjectId: employee.id, origin, detail };
  await recordEvent(tx, ids, { ...about, type: "key.security_key_added" });
  if (made.activationCode !== null) await giveBackToAddress(tx, origin);
  return done(key);
}

type Activated = Pick<keys.KeyRow, "recipient" | "recipient_kind" | "device">;

interface Placing {
  readonly name: string | null;
  readonly activated: Activated;
}

const tooMany = refuse(
  "conflict",
  `You have ${mostKeysOfEmployee} keys already. Ask an administrator to end one first.`,
);

/** A key that one makes by oneself. */
async function insertNew(
  tx: Tx,
  ids: IdSource,
  employee: Employee,
  { name, activated }: Placing,
): Promise<Result<EmployeeKeyId, "forbidden" | "conflict">> {
  // As it is now: it may have been changed since the ceremony was begun.
  const refusal = refusalOfAdding((await getSettings(tx)).employeesAddKeys, "security_key");
  if (refusal) return refusal;
  if ((await keys.listNotEnded(tx, employee.id)).length >= mostKeysOfEmployee) return tooMany;
  const id = newId<EmployeeKeyId>(ids);
  const nowMs = ids.clock.nowMs();
  const policy = await policies.getDefault(tx);
  const whose = { id, employee, policyId: policy.id, by: employee.id, ids };
  const active = {
    ...activated,
    status: "active",
    activated_at: nowMs,
    last_contact_at: nowMs,
    last_change: "activation",
  } as const;
  const called = name ?? (await freeName(tx, employee));
  // Made and activated in one: of the first revision, as every key that somebody can have seen.
  await keys.insert(tx, { ...newRow({ ...whose, name: called }), kind: "security_key", ...active, revision: 1 });
  return done(id);
}

/** `Security key`, `Security key 2` and so on: the first that none of the person's has. */
async function freeName(tx: Tx, { id }: Employee): Promise<string> {
  const taken = new Set((await store.listOf(tx, id)).map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? "Security key" : `Security key ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A key that an administrator made, activated by its employee with a security key. */
async function activate(
  tx: Tx,
  ids: IdSource,
  { employee, origin }: Pick<Caller, "employee" | "origin">,
  { name, activated, code: typed }: Placing & { readonly code: string },
): Promise<Result<EmployeeKeyId, "invalid_code">> {
  const code = { hash: hashTyped(typed), nowMs: ids.clock.nowMs() };
  const key = await findKeyToActivate(tx, code, employee.id);
  const change = { ...activated, token_hash: null, kind: "security_key", ...(name === null ? {} : { name }) } as const;
  // Between the look and this it may have been used or withdrawn.
  const isSpent = key !== null && (await spendCode(tx, key.id, code, change));
  return isSpent ? done(key.id) : refuseCode(tx, { ids, origin });
}
