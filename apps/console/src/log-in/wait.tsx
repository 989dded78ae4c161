// Too many attempts: counts down until the next one is allowed.
import { useEffect, useState } from "react";

/** The time in whole seconds; renders again each second while it is running. */
export function useWait() {
  const [seconds, setSeconds] = useState(0);
  const running = seconds > 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setSeconds((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return { seconds, begin: setSeconds };
}

/** "12 seconds", "2 minutes". */
export function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (seconds > 90) return `${minutes} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

export function waitSentence(seconds: number): string {
  return `There were too many attempts. You can try again in ${inWords(seconds)}.`;
}

/** Shown when the wait is over. */
export const tryAgainSentence = "You can try again now.";
