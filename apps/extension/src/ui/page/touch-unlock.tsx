// Unlocking in a tab, where the browser can ask for a security key: what is touched goes to the worker, as a PIN does.
import { useCallback, useEffect, useRef, useState } from "react";
import type { KeyView, UnlockView } from "../../messages/answers.ts";
import { useDoing } from "../asking.ts";
import { refusalText } from "../brand/messages.tsx";
import { asksForSecurityKeys, notHere, touchSecurityKey } from "../security-key.ts";
import { Unlock } from "../unlock.tsx";

interface Props {
  readonly view: KeyView;
  readonly then?: string | null;
  readonly onUnlocked: (unlocked: UnlockView) => void;
  /** Whether the security key is asked for without another press: the person has come for that. */
  readonly atOnce?: boolean;
}

export function TouchUnlock({ view, then = null, onUnlocked, atOnce = false }: Props) {
  const { securityKeys } = view;
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState("");
  const doing = useDoing();
  const calledOff = useRef<AbortController | null>(null);
  useEffect(() => () => calledOff.current?.abort(), []);
  const { run } = doing;
  const start = useCallback(async () => {
    if (!asksForSecurityKeys) return setProblem(notHere);
    calledOff.current?.abort();
    const mine = new AbortController();
    calledOff.current = mine;
    setProblem("");
    setAsking(true);
    const touched = await touchSecurityKey(securityKeys, mine.signal);
    if (mine.signal.aborted) return;
    setAsking(false);
    if (!touched.ok) return setProblem(touched.sentence ?? "");
    const done = await run({ ask: "unlock_with_security_key", ...touched.body });
    if (done) onUnlocked(done.body);
  }, [securityKeys, run, onUnlocked]);
  const isThere = document.visibilityState === "visible";
  const isDue = useRef(atOnce && isThere && view.obstacle === null && securityKeys.length > 0);
  useEffect(() => {
    if (!isDue.current) return;
    isDue.current = false;
    void start();
  }, [start]);
  const words = asking ? "Touch your security key" : "Unlock with a security key";
  const busy = asking || doing.busy;
  const touching = { start, words, busy, problem: problem || refusalText(doing.refusal) };
  return <Unlock view={view} then={then} onUnlocked={onUnlocked} touching={touching} />;
}
