// Passkeys (WebAuthn level 3): what is asked of an authenticator, and whether its answer holds.
import type { AuthenticationResponse, RegistrationResponse } from "@hesper/contract";
import type { Keyring } from "../data-keys/data-keys.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import type { Employee } from "../employees/service.ts";
import { type EmployeeId, type IdSource, newId, type PasskeyId } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { type Binding, type Challenge, challengeTtlSeconds, newChallenge, openChallenge } from "./challenges.ts";
import { loadLibrary } from "./library.ts";
import type { RelyingParty } from "./relying-party.ts";
import * as store from "./store.ts";
import { algorithms, type Credential, transportsOf, type Use, verifyNew, verifyUse } from "./verification.ts";

export interface PasskeyDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

export interface Passkey {
  readonly id: PasskeyId;
  readonly name: string;
  /** Whether it is kept in a cloud and may be on several devices. */
  readonly synced: boolean;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** What goes to the browser: the options, and the cookie that holds the challenge. */
export interface Ceremony {
  readonly options: Record<string, unknown>;
  readonly cookie: Secret<string>;
}

export const mostPasskeys = 20;

export async function creationCeremony(
  deps: PasskeyDeps,
  { party, employee, installationName }: { party: RelyingParty; employee: Employee; installationName: string },
): Promise<Ceremony> {
  const fresh = Buffer.from(deps.ids.random.bytes(32)).toString("base64url");
  const handle = await inTransaction(deps.db, (tx) => store.handleOf(tx, employee.id, fresh));
  const existing = await store.list(deps.db, employee.id);
  const { bytes, cookie } = await newChallenge(deps, { purpose: "register", subject: employee.id });
  const { generateRegistrationOptions } = await loadLibrary();
  const options = await generateRegistrationOptions({
    rpName: installationName,
    rpID: party.id,
    userName: employee.email,
    userDisplayName: employee.name,
    userID: new Uint8Array(Buffer.from(handle, "base64url")),
    challenge: new Uint8Array(bytes),
    timeout: challengeTtlSeconds * 1000,
    attestationType: "none",
    excludeCredentials: existing.map((row) => ({ id: row.credential_id, transports: transportsOf(row.transports) })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    supportedAlgorithmIDs: algorithms,
  });
  return { options: { ...options }, cookie };
}

export interface ProvenPasskey {
  readonly challenge: Challenge;
  readonly row: Credential;
}

/** Null: the answer does not hold, or belongs to another challenge. */
export async function proveNewPasskey(
  deps: PasskeyDeps,
  {
    party,
    employee,
    response,
    cookie,
  }: { party: RelyingParty; employee: Employee; response: RegistrationResponse; cookie: string | null },
): Promise<ProvenPasskey | null> {
  const challenge = await openChallenge(deps, cookie, { purpose: "register", subject: employee.id });
  if (!challenge) return null;
  const asked = { party, challenge: challenge.challenge, requireUserVerification: false };
  const row = await verifyNew(response, asked);
  return row && { challenge, row };
}

/** Stores it; false when its credential is known already, to anybody. */
export async function insertPasskey(
  tx: Tx,
  ids: IdSource,
  { employeeId, name, proven }: { employeeId: EmployeeId; name: string; proven: ProvenPasskey },
): Promise<PasskeyId | null> {
  const id = newId<PasskeyId>(ids);
  const row = { ...proven.row, id, employee_id: employeeId, name, created_at: ids.clock.nowMs(), last_used_at: null };
  return (await store.insert(tx, row)) ? id : null;
}

/** Asks for a passkey: of one person after the password or in a session, of anybody (`login`) without. */
export async function requestCeremony(
  deps: PasskeyDeps,
  { party, binding, employeeId }: { party: RelyingParty; binding: Binding; employeeId: EmployeeId | null },
): Promise<Ceremony> {
  const allowed = employeeId === null ? [] : await store.list(deps.db, employeeId);
  const { bytes, cookie } = await newChallenge(deps, binding);
  const { generateAuthenticationOptions } = await loadLibrary();
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(bytes),
    timeout: challengeTtlSeconds * 1000,
    userVerification: needsVerification(binding) ? "required" : "preferred",
    allowCredentials: allowed.map((row) => ({ id: row.credential_id, transports: transportsOf(row.transports) })),
  });
  return { options: { ...options }, cookie };
}

/** Alone, a passkey must prove the person too (PIN, finger); after the password, that it is there is enough. */
function needsVerification({ purpose }: Binding): boolean {
  return purpose !== "second_factor";
}

export interface ProvenAssertion {
  readonly challenge: Challenge;
  readonly employeeId: EmployeeId;
  readonly use: Use & { readonly id: PasskeyId };
}

/** Whose credential an answer claims to be of. Null: nobody's. */
export async function findOwner(db: Handle, response: AuthenticationResponse): Promise<EmployeeId | null> {
  return (await store.findByCredentialId(db, response.id))?.employee_id ?? null;
}

/** Null: the answer does not hold. @param employeeId the person it must be of; null: whoever owns the credential. */
export async function proveAssertion(
  deps: PasskeyDeps,
  {
    party,
    binding,
    employeeId,
    response,
    cookie,
  }: {
    party: RelyingParty;
    binding: Binding;
    employeeId: EmployeeId | null;
    response: AuthenticationResponse;
    cookie: string | null;
  },
): Promise<ProvenAssertion | null> {
  const challenge = await openChallenge(deps, cookie, binding);
  const row = await store.findByCredentialId(deps.db, response.id);
  if (!challenge || !row || (employeeId !== null && row.employee_id !== employeeId)) return null;
  if (!(await isHandleOf(deps.db, row.employee_id, { response, binding }))) return null;
  const asked = { party, challenge: challenge.challenge, requireUserVerification: needsVerification(binding) };
  const use = await verifyUse(response, row, asked);
  return use && { challenge, employeeId: row.employee_id, use: { ...use, id: row.id } };
}

/** The handle in the answer must be the owner's; without a password before it, it must be there. */
async function isHandleOf(
  db: Handle,
  employeeId: EmployeeId,
  { response, binding }: { response: AuthenticationResponse; binding: Binding },
): Promise<boolean> {
  const given = response.response.userHandle;
  if (given === undefined || given === null) return binding.purpose !== "login";
  return given === (await store.findHandle(db, employeeId));
}

/** Writes the use down; false when another answer with the same count was first. */
export async function markUsed(tx: Tx, ids: IdSource, { use }: ProvenAssertion): Promise<boolean> {
  return store.markUsed(tx, { ...use, nowMs: ids.clock.nowMs() });
}

export async function listPasskeys(db: Handle, employeeId: EmployeeId): Promise<Passkey[]> {
  return (await store.list(db, employeeId)).map((row) => ({
    id: row.id,
    name: row.name,
    synced: row.backed_up === 1,
    createdAtMs: row.created_at,
    lastUsedAtMs: row.last_used_at,
  }));
}

export async function hasPasskey(db: Handle, employeeId: EmployeeId): Promise<boolean> {
  return (await store.list(db, employeeId)).length > 0;
}

export const renamePasskey = store.rename;
export const removePasskey = store.removeOwn;
export const removeAllPasskeys = store.removeAll;
