// Logging in with a passkey: when a button is pressed, or from the list that the email field offers.
import { useEffect, useRef, useState } from "react";
import { answerWithPasskey, autofillWorks, stopAsking } from "../passkeys/ceremonies.ts";
import { api, sentenceOf } from "../session/api.ts";

interface Request {
  readonly secondFactor: boolean;
  readonly rememberBrowser?: boolean;
}

/** How it ended; `null`: the person did something else meanwhile. */
type Outcome = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly sentence: string } | null;

/** How many are asked for with a button at this moment. */
let pressed = 0;
/** What was asked for the email field, until it is answered. */
let asking: Promise<unknown> | null = null;

async function attempt({ secondFactor, rememberBrowser = false }: Request, autofill: boolean): Promise<Outcome> {
  if (autofill && pressed > 0) return null;
  // One after the other: the browser keeps the challenge that comes last.
  await asking;
  const answering = api.beginPasskeyLogin({ body: { secondFactor } });
  if (autofill) asking = answering;
  const begun = await answering;
  if (asking === answering) asking = null;
  // A browser asks for one thing at a time: what waits in the field would take the place of what was pressed meanwhile.
  if (autofill && pressed > 0) return null;
  if (!begun.ok) return { ok: false, code: begun.code, sentence: sentenceOf(begun) };
  const made = await answerWithPasskey(begun.body, autofill);
  if (!made.ok) return made.sentence === null ? null : { ok: false, code: "browser", sentence: made.sentence };
  const answer = await api.logInWithPasskey({ body: { secondFactor, response: made.response, rememberBrowser } });
  return answer.ok ? { ok: true } : { ok: false, code: answer.code, sentence: sentenceOf(answer) };
}

/** @param onRefused gets the code of the refusal, or "browser", and a sentence. */
export function usePasskeyLogin(onLoggedIn: () => void, onRefused: (code: string, sentence: string) => void) {
  const [busy, setBusy] = useState(false);
  const begin = async (request: Request) => {
    setBusy(true);
    pressed += 1;
    const outcome = await attempt(request, false);
    pressed -= 1;
    setBusy(false);
    if (outcome?.ok) onLoggedIn();
    else if (outcome) onRefused(outcome.code, outcome.sentence);
  };
  return { busy, begin };
}

const signs = ["pointermove", "pointerdown", "keydown", "touchstart"] as const;

/** At the first sign of a person: a page that nobody looks at asks the server for nothing. @returns stops waiting. */
function whenSomebodyIsThere(act: () => void): () => void {
  const waiting = new AbortController();
  const once = () => {
    waiting.abort();
    act();
  };
  for (const sign of signs) addEventListener(sign, once, { signal: waiting.signal, passive: true });
  return () => waiting.abort();
}

/** Waits for a passkey that the browser offers in the email field; quiet about everything else. */
export function usePasskeyAutofill(onLoggedIn: () => void): void {
  // Asked once for the page, whatever the latest function is.
  const latest = useRef(onLoggedIn);
  useEffect(() => {
    latest.current = onLoggedIn;
  });
  useEffect(() => {
    let left = false;
    const offer = async () => {
      if (!(await autofillWorks()) || left) return;
      const outcome = await attempt({ secondFactor: false }, true);
      if (outcome?.ok && !left) latest.current();
    };
    const forget = whenSomebodyIsThere(() => void offer());
    return () => {
      left = true;
      forget();
      stopAsking();
    };
  }, []);
}
