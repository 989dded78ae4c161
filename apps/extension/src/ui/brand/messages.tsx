// What happened and what to do, in a sentence; and what is shown while something is waited for.
import type { ReactNode } from "react";
import type { Refusal } from "../../messages/answers.ts";
import { Icon } from "./icon.tsx";

/** Read out at once. Empty: nothing is shown, and the place is there for what comes. */
export function ErrorMessage({ children }: { children: ReactNode }) {
  return (
    <div role="alert">
      {children ? (
        <p className="notice notice-bad">
          <Icon name="warning" />
          <span>{children}</span>
        </p>
      ) : null}
    </div>
  );
}

export function refusalText(refusal: Refusal | null): string {
  if (refusal === null) return "";
  const { code, sentence, attemptsLeft, retryAfterSeconds, host } = refusal;
  const tries = attemptsLeft === null ? "" : ` ${triesWords(attemptsLeft)}`;
  const wait = retryAfterSeconds === null ? "" : ` Wait ${Math.ceil(retryAfterSeconds)} seconds.`;
  const where = code === "sends_elsewhere" && host !== null ? ` It would go to ${host}.` : "";
  return sentence + where + tries + wait;
}

function triesWords(left: number): string {
  if (left === 1) return "The key locks itself after one more.";
  return `The key locks itself after ${left} more.`;
}

export function Note({ kind = "calm", children }: { kind?: "calm" | "warn"; children: ReactNode }) {
  return (
    <div className={`notice notice-${kind}`}>
      <Icon name={kind === "warn" ? "warning" : "status"} />
      <div>{children}</div>
    </div>
  );
}

/** Read out when it changes, and out of the way. */
export function Said({ children }: { children: string }) {
  return (
    <p role="status" className={children === "" ? "unseen" : "said"}>
      {children}
    </p>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p className="dim loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {what}
    </p>
  );
}
