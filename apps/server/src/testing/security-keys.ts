// Security keys in the tests: an authenticator in software with a PRF, and the browser that derives the identity from it.
import { createHmac, randomBytes } from "node:crypto";
import type { RecipientKind } from "@hesper/contract";
import { deriveIdentity, recipientOf } from "@hesper/vault";
import type { KeyHolder } from "./accounts.ts";
import { type Answer, type Browser, expectStatus, type Reachable } from "./harness.ts";
import { type Faults, SoftwarePasskey } from "./software-passkey.ts";

/** Where the browser of the tests is, for authenticators: at localhost. */
const host = { host: "localhost:80" };

export function sendAtLocalhost(browser: Browser, path: string, body: unknown = {}): Promise<Answer> {
  return browser.send("POST", path, body, host);
}

/** What the console keeps of the options. */
interface CreationOptions extends Record<string, unknown> {
  readonly extensions: { readonly prf: { readonly eval: { readonly first: string } } };
}

export interface BegunSecurityKey {
  readonly options: CreationOptions;
  readonly recipientKind: RecipientKind;
  readonly name: string | null;
}

export class SoftwareSecurityKey extends SoftwarePasskey {
  readonly #prfSecret = randomBytes(32);

  /** The PRF (WebAuthn level 3, 10.1.4), for this credential. @param salt Base64url. */
  prf(salt: string): Uint8Array {
    const input = Buffer.concat([Buffer.from("WebAuthn PRF\0"), Buffer.from(salt, "base64url")]);
    return new Uint8Array(createHmac("sha256", this.#prfSecret).update(input).digest());
  }

  /** The identity that a browser derives, as the console does. */
  async holder(salt: string, kind: RecipientKind): Promise<Omit<KeyHolder, "keyId">> {
    const identity = await deriveIdentity({ material: this.prf(salt), purpose: "security_key", kind });
    return { identity, recipient: await recipientOf(identity) };
  }
}

export interface Adding {
  readonly name?: string;
  readonly activationCode?: string;
  readonly faults?: Faults;
  /** Not given: a new one. */
  readonly authenticator?: SoftwareSecurityKey;
}

function withCode(activationCode: string | undefined) {
  return activationCode === undefined ? {} : { activationCode };
}

export async function beginSecurityKey(browser: Browser, activationCode?: string): Promise<BegunSecurityKey> {
  const answer = sendAtLocalhost(browser, "/profile/security-keys/options", withCode(activationCode));
  return (await expectStatus(answer, 200)).body as unknown as BegunSecurityKey;
}

/** What a browser sends to add a security key, after the options. */
export async function answerOf(
  authenticator: SoftwareSecurityKey,
  { options, recipientKind }: BegunSecurityKey,
  { name, activationCode, faults = {} }: Adding = {},
) {
  const holder = await authenticator.holder(options.extensions.prf.eval.first, recipientKind);
  const response = authenticator.create(options, faults);
  const more = { ...(name === undefined ? {} : { name }), ...withCode(activationCode) };
  return { holder, body: { response, recipient: holder.recipient, ...more } };
}

export function sendSecurityKey(browser: Browser, body: unknown): Promise<Answer> {
  return sendAtLocalhost(browser, "/profile/security-keys", body);
}

/** A security key that is added to a person. */
export interface AddedSecurityKey extends KeyHolder {
  readonly authenticator: SoftwareSecurityKey;
  /** Of its PRF. */
  readonly salt: string;
}

/** As a person does it, whose last proof is fresh. @param at which of the servers. */
export async function addSecurityKey(browser: Browser, adding: Adding = {}, at?: Reachable): Promise<AddedSecurityKey> {
  const { authenticator = new SoftwareSecurityKey() } = adding;
  const from = at ? browser.at(at) : browser;
  const begun = await beginSecurityKey(from, adding.activationCode);
  const { holder, body } = await answerOf(authenticator, begun, adding);
  const added = await expectStatus(sendSecurityKey(from, body), 201);
  const salt = begun.options.extensions.prf.eval.first;
  return { ...holder, keyId: String(added.body.id), authenticator, salt };
}

/** As a person does it, with a touch: from then on the session is given what is sealed to the key. */
export async function openSecurityKey(
  browser: Browser,
  { authenticator }: Pick<AddedSecurityKey, "authenticator">,
): Promise<Answer> {
  const asked = await sendAtLocalhost(browser, "/profile/security-keys/use/options", { use: "accounts" });
  if (asked.status !== 200) return asked;
  const response = authenticator.get(asked.body.options as Record<string, unknown>, { userHandle: null });
  return sendAtLocalhost(browser, "/profile/security-keys/use", { response });
}
