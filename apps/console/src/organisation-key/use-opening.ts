// Opening an organisation key in one of the three ways. A try that was given up unlocks nothing any more.
import type { OrganisationKey } from "@hesper/contract";
import { type Identity, parseIdentity, recipientOf } from "@hesper/vault";
import { useEffect, useRef, useState } from "react";
import { stopAsking } from "../passkeys/ceremonies.ts";
import { api, bodyOf, withProof } from "../session/api.ts";
import { unlock } from "./scrypt.ts";
import { type Unlocked, unlockByTouch } from "./touch.ts";
import { keyProblem, otherKey } from "./words.ts";

export type Try =
  | { readonly way: "touch"; readonly keyIds: readonly string[] }
  | { readonly way: "passphrase" | "sheet"; readonly typed: string };

export function useOpening(key: OrganisationKey, onUnlocked: (identity: Identity) => void) {
  const [trying, setTrying] = useState<Try["way"] | null>(null);
  const [problem, setProblem] = useState("");
  const locked = useRef<string | null>(null);
  /** The try that goes on. */
  const current = useRef<Try | null>(null);
  // The server hands it out once for all tries. With the sheet too: that is on record, and asks for a fresh proof.
  const handedOut = async () => {
    const answer = () => withProof(() => api.getLockedIdentity({ params: { id: key.id } }));
    locked.current ??= (await bodyOf(answer())).lockedIdentity;
    return locked.current;
  };
  const openTyped = async (way: "passphrase" | "sheet", typed: string): Promise<Unlocked> => {
    try {
      const text = await handedOut();
      const identity = await (way === "sheet"
        ? parseIdentity(typed.replace(/\s/g, "").toUpperCase())
        : unlock(text, typed));
      if ((await recipientOf(identity)) === key.recipient) return { ok: true, identity };
      return { ok: false, sentence: otherKey };
    } catch (error) {
      return { ok: false, sentence: keyProblem(error) };
    }
  };
  const giveUp = () => {
    if (current.current?.way === "touch") stopAsking();
    current.current = null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: at the end, and only then.
  useEffect(() => giveUp, []);
  const open = async (how: Try) => {
    current.current = how;
    setTrying(how.way);
    setProblem("");
    const opened = await (how.way === "touch" ? unlockByTouch(key, how.keyIds) : openTyped(how.way, how.typed));
    if (current.current !== how) return;
    current.current = null;
    setTrying(null);
    if (opened.ok) onUnlocked(opened.identity);
    else setProblem(opened.sentence ?? "");
  };
  const forget = () => {
    giveUp();
    setTrying(null);
    setProblem("");
  };
  return { trying, problem, forget, open };
}
