// Asks the browser for a security key: making one, and opening with one. What goes wrong becomes a sentence.
import type { AuthenticationResponse, RecipientKind, RegistrationResponse } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import { sentenceWithoutPrf } from "@hesper/vault/prf";
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { sentenceOf } from "../passkeys/ceremonies.ts";
import { identityOf, type Options, takeResult, withInput } from "./prf.ts";

/** What the authenticator gave, or why it did not. An abandoned ceremony is not worth a word. */
export type Touched<R> =
  | { readonly ok: true; readonly response: R; readonly identity: Identity }
  | { readonly ok: false; readonly sentence: string | null };

/** What to buy or use where a key cannot hold accounts. */
export const withoutPrf = sentenceWithoutPrf("hold accounts", "Chrome, Edge, Firefox or Safari of 2025 or later");

/** Of a key that gave a secret when it was added. */
const nothingGiven =
  "Your browser gave nothing to open with: it does not support the PRF extension with this key. Use Chrome, Edge, Firefox or Safari of 2025 or later, or the browser in which you added the key.";

async function register(options: Options): Promise<RegistrationResponse> {
  const optionsJSON = withInput(options) as unknown as PublicKeyCredentialCreationOptionsJSON;
  return (await startRegistration({ optionsJSON })) as unknown as RegistrationResponse;
}

async function assert(options: Options): Promise<AuthenticationResponse> {
  const optionsJSON = withInput(options) as unknown as PublicKeyCredentialRequestOptionsJSON;
  return (await startAuthentication({ optionsJSON })) as unknown as AuthenticationResponse;
}

/**
 * Makes a credential and derives its identity. Many authenticators give the output of their PRF to a later touch only:
 * those are asked a second time.
 * @param onSecondTouch told before that, so that the person knows why.
 */
export async function makeSecurityKey(
  options: Options,
  { kind, onSecondTouch }: { kind: RecipientKind; onSecondTouch: () => void },
): Promise<Touched<RegistrationResponse>> {
  try {
    const { response, result } = takeResult(await register(options));
    let { output } = result;
    if (output === null && result.enabled) {
      onSecondTouch();
      output = await outputOf(response.id, options);
    }
    if (output === null) return { ok: false, sentence: withoutPrf };
    return { ok: true, response, identity: await identityOf(output, kind) };
  } catch (error) {
    return { ok: false, sentence: sentenceOfMaking(error) };
  }
}

const withoutVerification =
  "This key has neither a PIN nor a fingerprint. Set one up in the settings of your system or with the program of its maker, and try again.";

function sentenceOfMaking(error: unknown): string | null {
  const code = error instanceof WebAuthnError ? error.code : null;
  if (code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") {
    return "This security key is among your keys already. Use another one.";
  }
  if (code === "ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT") return withoutVerification;
  return sentenceOf(error);
}

/** For nobody but this page: the answer itself goes nowhere, and so the challenge is one of its own. */
async function outputOf(id: string, options: Options) {
  const { extensions, rp, timeout } = options as { extensions: Options; rp: { id: string }; timeout: number };
  const challenge = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  const { prf } = extensions as { prf: { eval: { first: string } } };
  const asked = await assert({
    challenge,
    timeout,
    rpId: rp.id,
    allowCredentials: [{ id, type: "public-key" }],
    userVerification: "required",
    extensions: { prf: { evalByCredential: { [id]: prf.eval } } },
  });
  return takeResult(asked).result.output;
}

/** Opens with one of the security keys that the options name. */
export async function touchSecurityKey(
  options: Options,
  kind: RecipientKind,
): Promise<Touched<AuthenticationResponse>> {
  try {
    const { response, result } = takeResult(await assert(options));
    if (result.output === null) return { ok: false, sentence: nothingGiven };
    return { ok: true, response, identity: await identityOf(result.output, kind) };
  } catch (error) {
    return { ok: false, sentence: sentenceOf(error) };
  }
}
