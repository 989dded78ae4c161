// Asks the browser for a security key: making a credential of its own for this extension, and touching one. No server takes
// part: what comes of it is the output of the PRF, which opens something or does not. What goes wrong becomes a sentence.
import type { SecurityKey } from "@hesper/keyring";
import { type PrfResult, prfSaltBytes, readPrf, sentenceWithoutPrf } from "@hesper/keyring/prf";

export type Touched<T> =
  | { readonly ok: true; readonly body: T }
  /** Null: it was called off, which is not worth a word. */
  | { readonly ok: false; readonly sentence: string | null };

export interface MadeSecurityKey {
  readonly credential: string;
  readonly transports: readonly string[];
  /** Base64, as the output. */
  readonly salt: string;
  readonly output: string;
}

export interface AskedFor {
  /** As the security key and the browser may show it: whose key of Hesper it unlocks. */
  readonly person: string;
  /** Those that unlock it already. */
  readonly known: readonly SecurityKey[];
  /** Called before it is to be touched once more. */
  readonly onSecondTouch: () => void;
  readonly signal: AbortSignal;
}

/** As long as the browser waits; it is called off a little later where a browser does not answer at all. */
const patienceMs = 120_000;

/** A browser that has it may refuse it to extensions nonetheless: then it says so when it is asked. */
export const asksForSecurityKeys = typeof globalThis.PublicKeyCredential === "function";

export const notHere =
  "This browser does not let extensions ask for security keys. Chrome, Edge and other browsers made of Chromium do. Here the PIN unlocks the key.";
const withoutPrf = sentenceWithoutPrf("unlock Hesper", "Chrome or Edge of 2025 or later");

/** Makes a credential. Many authenticators give the output of their PRF to a later touch only, and are asked twice. */
export async function makeSecurityKey(asked: AskedFor): Promise<Touched<MadeSecurityKey>> {
  return await told(async () => {
    const salt = random(prfSaltBytes);
    const created = await navigator.credentials.create({
      publicKey: creationOptions(asked, salt),
      signal: withPatience(asked.signal),
    });
    const made = publicKeyCredential(created);
    const { getTransports } = made.response as Partial<AuthenticatorAttestationResponse>;
    const transports = getTransports?.call(made.response) ?? [];
    let { enabled, output } = prfOf(made);
    if (output === null && enabled) {
      asked.onSecondTouch();
      ({ output } = prfOf(await touch([{ credentialId: made.id, transports, salt: salt.toBase64() }], asked.signal)));
    }
    if (output === null) return { ok: false, sentence: withoutPrf };
    return { ok: true, body: { credential: made.id, transports, salt: salt.toBase64(), output: take(output) } };
  });
}

/** Asks for any of these. */
export async function touchSecurityKey(
  known: readonly SecurityKey[],
  signal: AbortSignal,
): Promise<Touched<{ readonly credential: string; readonly output: string }>> {
  return await told(async () => {
    const touched = await touch(known, signal);
    const { output } = prfOf(touched);
    if (output === null) return { ok: false, sentence: withoutPrf };
    return { ok: true, body: { credential: touched.id, output: take(output) } };
  });
}

/** Without `rp.id`: the credential is for this extension, and no site and no other extension gets its output. */
function creationOptions({ person, known }: AskedFor, salt: BufferSource): PublicKeyCredentialCreationOptions {
  return {
    challenge: random(32),
    rp: { name: "Hesper" },
    // New each time: with one that it knows an authenticator would replace the credential that it has.
    user: { id: random(32), name: person, displayName: person },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: known.map(descriptorOf),
    authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
    attestation: "none",
    timeout: patienceMs,
    extensions: { prf: { eval: { first: salt } } },
  };
}

type Known = Pick<SecurityKey, "credentialId" | "transports" | "salt">;

/** The answer itself is for nobody, and so the challenge is any. */
async function touch(known: readonly Known[], signal: AbortSignal): Promise<PublicKeyCredential> {
  const inputs = known.map(({ credentialId, salt }) => [credentialId, { first: Uint8Array.fromBase64(salt) }]);
  const touched = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: known.map(descriptorOf),
      userVerification: "required",
      timeout: patienceMs,
      extensions: { prf: { evalByCredential: Object.fromEntries(inputs) } },
    },
    signal: withPatience(signal),
  });
  return publicKeyCredential(touched);
}

function descriptorOf({ credentialId, transports }: Pick<Known, "credentialId" | "transports">) {
  const id = Uint8Array.fromBase64(credentialId, { alphabet: "base64url" });
  return { type: "public-key" as const, id, transports: [...transports] as AuthenticatorTransport[] };
}

function publicKeyCredential(credential: Credential | null): PublicKeyCredential {
  if (credential instanceof PublicKeyCredential) return credential;
  throw new Error("The browser gave another kind of credential.");
}

function prfOf(credential: PublicKeyCredential): PrfResult {
  return readPrf(credential.getClientExtensionResults());
}

/** As it goes to the worker; the bytes are overwritten. */
function take(output: Uint8Array): string {
  const text = output.toBase64();
  output.fill(0);
  return text;
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function withPatience(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(patienceMs + 10_000)]);
}

async function told<T>(work: () => Promise<Touched<T>>): Promise<Touched<T>> {
  try {
    return await work();
  } catch (error) {
    return { ok: false, sentence: sentenceOf(error instanceof Error ? error.name : "") };
  }
}

/** @param name of the error (WebAuthn level 3, 5.1.3 and 5.1.4). */
function sentenceOf(name: string): string | null {
  switch (name) {
    case "AbortError":
      return null;
    case "InvalidStateError":
      return "This security key was added already.";
    case "NotAllowedError":
    case "TimeoutError":
      return "Nothing was confirmed in time. Try again, and confirm with the security key and its own PIN or your finger.";
    case "SecurityError":
    case "NotSupportedError":
      return notHere;
    default:
      return "The browser could not do this. Try again, or use another security key.";
  }
}
