// Looks at a page again when it changes: soon, but never more often than a small part of the time, however much it changes.

import type { Root } from "./dom.ts";
import { type Found, type FoundForm, findForms } from "./find.ts";

/** A page is looked at after it was still for so long, or changed for so long. */
const stillMs = 120;
const longestWaitMs = 3000;
/** One look at most in so many times of what a look takes. */
const share = 25;
/** Looks at a page that seems to be still: a shadow tree may come without any sign. */
const laterLooksMs = [400, 1200, 3000];
const mostRoots = 2000;

const options: MutationObserverInit = {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["type", "disabled", "readonly", "hidden", "style", "class", "open", "inert"],
};

export interface Watch {
  readonly stop: () => void;
  /** What the last look found. */
  readonly forms: () => readonly FoundForm[];
}

/** @param onFound after the first look, and after each that finds something else. */
export function watch(document: Document, onFound: (forms: readonly FoundForm[]) => void): Watch {
  const observed = new WeakSet<Root>();
  let forms: readonly FoundForm[] | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let pauseMs = stillMs;
  let roots = 0;

  const look = () => {
    timer = null;
    if (document.hidden) return;
    const beganMs = performance.now();
    const found = findForms(document);
    observe(found);
    const isOther = forms === null || !sameForms(forms, found.forms);
    forms = found.forms;
    // A page that changes without end for nothing is looked at ever more seldom.
    const dearMs = (performance.now() - beganMs) * share;
    pauseMs = Math.min(longestWaitMs, Math.max(stillMs, dearMs, isOther ? 0 : pauseMs * 1.5));
    if (isOther) onFound(forms);
  };
  const observe = (found: Found) => {
    for (const root of found.roots) {
      if (observed.has(root) || roots >= mostRoots) continue;
      roots += 1;
      observed.add(root);
      observer.observe(root, options);
    }
  };
  // Not put off by what comes in between: else an endless change would put it off for ever.
  const soon = () => {
    timer ??= setTimeout(look, pauseMs);
  };
  /** A person is there. */
  const now = (event: Event) => {
    if (!event.isTrusted) return;
    pauseMs = stillMs;
    soon();
  };
  const observer = new MutationObserver(soon);
  const signs = ["focusin", "pointerup", "visibilitychange"];
  for (const name of signs) document.addEventListener(name, now, { capture: true, passive: true });
  const later = laterLooksMs.map((ms) => setTimeout(soon, ms));
  look();
  return {
    forms: () => forms ?? [],
    stop: () => {
      observer.disconnect();
      for (const name of signs) document.removeEventListener(name, now, { capture: true });
      for (const one of [...later, timer]) if (one !== null) clearTimeout(one);
    },
  };
}

function sameForms(before: readonly FoundForm[], after: readonly FoundForm[]): boolean {
  return before.length === after.length && before.every((form, at) => isSame(form, after[at]));
}

function isSame(one: FoundForm, other: FoundForm | undefined): boolean {
  return (
    one.kind === other?.kind &&
    one.login?.element === other.login?.element &&
    one.password?.element === other.password?.element &&
    one.code.length === other.code.length &&
    one.code[0]?.element === other.code[0]?.element
  );
}
