// Passkeys (WebAuthn level 3): what is asked of an authenticator, and whether its answer holds.
import type { AuthenticationResponse, RegistrationResponse } from "@hesper/contract";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { Keyring } from "../data-keys/data-keys.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import type { Employee } from "../employees/service.ts";
import { type EmployeeId, type IdSource, newId, type PasskeyId } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { type Binding, type Challenge, challengeTtlSeconds, newChallenge, openChallenge } from "./challenges.ts";
import type { RelyingParty } from "./relying-party.ts";
import * as store from "./store.ts";

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
/** EdDSA, ES256, RS256 (IANA COSE algorithms), in the order of preference. */
const algorithms = [-8, -7, -257];
const longestCredentialId = 1364;

export async function creationCeremony(
  deps: PasskeyDeps,
  { party, employee, installationName }: { party: RelyingParty; employee: Employee; installationName: string },
): Promise<Ceremony> {
  const fresh = Buffer.from(deps.ids.random.bytes(32)).toString("base64url");
  const handle = await inTransaction(deps.db, (tx) => store.handleOf(tx, employee.id, fresh));
  const existing = await store.list(deps.db, employee.id);
  const { bytes, cookie } = await newChallenge(deps, { purpose: "register", subject: employee.id });
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
  readonly row: Omit<Parameters<typeof store.insert>[1], "id" | "employee_id" | "name" | "created_at" | "last_used_at">;
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
  if (!challenge || isFramed(response.response.clientDataJSON) || response.id.length > longestCredentialId) return null;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      expectedChallenge: challenge.challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return null;
    const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
    const row = {
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString("base64url"),
      sign_count: credential.counter,
      transports: (credential.transports ?? []).join(","),
      backup_eligible: credentialDeviceType === "multiDevice" ? 1 : 0,
      backed_up: credentialBackedUp ? 1 : 0,
      aaguid,
      rp_id: party.id,
    } as const;
    return { challenge, row };
  } catch {
    // The library throws for every answer that does not hold; outside they are all alike.
    return null;
  }
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
  readonly use: { readonly id: PasskeyId; readonly from: number; readonly to: number; readonly backedUp: boolean };
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
  if (
    isFramed(response.response.clientDataJSON) ||
    !(await isHandleOf(deps.db, row.employee_id, { response, binding }))
  )
    return null;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      expectedChallenge: challenge.challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: needsVerification(binding),
      credential: {
        id: row.credential_id,
        publicKey: new Uint8Array(Buffer.from(row.public_key, "base64url")),
        counter: row.sign_count,
      },
    });
    const eligible = authenticationInfo.credentialDeviceType === "multiDevice";
    // Whether a passkey can be backed up never changes (WebAuthn 6.1.3).
    if (!verified || eligible !== (row.backup_eligible === 1)) return null;
    const use = {
      id: row.id,
      from: row.sign_count,
      to: authenticationInfo.newCounter,
      backedUp: authenticationInfo.credentialBackedUp,
    };
    return { challenge, employeeId: row.employee_id, use };
  } catch {
    // A wrong signature, a count that went back, another origin: all alike outside.
    return null;
  }
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

/** A page in a frame of another site must not use a passkey (WebAuthn 7.2 step 14). */
function isFramed(clientDataJson: string): boolean {
  try {
    const { crossOrigin } = JSON.parse(Buffer.from(clientDataJson, "base64url").toString("utf8")) as {
      crossOrigin?: unknown;
    };
    return crossOrigin === true;
  } catch {
    return true;
  }
}

function transportsOf(text: string): string[] {
  return text === "" ? [] : text.split(",");
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
