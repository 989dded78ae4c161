// Fills one field, reads it back, and types key by key where the page did not keep it.
import {
  type Control,
  isConnected,
  isDisabled,
  isInput,
  maxLengthOf,
  missesPattern,
  optionsOf,
  optionText,
  optionValue,
  setSelectedIndex,
  valueIn,
} from "./dom.ts";
import { changed, clear, leave, putValue, typeKey } from "./events.ts";
import type { Field } from "./field.ts";
import type { Outcome } from "./fill-report.ts";
import { isStill, makeReady, settleMs, wait } from "./ready.ts";

export type Part = "login" | "password" | "code";

/** @param mayGo asked at the last moment: whether the form is still one that may be filled. */
export async function fillField(field: Field, part: Part, value: string, mayGo: () => boolean): Promise<Outcome> {
  const notReady = await makeReady(field);
  if (notReady) return notReady;
  const { element } = field;
  if (!isInput(element)) return choose(element, value);
  const wanted = formsOf(part, value).filter((text) => fits(element, text));
  if (wanted.length === 0) return "too_long";
  for (const text of wanted) {
    if (!isStill(field) || !mayGo()) return "changed";
    putValue(element, text);
    if (!missesPattern(element)) break;
  }
  const outcome = await settled(field, part, value, mayGo);
  leaveBehind(element);
  return outcome;
}

function fits(element: HTMLInputElement, text: string): boolean {
  const longest = maxLengthOf(element);
  return longest < 0 || text.length <= longest;
}

/** Some pages want a code with a separator in its middle, and say so by a pattern, which the browser looks at. */
function formsOf(part: Part, value: string): string[] {
  if (part !== "code") return [value];
  const [left, right] = [value.slice(0, value.length / 2), value.slice(value.length / 2)];
  return [value, `${left} ${right}`, `${left}-${right}`];
}

async function settled(field: Field, part: Part, value: string, mayGo: () => boolean): Promise<Outcome> {
  const element = field.element as HTMLInputElement;
  const keptAtOnce = keeps(element, part, value);
  // A page may send a code as soon as it is complete, and empty the field.
  if (keptAtOnce && part === "code") return "filled";
  await wait(settleMs);
  if (keeps(element, part, value) || (keptAtOnce && isGone(element))) return "filled";
  if (!isStill(field) || !mayGo()) return "changed";
  clear(element);
  for (let at = 1; at <= value.length; at += 1) {
    if (!isStill(field)) return "changed";
    typeKey(element, value[at - 1] ?? "", valueIn(element) + (value[at - 1] ?? ""));
  }
  const keptTyped = keeps(element, part, value);
  await wait(settleMs);
  if (keeps(element, part, value) || (keptTyped && isGone(element))) return "filled";
  // A part of a secret is of no use to anybody whom it is meant for.
  if (isConnected(element)) clear(element);
  return "not_kept";
}

function isGone(element: Control): boolean {
  return !isConnected(element) || isDisabled(element);
}

/** What masks add to codes and telephone numbers does not count; a password has to be there letter by letter. */
function keeps(element: HTMLInputElement, part: Part, value: string): boolean {
  const now = valueIn(element);
  if (part === "password" || now === value) return now === value;
  const plain = (text: string) => text.replace(/[^\p{L}\p{N}@]/gu, "").toLowerCase();
  return plain(now) !== "" && plain(now) === plain(value);
}

function leaveBehind(element: HTMLElement): void {
  changed(element);
  if (isConnected(element)) leave(element);
}

/** Chooses the login in a list. */
async function choose(list: HTMLSelectElement, login: string): Promise<Outcome> {
  const plain = (text: string) => text.trim().toLowerCase();
  const options = [...optionsOf(list)].slice(0, 2000);
  const at = options.findIndex((one) =>
    [optionValue(one), optionText(one)].some((text) => plain(text) === plain(login)),
  );
  if (at < 0) return "no_option";
  setSelectedIndex(list, at);
  const value = valueIn(list);
  list.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  leaveBehind(list);
  await wait(settleMs);
  return valueIn(list) === value || isGone(list) ? "filled" : "not_kept";
}
