// One run of sealing accounts again: begun, stopped, gone on with. It ends with the page that shows it.
import { useEffect, useRef, useState } from "react";
import { NoOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import { RefusedError, sentenceOf } from "../session/api.ts";
import { type Outcome, resealAll, type Work } from "./resealing.ts";

interface Run {
  readonly running: boolean;
  /** How many were sealed in this run, or in the last one. */
  readonly sealed: number;
  /** A sentence; empty: nothing stands in the way. */
  readonly problem: string;
  /** Of the last run; null: there was none, or it is going on. */
  readonly outcome: Outcome | null;
}

const before: Run = { running: false, sealed: 0, problem: "", outcome: null };
const organisationKeyLocked =
  "The organisation key was locked meanwhile. Go on to unlock it again; what was done stays done.";

interface Use<A extends { readonly id: string; readonly name: string }> {
  /** Asks for the key, where it is locked. Null: the person gave up. */
  readonly begin: () => Promise<Work<A> | null>;
  /** After each run, also one that failed. */
  readonly end: (outcome: Outcome | null) => Promise<void>;
  /** What is said where the key was locked meanwhile; without it, that it was the organisation key. */
  readonly lockedWords?: string;
}

export function useResealing<A extends { readonly id: string; readonly name: string }>({
  begin,
  end,
  lockedWords = organisationKeyLocked,
}: Use<A>) {
  const [run, setRun] = useState(before);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const change = (part: Partial<Run>) => setRun((last) => ({ ...last, ...part }));
  const work = async (signal: AbortSignal): Promise<Outcome | null> => {
    const todo = await begin();
    return todo && resealAll(todo, { signal, onProgress: (sealed) => change({ sealed }) });
  };
  const start = async () => {
    if (run.running) return;
    stop.current = new AbortController();
    setRun({ ...before, running: true });
    const { outcome, problem } = await work(stop.current.signal).then(
      (found) => ({ outcome: found, problem: found?.status === "locked" ? lockedWords : "" }),
      (error) => ({ outcome: null, problem: sentenceOfStop(error) }),
    );
    const atEnd = await end(outcome).then(() => "", sentenceOfStop);
    change({ running: false, outcome, problem: problem || atEnd });
  };
  return { ...run, start, stop: () => stop.current?.abort() };
}

function sentenceOfStop(error: unknown): string {
  if (error instanceof NoOrganisationKey) return "There is no organisation key any more. Make one under Settings.";
  return error instanceof RefusedError ? sentenceOf(error.refusal) : "This did not work. Go on again.";
}
