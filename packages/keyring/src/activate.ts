// Activating a key: its recipient against a token, with the code that the administrator made.
import type { RecipientKind } from "@hesper/contract";
import { type KeyRules, pinProblem } from "@hesper/contract/keys";
import { fingerprintOf, generateIdentity, type Identity, lockIdentityToPin, recipientOf } from "@hesper/vault";
import { toBase64 } from "./base64.ts";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import { noReceipts } from "./receipts.ts";
import { bodyOf, callsTo, problemOf } from "./server.ts";
import type { KeyRecord, StorageReader } from "./storage.ts";

/** Where to activate, and with what. */
export interface ActivationPlace {
  /** Origin, such as `https://hesper.example.org`. */
  readonly server: string;
  readonly code: string;
}

/** What the server says that a code is for: shown to the person before a PIN is asked for. */
export interface Activation extends ActivationPlace {
  readonly name: string;
  readonly employee: { readonly id: string; readonly name: string; readonly email: string };
  readonly installation: string;
  readonly policy: KeyRules;
  readonly recipientKind: RecipientKind;
  readonly expiresAt: string;
}

export interface Activated {
  readonly keyId: string;
  readonly name: string;
  /** Of the recipient; the administrator sees the same. */
  readonly fingerprint: string;
  /** Unlocked, for the first sync. */
  readonly identity: Identity;
}

const path = "/activate-key";
const longestCode = 64;

/**
 * Reads `https://host[:port]/activate-key#CODE`. http is taken for this machine only (localhost, 127.0.0.1, [::1]), or
 * where `allowHttp` says so.
 *
 * Throws `KeyringProblem`: `bad_link`, `insecure_server`.
 */
export function readActivationLink(link: string, { allowHttp = false }: LinkOptions = {}): ActivationPlace {
  const url = URL.parse(link.trim());
  if (url?.pathname !== path || url.search !== "") throw new KeyringProblem("bad_link");
  return { server: serverOf(url, allowHttp), code: codeIn(url.hash.slice(1)) };
}

/**
 * The same from the address of the server, with or without a scheme, and a code as it was typed.
 *
 * Throws `KeyringProblem`: `bad_link`, `insecure_server`.
 */
export function readActivationPlace(
  server: string,
  code: string,
  { allowHttp = false }: LinkOptions = {},
): ActivationPlace {
  const typed = server.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (url?.pathname !== "/" || url.search !== "" || url.hash !== "") throw new KeyringProblem("bad_link");
  return { server: serverOf(url, allowHttp), code: codeIn(code) };
}

interface LinkOptions {
  readonly allowHttp?: boolean;
}

function serverOf({ protocol, hostname, origin, username, password }: URL, allowHttp: boolean): string {
  const isWeb = protocol === "https:" || protocol === "http:";
  if (!isWeb || hostname === "" || username !== "" || password !== "") throw new KeyringProblem("bad_link");
  const isHere = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  if (protocol === "http:" && !isHere && !allowHttp) throw new KeyringProblem("insecure_server");
  return origin;
}

/** What it looks like in full the server knows: case, spaces and hyphens are forgiven there. */
function codeIn(text: string): string {
  const code = text.trim();
  if (!/^[0-9A-Za-z -]+$/.test(code) || code.length > longestCode) throw new KeyringProblem("bad_link");
  return code;
}

/**
 * Asks the server what the code is for. The code is not spent.
 *
 * Throws `KeyringProblem`: `already_activated`, `invalid_code`, `too_many_attempts`, `unreachable`, `bad_answer`, `refused`.
 */
export async function lookAtActivation(host: KeyHost, { server, code }: ActivationPlace): Promise<Activation> {
  await host.storage.read(expectRoom);
  const call = callsTo(host, server, null);
  const found = bodyOf(await call("lookAtActivation", { body: { activationCode: code } }));
  const { name, employee, installation, policy, recipientKind, expiresAt } = found;
  return { server, code, name, employee, installation, policy, recipientKind, expiresAt };
}

/** Throws `KeyringProblem`: `already_activated`. */
async function expectRoom(tx: StorageReader): Promise<void> {
  const record = await tx.getRecord();
  // A key that was wiped and has said so has nothing to lose.
  if (record && record.token !== null) throw new KeyringProblem("already_activated");
}

/**
 * Makes an identity, locks it to the PIN (about a second, nothing else runs meanwhile), sends its recipient and stores
 * what comes back. The store must hold no key, or one that was wiped.
 *
 * @param device what this key runs on, for the administrator: "hesper-key 0.1.0 on laptop (Linux)". At most 200 characters.
 *
 * Throws `KeyringProblem`: `weak_pin`, `already_activated`, `invalid_code`, `activation_unknown`, `too_many_attempts`,
 * `bad_answer`, `refused`, `conflict`.
 */
export function activate(host: KeyHost, activation: Activation, given: ActivationInput): Promise<Activated> {
  return activateWith(lockIdentityToPin, host, activation, given);
}

export interface ActivationInput {
  readonly pin: string;
  readonly device: string;
}

/** @param lock how the identity is locked: the tests lock it at less cost. */
export async function activateWith(
  lock: typeof lockIdentityToPin,
  host: KeyHost,
  activation: Activation,
  { pin, device }: ActivationInput,
): Promise<Activated> {
  const weakness = pinProblem(pin, activation.policy);
  if (weakness !== null) throw new KeyringProblem("weak_pin", { sentence: weakness });
  await host.storage.read(expectRoom);
  const identity = await generateIdentity(activation.recipientKind);
  const recipient = await recipientOf(identity);
  // All that is slow comes first: an answer that is stored late may be lost.
  const lockedIdentity = toBase64(await lock(identity, pin));
  const answer = await callsTo(
    host,
    activation.server,
    null,
  )("activateKey", {
    body: { activationCode: activation.code, recipient, device },
  });
  if (!answer.ok) {
    throw answer.code === "unreachable" ? new KeyringProblem("activation_unknown") : problemOf(answer);
  }
  const record = recordOf(activation, { ...answer.body, recipient, lockedIdentity, nowMs: host.clock.nowMs() });
  await host.storage.change(async (tx) => {
    await expectRoom(tx);
    await tx.wipe();
    await tx.putRecord(record);
  });
  return { keyId: record.keyId, name: record.name, fingerprint: await fingerprintOf(recipient), identity };
}

interface Made {
  readonly keyId: string;
  readonly token: string;
  readonly policy: KeyRules;
  readonly employee: KeyRecord["employee"];
  readonly recipient: string;
  readonly lockedIdentity: string;
  readonly nowMs: number;
}

function recordOf({ server, installation, name, recipientKind }: Activation, made: Made): KeyRecord {
  const { keyId, token, policy, employee, recipient, lockedIdentity, nowMs } = made;
  return {
    v: 1,
    server,
    installation,
    keyId,
    name,
    employee,
    token,
    recipientKind,
    recipient,
    lockedIdentity,
    securityKeys: [],
    policy,
    status: "active",
    reason: null,
    revision: 0,
    lastContactMs: nowMs,
    latestMs: nowMs,
    wrongPins: 0,
    lockNumber: 0,
    pinLock: null,
    knownKeys: [],
    receipts: noReceipts,
  };
}
