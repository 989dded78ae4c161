// Gathers the fields of a document, those in open shadow trees too, in little time however large the page is.
import { attribute, type Control, elementsOf, isInput, isSelect, type Root, shadowOf, typeOf } from "./dom.ts";
import { mayBeFilled } from "./field.ts";
import { isDrawn, isShown, type SeenThrough } from "./visible.ts";

/** Milliseconds that one look at a page may take. A usual page takes one or two. */
const longestMs = 60;
/** Elements looked at, whatever the clock says. */
const mostElements = 100_000;
/** Fields near to what asks for a password or a code, where a page has more than anybody could fill. */
const mostFields = 150;

export interface Collected {
  readonly controls: readonly Control[];
  /** The document, and the shadow trees that were met. */
  readonly roots: readonly Root[];
  /** Whether something was left out. */
  readonly gaveUp: boolean;
}

/** @param nowMs of a clock that only goes forward. */
export function collect(document: Document, nowMs: () => number): Collected {
  const endMs = nowMs() + longestMs;
  const roots: Root[] = [document];
  const found: Control[] = [];
  let looked = 0;
  let gaveUp = false;
  const walk = (root: Root): void => {
    for (const element of elementsOf(document, root)) {
      looked += 1;
      gaveUp ||= looked > mostElements || (looked % 256 === 0 && nowMs() > endMs);
      if (gaveUp) return;
      if ((isInput(element) && mayBeFilled(typeOf(element))) || isSelect(element)) found.push(element);
      const shadow = shadowOf(element);
      // At its place in the order of the page: a login may be in one tree and its password in the next.
      if (shadow && roots.length < 2000) {
        roots.push(shadow);
        walk(shadow);
      }
    }
  };
  walk(document);
  const near = nearSecrets(found);
  gaveUp ||= near.length < found.length;
  return { controls: shown(near, nowMs, endMs + longestMs), roots, gaveUp };
}

function asksForSecret(control: Control): boolean {
  return (
    typeOf(control) === "password" || /one-time-code|current-password|username/.test(attribute(control, "autocomplete"))
  );
}

function nearSecrets(found: readonly Control[]): readonly Control[] {
  if (found.length <= mostFields) return found;
  const kept = new Set<Control>();
  for (let at = 0; at < found.length && kept.size < mostFields; at += 1) {
    const control = found[at];
    if (control && asksForSecret(control)) for (const one of found.slice(Math.max(0, at - 4), at + 5)) kept.add(one);
  }
  return found.filter((control) => kept.has(control));
}

function shown(controls: readonly Control[], nowMs: () => number, endMs: number): Control[] {
  const seen: SeenThrough = new Map();
  return controls.filter((control) => nowMs() < endMs && isDrawn(control) && isShown(control, seen));
}
