// Too many attempts, or a server that is busy: counts down until the next try.
import { useCallback, useEffect, useState } from "react";
import { type Refused, sentenceOf } from "../session/api.ts";

type Reason = Pick<Refused, "code" | "retryAfterSeconds">;

/** The time in whole seconds, and what to say meanwhile; renders again each second while it is running. */
export function useWait() {
  const [seconds, setSeconds] = useState(0);
  const [code, setCode] = useState<Refused["code"]>("too_many_attempts");
  const begin = useCallback((refusal: Reason | null) => {
    setSeconds(refusal?.retryAfterSeconds ?? 0);
    if (refusal) setCode(refusal.code);
  }, []);
  const running = seconds > 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setSeconds((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return { seconds, sentence: running ? waitSentence(code, seconds) : "", begin };
}

/** "12 seconds", "2 minutes". */
export function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (seconds > 90) return `${minutes} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

export function waitSentence(code: Refused["code"], seconds: number): string {
  if (isBusy({ code })) return `The server is busy. Try again in ${inWords(seconds)}.`;
  return `There were too many attempts. You can try again in ${inWords(seconds)}.`;
}

const tryAgainSentence = "You can try again now.";

/** What to say of a refusal when its wait is over. */
export function afterWait(refusal: Pick<Refused, "code" | "detail">): string {
  return refusal.code === "too_many_attempts" || isBusy(refusal) ? tryAgainSentence : sentenceOf(refusal);
}

/** Nothing was tried, so that what was typed is as good as before. */
export function isBusy({ code }: Pick<Refused, "code">): boolean {
  return code === "overloaded";
}
