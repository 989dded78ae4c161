// A touch of a security key, proven to the server: whose it is, that it is there, and that the person was verified (WebAuthn
// level 3, 7.2). What its PRF gives stays in the browser.
import type { AuthenticationResponse, RecipientKind, SecurityKeyUse } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import { holdKeysOf } from "../deliveries/following-store.ts";
import { lockEmployee } from "../employees/service.ts";
import { isStillThere } from "../keys/own-held.ts";
import { sentenceForKey } from "../keys/sentences.ts";
import * as keys from "../keys/store.ts";
import { findKind } from "../organisation-key/recipient.ts";
import { listKeysOf as listKeysThatUnlock } from "../organisation-key/touch-store.ts";
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
import { transportsOf, type Use, verifyUse } from "../passkeys/verification.ts";
import type { EmployeeKeyId, SessionId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import type { SecurityKeyDeps } from "./registration.ts";
import * as store from "./store.ts";

export interface Offered {
  readonly keyId: EmployeeKeyId;
  readonly name: string;
  readonly credentialId: string;
}

export interface TouchAsked extends Ceremony {
  readonly keys: readonly Offered[];
  readonly kind: RecipientKind;
}

function bindingOf(use: SecurityKeyUse, sessionId: SessionId) {
  return { purpose: `open_${use}`, subject: sessionId } as const;
}

/** Asks for one of the person's active security keys; for the organisation key, of those that unlock it. */
export async function askForTouch(
  deps: SecurityKeyDeps,
  { employee, session }: Caller,
  { party, use }: { party: RelyingParty; use: SecurityKeyUse },
): Promise<Result<TouchAsked, "conflict">> {
  const { db } = deps;
  const all = await store.listOf(db, employee.id);
  const unlocking = use === "accounts" ? null : await listKeysThatUnlock(db, employee.id);
  const fitting = all.filter(({ credential: { key_id: id } }) => unlocking === null || unlocking.includes(id));
  const here = fitting.filter(({ status, credential }) => status === "active" && credential.rp_id === party.id);
  if (here.length === 0) return refuse("conflict", sentenceOfNone(use, fitting));
  const { bytes, cookie } = await newChallenge(deps, bindingOf(use, session.id));
  const { generateAuthenticationOptions } = await loadLibrary();
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(bytes),
    timeout: challengeTtlSeconds * 1000,
    userVerification: "required",
    allowCredentials: here.map(({ credential: { credential_id: id, transports } }) => ({
      id,
      transports: transportsOf(transports),
    })),
  });
  const inputs = here.map(({ credential }) => [credential.credential_id, { first: credential.prf_salt }] as const);
  const extensions = { ...options.extensions, prf: { evalByCredential: Object.fromEntries(inputs) } };
  const offered = here.map(({ credential: { key_id: keyId, credential_id: credentialId }, name }) => {
    return { keyId, name, credentialId };
  });
  return done({ options: { ...options, extensions }, cookie, keys: offered, kind: await findKind(db) });
}

/** @param fitting those that are not active, or were added elsewhere. */
function sentenceOfNone(use: SecurityKeyUse, fitting: readonly store.WithKey[]): string {
  const elsewhere = fitting.find(({ status }) => status === "active");
  if (elsewhere) {
    const { rp_id: party } = elsewhere.credential;
    return `Your security key was added at ${party}, and works there only. Add one here under My keys.`;
  }
  const suspended = fitting.find(({ status }) => status === "suspended");
  if (suspended) {
    return `“${suspended.name}” is suspended, and opens nothing. If you have it, ask an administrator to let it go on.`;
  }
  return use === "accounts"
    ? "You have no security key that is active. Add one under My keys."
    : "None of your security keys unlocks the organisation key. Unlock it with the passphrase, and add one.";
}

export interface TouchAnswer {
  readonly party: RelyingParty;
  readonly response: AuthenticationResponse;
  readonly cookie: string | null;
}

export interface ProvenTouch {
  readonly challenge: Challenge;
  readonly keyId: EmployeeKeyId;
  readonly use: Use;
}

/** Null: the answer does not hold, or is of somebody else's key. */
export async function proveTouch(
  deps: SecurityKeyDeps,
  { employee, session }: Caller,
  { party, response, cookie, use }: TouchAnswer & { use: SecurityKeyUse },
): Promise<ProvenTouch | null> {
  const challenge = await openChallenge(deps, cookie, bindingOf(use, session.id));
  const row = challenge && (await store.findByCredentialId(deps.db, response.id));
  if (!challenge || !row) return null;
  if ((await keys.find(deps.db, row.key_id))?.employee_id !== employee.id) return null;
  const asked = { party, challenge: challenge.challenge, requireUserVerification: true };
  const proven = await verifyUse(response, row, asked);
  return proven && { challenge, keyId: row.key_id, use: proven };
}

/** One sentence for all that does not hold. */
const refusedTouch = "The security key was not accepted. Try again, or use another one.";

/** On record: whoever has a session, and tries what they have not, is seen (V16.3.1). */
export async function refuseTouch(
  tx: Tx,
  { ids }: Pick<SecurityKeyDeps, "ids">,
  { employee, origin }: Caller,
): Promise<Refusal<"invalid_code">> {
  const about = { actorId: employee.id, subjectId: employee.id, origin };
  await recordEvent(tx, ids, { ...about, type: "key.touch_refused" });
  return refuse("invalid_code", refusedTouch);
}

/** Spends a touch for somebody who still is logged in. The key is held until the transaction ends, and active. */
export async function spendTouch(
  tx: Tx,
  deps: SecurityKeyDeps,
  caller: Caller,
  { challenge, keyId, use }: ProvenTouch,
): Promise<Result<keys.KeyRow, "not_authenticated" | "invalid_code" | "conflict">> {
  const { employee } = caller;
  await lockEmployee(tx, employee.id);
  if (!(await isStillThere(tx, caller))) return refuse("not_authenticated");
  await holdKeysOf(tx, [employee.id]);
  await keys.touch(tx, keyId);
  const key = await keys.find(tx, keyId);
  const isSpent = key?.employee_id === employee.id && (await spendChallenge(tx, deps.ids, challenge));
  if (!isSpent) return refuseTouch(tx, deps, caller);
  if (key.status !== "active") {
    await refuseTouch(tx, deps, caller);
    return refuse("conflict", sentenceForKey(key));
  }
  // Last: what is refused for another reason raises no count (WebAuthn level 3, 7.2).
  return (await store.markUsed(tx, keyId, use)) ? done(key) : refuseTouch(tx, deps, caller);
}
