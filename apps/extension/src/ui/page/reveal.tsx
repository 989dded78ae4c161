// A secret that is hidden until it is asked for, and hidden again by itself: after a while, and when one looks elsewhere.
import { type ReactNode, useEffect, useState } from "react";
import type { Refusal } from "../../messages/answers.ts";
import { Icon } from "../brand/icon.tsx";
import { ErrorMessage, refusalText } from "../brand/messages.tsx";

/** Seconds that a secret stays on the screen. */
const shownForSeconds = 30;

interface Props {
  readonly what: string;
  readonly get: () => Promise<string | Refusal>;
  readonly children?: ReactNode;
}

export function Reveal({ what, get, children }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [failed, setFailed] = useState("");
  const isShown = text !== null;
  useEffect(() => {
    if (!isShown) return;
    const hide = () => setText(null);
    const hideWhenAway = () => document.visibilityState === "hidden" && hide();
    const timer = setTimeout(hide, shownForSeconds * 1000);
    document.addEventListener("visibilitychange", hideWhenAway);
    addEventListener("blur", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hideWhenAway);
      removeEventListener("blur", hide);
    };
  }, [isShown]);
  const press = async () => {
    if (isShown) return setText(null);
    const got = await get();
    if (typeof got === "string") setText(got);
    setFailed(typeof got === "string" ? "" : refusalText(got));
  };
  return (
    <div className="stack-tight">
      <ErrorMessage>{failed}</ErrorMessage>
      <p className="secret-shown secret">{isShown ? text : "••••••••••"}</p>
      <div className="row">
        <button type="button" className="compact" onClick={press} aria-label={`${isShown ? "Hide" : "Show"} ${what}`}>
          <Icon name="eye" size={14} /> {isShown ? "Hide" : "Show"}
        </button>
        {children}
      </div>
    </div>
  );
}
