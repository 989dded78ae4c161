// Security keys and the organisation key: sealing it to one of one's own, and unlocking it with a touch. What the PRF of a
// security key gives stays in this browser.
import type { AuthenticationResponse, OrganisationKey, SecurityKeyUse } from "@hesper/contract";
import { fingerprintOf, type Identity, openIdentity, recipientOf, sealIdentity } from "@hesper/vault";
import { fromBase64, toBase64 } from "../accounts/sealing.ts";
import type { OwnKey } from "../my-keys/my-keys.ts";
import { type Touched, touchSecurityKey } from "../security-keys/ceremonies.ts";
import { otherIdentity } from "../security-keys/open.ts";
import { only } from "../security-keys/prf.ts";
import { api, sentenceOf, watched } from "../session/api.ts";
import { otherKeyByTouch, touchProblem } from "./words.ts";

/** Null as the sentence: the person gave up, and nothing is to be said. */
interface Failed {
  readonly ok: false;
  readonly sentence: string | null;
}
export type Sealed = { readonly ok: true; readonly sealedIdentity: string } | Failed;
export type Unlocked = { readonly ok: true; readonly identity: Identity } | Failed;

function failed(sentence: string): Failed {
  return { ok: false, sentence };
}

/** @param keyIds the security keys that may answer. @param none what is said where none of them can be used here. */
async function touch(
  use: SecurityKeyUse,
  keyIds: readonly string[],
  none: string,
): Promise<Touched<AuthenticationResponse>> {
  const begun = await watched(api.beginSecurityKeyUse({ body: { use } }));
  if (!begun.ok) return failed(sentenceOf(begun));
  const { options, keys, recipientKind } = begun.body;
  const wanted = keys.filter(({ keyId }) => keyIds.includes(keyId)).map(({ credentialId }) => credentialId);
  if (wanted.length === 0) return failed(none);
  return touchSecurityKey(only(options, wanted), recipientKind);
}

const notHere =
  "This security key cannot be used here now: it was added at another address of Hesper, or it is not active any more. Add another one under My keys.";

/**
 * Seals the organisation key to a security key of one's own, which is touched: what it derives must be the recipient that
 * was registered. What is given was opened once.
 */
export async function sealToSecurityKey(identity: Identity, own: OwnKey): Promise<Sealed> {
  const touched = await touch("accounts", [own.id], notHere);
  if (!touched.ok) return touched;
  try {
    const recipient = await recipientOf(touched.identity);
    if ((await fingerprintOf(recipient)) !== own.fingerprint) return failed(otherIdentity);
    const sealed = await sealIdentity(identity, recipient);
    const opened = await openIdentity(sealed, touched.identity);
    if (opened.reveal() !== identity.reveal()) return failed(otherKeyByTouch);
    return { ok: true, sealedIdentity: toBase64(sealed) };
  } catch (error) {
    return failed(touchProblem(error));
  }
}

const noneOfThese =
  "None of your security keys unlocks this organisation key any more. Use the passphrase or the recovery sheet, and add one under Settings.";

/** @param keyIds one's own security keys that it is sealed to: while a key is replaced, others unlock the other one. */
export async function unlockByTouch(key: OrganisationKey, keyIds: readonly string[]): Promise<Unlocked> {
  const touched = await touch("organisation_key", keyIds, noneOfThese);
  if (!touched.ok) return touched;
  const { response } = touched;
  const answer = await watched(api.unlockWithSecurityKey({ params: { id: key.id }, body: { response } }));
  if (!answer.ok) return failed(sentenceOf(answer));
  try {
    const identity = await openIdentity(fromBase64(answer.body.sealedIdentity), touched.identity);
    return (await recipientOf(identity)) === key.recipient ? { ok: true, identity } : failed(otherKeyByTouch);
  } catch (error) {
    return failed(touchProblem(error));
  }
}
