// FIDO2 keys that are plugged into a browser of the tests: one of them is in the hand, and is touched when it is asked for.
import { deriveIdentity, type RecipientKind, recipientOf } from "@hesper/vault";
import type { CDPSession, Page } from "playwright-core";

/**
 * When an authenticator gives the output of its PRF.
 * - `when made`: with the new credential too.
 * - `when asked`: to an assertion only.
 */
export type GivesPrf = "when made" | "when asked" | "never";

const extensions = {
  "when made": { hasPrf: true },
  "when asked": { hasHmacSecret: true },
  never: {},
} as const;

/** The authenticators of one page. */
export class Authenticators {
  readonly #devtools: CDPSession;
  readonly #ids = new Map<string, string>();

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<Authenticators> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable", { enableUI: false });
    return new Authenticators(devtools);
  }

  /** Plugs in another one, and takes it into the hand. */
  async add(name: string, gives: GivesPrf): Promise<void> {
    const { authenticatorId } = await this.#devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "usb",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: false,
        ...extensions[gives],
      },
    });
    this.#ids.set(name, authenticatorId);
    await this.take(name);
  }

  /** Whichever is touched from now on; null: none. */
  async take(name: string | null): Promise<void> {
    for (const [each, authenticatorId] of this.#ids) {
      await this.#devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: each === name });
    }
  }
}

interface Made {
  readonly response: unknown;
  /** Base64 */
  readonly output: string;
  readonly recipientKind: RecipientKind;
}

/**
 * Adds the key in the hand to the keys of whoever is logged in at this page, as the console does it.
 * @returns its id.
 */
export async function addSecurityKey(page: Page, name: string): Promise<string> {
  const { response, output, recipientKind } = await page.evaluate(makeInPage);
  const material = new Uint8Array(Buffer.from(output, "base64"));
  const recipient = await recipientOf(await deriveIdentity({ material, purpose: "security_key", kind: recipientKind }));
  const added = await page.evaluate(
    async (body) => {
      const answer = await fetch("/api/v1/profile/security-keys", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as { id: string } };
    },
    { name, response, recipient },
  );
  if (added.status !== 201) throw new Error(`The key was not added: ${JSON.stringify(added)}`);
  return added.body.id;
}

/** Runs in the page. */
async function makeInPage(): Promise<Made> {
  const answer = await fetch("/api/v1/profile/security-keys/options", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  const begun = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(begun));
  const bytesOf = (text: string) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const input = { first: bytesOf(begun.options.extensions.prf.eval.first) };
  const { extensions: _, ...options } = begun.options;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  publicKey.extensions = { prf: { eval: input } };
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  let output = made.getClientExtensionResults().prf?.results?.first;
  if (!output) {
    const asked = (await navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rpId: begun.options.rp.id,
        allowCredentials: [{ id: made.rawId, type: "public-key" }],
        userVerification: "required",
        extensions: { prf: { eval: input } },
      },
    })) as PublicKeyCredential;
    output = asked.getClientExtensionResults().prf?.results?.first;
  }
  if (!output) throw new Error("The authenticator gives no PRF.");
  const { prf: __, ...rest } = made.toJSON().clientExtensionResults as { prf?: unknown };
  const bytes = new Uint8Array(output as ArrayBuffer);
  return {
    response: { ...made.toJSON(), clientExtensionResults: rest },
    output: btoa(String.fromCharCode(...bytes)),
    recipientKind: begun.recipientKind,
  };
}
