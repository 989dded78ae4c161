// Adding a security key: the touch, what it derives, and the recipient that others seal to.
import { recipientOf } from "@hesper/vault";
import { refusedByBrowser } from "../passkeys/ceremonies.ts";
import { api } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import { makeSecurityKey } from "./ceremonies.ts";

export interface NewSecurityKey {
  /** Empty: as the administrator called it, or by a number. */
  readonly name: string;
  /** Of a key that an administrator made; null: one's own. */
  readonly activationCode: string | null;
  /** Told before the authenticator is asked a second time. */
  readonly onSecondTouch: () => void;
}

type Added = Awaited<ReturnType<typeof api.addSecurityKey>>;

async function addSecurityKey({ name, activationCode, onSecondTouch }: NewSecurityKey): Promise<Added> {
  const code = activationCode === null ? {} : { activationCode };
  const begun = await api.beginSecurityKey({ body: code });
  if (!begun.ok) return begun as Added;
  const { options, recipientKind: kind } = begun.body;
  const made = await makeSecurityKey(options, { kind, onSecondTouch });
  if (!made.ok) return refusedByBrowser(made.sentence) as Added;
  const called = name === "" ? {} : { name };
  const recipient = await recipientOf(made.identity);
  return api.addSecurityKey({ body: { ...code, ...called, response: made.response, recipient } });
}

export const useAddSecurityKey = () =>
  useChange(addSecurityKey, ["my-keys", "keys", "events", "accounts", "next-steps", "activation"]);
