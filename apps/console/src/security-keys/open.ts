// Opening one of one's security keys in this tab: the touch, what it derives, and the server's word that it is the key.
import { recipientOf } from "@hesper/vault";
import { api, sentenceOf, watched } from "../session/api.ts";
import { thisMoment } from "../session/unlocked-keys.ts";
import { touchSecurityKey } from "./ceremonies.ts";
import { closeOpened, keepOpened, type OpenedKey } from "./opened.ts";

/** Null as the sentence: the person gave up, and nothing is to be said. */
export type Opening = { readonly ok: true } | { readonly ok: false; readonly sentence: string | null };

/** Not what the person's accounts are sealed to: with it, nothing would open, and nothing may be handed on. */
export const otherIdentity =
  "This key gives something else here than where it was added, so that it opens nothing. Try the browser in which you added it; if that does not help, report this key lost under My keys, and add it anew.";

export async function openSecurityKey(): Promise<Opening> {
  const begun = await watched(api.beginSecurityKeyUse({ body: { use: "accounts" } }));
  if (!begun.ok) return { ok: false, sentence: sentenceOf(begun) };
  const touched = await touchSecurityKey(begun.body.options, begun.body.recipientKind);
  if (!touched.ok) return touched;
  const since = thisMoment();
  const answer = await watched(api.openSecurityKey({ body: { response: touched.response } }));
  if (!answer.ok) return { ok: false, sentence: sentenceOf(answer) };
  const { keyId, name, recipient, waiting } = answer.body;
  if ((await recipientOf(touched.identity)) !== recipient) {
    await closeOpened();
    return { ok: false, sentence: otherIdentity };
  }
  const key: OpenedKey = { keyId, name, recipient, waiting };
  keepOpened(key, touched.identity, since);
  return { ok: true };
}
