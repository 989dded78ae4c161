// A one-time password that goes on by itself, with the time that it still holds: as a ring and as text.
import { useEffect, useState } from "react";
import type { Answered, CodeView } from "../../messages/answers.ts";
import { whenPresent } from "../presence.ts";
import { refusalText } from "./messages.tsx";

interface Props {
  readonly get: () => Promise<Answered<CodeView>>;
  /** Of what: `get` is called anew when it changes. */
  readonly of: string;
}

interface Shown extends CodeView {
  readonly endsMs: number;
}

export function LiveCode({ get, of }: Props) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState("");
  const [leftMs, setLeftMs] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `get` is made anew at each drawing; `of` says what it asks.
  useEffect(() => {
    let isOver = false;
    let ends = 0;
    let isAsking = false;
    const look = async () => {
      isAsking = true;
      const answer = await get();
      isAsking = false;
      if (isOver) return;
      if (!answer.ok) {
        ends = performance.now() + 5000;
        setProblem(refusalText(answer.refusal));
        return setShown(null);
      }
      setProblem("");
      ends = performance.now() + answer.body.secondsLeft * 1000;
      setShown({ ...answer.body, endsMs: ends });
      setLeftMs(answer.body.secondsLeft * 1000);
    };
    void look();
    let callOff = () => {};
    const timer = setInterval(() => {
      const left = ends - performance.now();
      setLeftMs(Math.max(0, left));
      if (left > 0 || isAsking) return;
      callOff();
      callOff = whenPresent(look);
      // Nobody is there: an old code is not left standing.
      if (!isAsking) setShown(null);
    }, 500);
    return () => {
      isOver = true;
      callOff();
      clearInterval(timer);
    };
  }, [of]);
  if (problem !== "") return <span className="dim">{problem}</span>;
  if (shown === null) return <span className="code dim">······</span>;
  const seconds = Math.ceil(leftMs / 1000);
  return (
    <span className="live-code">
      <span className="code">{grouped(shown.code)}</span>
      <Ring part={leftMs / (shown.period * 1000)} isShort={seconds <= 5} />
      <span className="seconds dim">{seconds} s</span>
    </span>
  );
}

/** "123 456": in two halves, as apps show it. */
export function grouped(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}

const around = 2 * Math.PI * 7;

function Ring({ part, isShort }: { part: number; isShort: boolean }) {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" className={isShort ? "ring ring-short" : "ring"} aria-hidden="true">
      <circle cx="9" cy="9" r="7" className="ring-ground" />
      <circle cx="9" cy="9" r="7" strokeDasharray={`${around * part} ${around}`} transform="rotate(-90 9 9)" />
    </svg>
  );
}
