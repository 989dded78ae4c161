// Adds a security key: the options of the server, one touch or two, and the recipient that comes of it. Brings the vault.
import { recipientOf } from "@hesper/vault";
import { stopAsking } from "../passkeys/ceremonies.ts";
import { api } from "../session/api.ts";
import { refusedByBrowser } from "../session/change.ts";
import { makeSecurityKey } from "./ceremonies.ts";

/** What the person is waited for, or the server. */
export type Phase = "touch" | "touch again" | "saving";

export interface NewSecurityKey {
  /** Not given: the server finds one. */
  readonly name?: string;
  /** Of a key that an administrator made. */
  readonly activationCode?: string;
}

interface Following {
  /** Aborted: nothing is asked of the authenticator any more, and nothing is added. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: Phase) => void;
}

type Added = Awaited<ReturnType<typeof api.addSecurityKey>>;

/** What went wrong at the authenticator comes as a refusal too; the server has kept nothing then. */
export async function addSecurityKey(wanted: NewSecurityKey, { signal, onPhase }: Following): Promise<Added> {
  const { activationCode } = wanted;
  const begun = await api.beginSecurityKey({ body: activationCode === undefined ? {} : { activationCode } });
  if (!begun.ok) return begun as Added;
  if (signal.aborted) return refusedByBrowser(null) as Added;
  signal.addEventListener("abort", stopAsking, { once: true });
  onPhase("touch");
  const { options, recipientKind: kind } = begun.body;
  const made = await makeSecurityKey(options, { kind, onSecondTouch: () => onPhase("touch again") });
  signal.removeEventListener("abort", stopAsking);
  if (!made.ok) return refusedByBrowser(signal.aborted ? null : made.sentence) as Added;
  const recipient = await recipientOf(made.identity);
  if (signal.aborted) return refusedByBrowser(null) as Added;
  onPhase("saving");
  return api.addSecurityKey({ body: { ...wanted, response: made.response, recipient } });
}
