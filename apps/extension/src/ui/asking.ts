// Asks the worker and shows what it says: anew when something changed, and never an older answer after a newer one.
import { useCallback, useEffect, useRef, useState } from "react";
import type { AnswerTo, PageAnswers, Refusal } from "../messages/answers.ts";
import { ask, onChanged } from "../messages/ask.ts";
import type { PageRequest } from "../messages/from-pages.ts";
import { whenPresent } from "./presence.ts";

export interface Asked<R extends PageRequest> {
  /** Null: there is none yet. Of a request that changed, the one before stays until the next is there. */
  readonly answer: AnswerTo<R> | null;
  /** Whether the answer is to this request, and not to the one before. */
  readonly isCurrent: boolean;
  readonly again: () => void;
}

/** Null: nothing is asked. */
export function useAnswer<R extends PageRequest>(request: R | null): Asked<R> {
  const [given, setGiven] = useState<{ answer: AnswerTo<R>; text: string } | null>(null);
  const latest = useRef(0);
  const text = request === null ? null : JSON.stringify(request);
  const isState = request?.ask === "state";
  const again = useCallback(() => {
    if (text === null) return;
    latest.current += 1;
    const mine = latest.current;
    void ask<R>(JSON.parse(text)).then((answer) => {
      if (mine === latest.current) setGiven({ answer, text });
    });
  }, [text]);
  useEffect(() => {
    again();
    let callOff = () => {};
    const end = onChanged(() => {
      callOff();
      // Looking at the state is no use of the key.
      callOff = isState ? () => {} : whenPresent(again);
      if (isState) again();
    });
    return () => {
      latest.current += 1;
      callOff();
      end();
    };
  }, [again, isState]);
  return { answer: given?.answer ?? null, isCurrent: given?.text === text, again };
}

export interface Doing {
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly clear: () => void;
  /** @returns what came of it; null: it was refused, and `refusal` says why. */
  readonly run: <R extends PageRequest>(request: R) => Promise<{ body: PageAnswers[R["ask"]] } | null>;
}

/** For what is done by a button: it is busy meanwhile, and says why it was refused. */
export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const run = useCallback(async <R extends PageRequest>(request: R) => {
    setBusy(true);
    setRefusal(null);
    const answer = await ask(request);
    setBusy(false);
    if (answer.ok) return { body: answer.body };
    setRefusal(answer.refusal);
    return null;
  }, []);
  const clear = useCallback(() => setRefusal(null), []);
  return { busy, refusal, clear, run };
}

/** The time, which goes on. Milliseconds since 1970. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
