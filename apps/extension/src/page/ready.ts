// Whether a field may be filled at this moment: asked again after everything that let the page act.
import { type Control, isConnected, isDisabled, isReadOnly, rootOf, typeOf } from "./dom.ts";
import { enter } from "./events.ts";
import type { Field } from "./field.ts";
import type { Outcome } from "./fill-report.ts";
import { isDrawn, isShown, lookAt } from "./visible.ts";

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Long enough for what a page puts off to its next turn. */
export const settleMs = 20;
/** A password that is enabled once there is a login. */
const enabledWithinMs = 1000;
const lookEveryMs = 50;

/** @returns null where it may be filled. */
export async function makeReady(field: Field): Promise<Outcome | null> {
  const { element } = field;
  for (let waitedMs = 0; isDisabled(element) && waitedMs < enabledWithinMs; waitedMs += lookEveryMs)
    await wait(lookEveryMs);
  const sight = lookAt(element);
  if (sight !== "seen") return isConnected(element) ? sight : "changed";
  if (isDisabled(element)) return "disabled";
  enter(element);
  // Some pages open a field only when it is entered, against browsers that fill by themselves.
  if (isReadOnly(element)) await wait(settleMs);
  if (isReadOnly(element)) return "read_only";
  return isStill(field) ? null : "changed";
}

/** Whether it is what was found, where a person sees it. Called right before a value is set, with nothing in between. */
export function isStill(field: Field): boolean {
  const { element } = field;
  return isConnected(element) && inThisDocument(element) && hasKeptType(field) && isDrawn(element) && isShown(element);
}

function inThisDocument(element: Control): boolean {
  let root = rootOf(element);
  for (let depth = 0; root instanceof ShadowRoot && depth < 250; depth += 1) root = rootOf(root.host);
  return root === document;
}

/** Letters instead of dots, and back, is what "show password" does. */
function hasKeptType({ element, type }: Field): boolean {
  const now = typeOf(element);
  return now === type || (type === "password" && now === "text") || (type === "text" && now === "password");
}
