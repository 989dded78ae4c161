// What a browser does with a security key that was added: asks for a touch, and opens something with it.
import type { SecurityKeyUse } from "@hesper/contract";
import type { OrganisationKeyId } from "../security/ids.ts";
import { type Answer, type Browser, expectStatus, type TestServer } from "./harness.ts";
import { type AddedSecurityKey, sendAtLocalhost } from "./security-keys.ts";
import type { Faults } from "./software-passkey.ts";

export interface AskedTouch {
  readonly options: Record<string, unknown> & {
    readonly rpId: string;
    readonly challenge: string;
    readonly userVerification: string;
    readonly allowCredentials: readonly { readonly id: string }[];
    readonly extensions: { readonly prf: { readonly evalByCredential: Record<string, { readonly first: string }> } };
  };
  readonly keys: readonly { readonly keyId: string; readonly name: string; readonly credentialId: string }[];
  readonly recipientKind: string;
}

export async function askForTouch(browser: Browser, use: SecurityKeyUse = "accounts"): Promise<AskedTouch> {
  const answer = sendAtLocalhost(browser, "/profile/security-keys/use/options", { use });
  return (await expectStatus(answer, 200)).body as unknown as AskedTouch;
}

export function sendTouch(browser: Browser, response: unknown): Promise<Answer> {
  return sendAtLocalhost(browser, "/profile/security-keys/use", { response });
}

/** Opens a key in the session of a browser. */
export async function openWith(
  browser: Browser,
  { authenticator }: Pick<AddedSecurityKey, "authenticator">,
  faults: Faults = {},
): Promise<Answer> {
  const { options } = await askForTouch(browser);
  return sendTouch(browser, authenticator.get(options, faults));
}

/** Unlocks the organisation key with a touch. */
export async function unlockWith(
  browser: Browser,
  { authenticator }: Pick<AddedSecurityKey, "authenticator">,
  id: string,
  faults: Faults = {},
): Promise<Answer> {
  const { options } = await askForTouch(browser, "organisation_key");
  return sendUnlock(browser, id, authenticator.get(options, faults));
}

export function sendUnlock(browser: Browser, id: string, response: unknown): Promise<Answer> {
  return sendAtLocalhost(browser, `/organisation-key/${id}/unlock`, { response });
}

/** Keys by sessions in which they are open. */
export async function openingsOf({ hesper }: TestServer): Promise<Record<string, string>> {
  const rows = await hesper.db.selectFrom("security_key_openings").selectAll().execute();
  return Object.fromEntries(rows.map((row) => [row.session_id, row.key_id]));
}

/** Which security keys unlock an organisation key, as the database has it. */
export async function unlockingOf({ hesper }: TestServer, id: string): Promise<string[]> {
  const rows = hesper.db.selectFrom("organisation_key_security_keys").select("key_id");
  const found = await rows
    .where("organisation_key_id", "=", id as OrganisationKeyId)
    .orderBy("key_id")
    .execute();
  return found.map(({ key_id }) => key_id);
}
