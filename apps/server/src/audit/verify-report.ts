// How findings of the verification are told: each names the event or the seal, in words that are safe on a terminal.

export type FindingKind = "changed" | "removed" | "inserted" | "cut_off" | "seal_broken" | "database_changed";

/** @param text what is wrong with which event or seal, for a person. */
export type Report = (kind: FindingKind, text: string) => void;

const longestShown = 64;

/** What may have been written by somebody else: no character that moves the cursor or hides the line it stands in. */
export function shown(text: string): string {
  const cut = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}

/** Tells neighbouring numbers of seals in one sentence, of which only the first and the last are held. */
export function stretches(tell: (seals: string, their: string) => void) {
  let first = 0;
  let last = 0;
  const end = () => {
    if (first === 0) return;
    if (first === last) tell(`seal ${first}`, "its");
    else tell(`seals ${first} to ${last}`, "their");
    first = 0;
  };
  const add = (from: number, to: number) => {
    if (first !== 0 && from !== last + 1) end();
    if (first === 0) first = from;
    last = to;
  };
  return { add, end };
}
