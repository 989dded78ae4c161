// Fills a code into boxes of some digits each, in pages that move the keyboard on by themselves.

import { lengthOfBox } from "./code-fields.ts";
import { isInput, valueIn } from "./dom.ts";
import { changed, clear, enter, leave, paste, typeKey } from "./events.ts";
import type { Field } from "./field.ts";
import type { Outcome } from "./fill-report.ts";
import { isStill, makeReady, settleMs, wait } from "./ready.ts";

export async function fillBoxes(row: readonly Field[], code: string, mayGo: () => boolean): Promise<Outcome> {
  const each = lengthOfBox(row);
  if (code.length !== row.length * each) return "wrong_length";
  const boxes = row.map(({ element }) => element).filter(isInput);
  for (const [at, field] of row.entries()) {
    const notReady = await makeReady(field);
    // All is there already where the page spread the first digit's event over the boxes.
    if (notReady) return isEntered(boxes, code) ? "filled" : notReady;
    if (!mayGo()) return "changed";
    enterInto(field, code.slice(at * each, (at + 1) * each));
  }
  if (isEntered(boxes, code)) return left(boxes);
  await wait(settleMs);
  if (isEntered(boxes, code)) return left(boxes);
  const [first] = row;
  if (!first || !boxes[0] || !isStill(first) || !mayGo()) return "changed";
  enter(boxes[0]);
  paste(boxes[0], code);
  await wait(settleMs);
  if (isEntered(boxes, code)) return left(boxes);
  for (const box of boxes) clear(box);
  return "not_kept";
}

function enterInto({ element }: Field, digits: string): void {
  if (!isInput(element)) return;
  if (valueIn(element) !== "") clear(element);
  for (let at = 1; at <= digits.length; at += 1) typeKey(element, digits[at - 1] ?? "", digits.slice(0, at));
}

function isEntered(boxes: readonly HTMLInputElement[], code: string): boolean {
  return boxes.map(valueIn).join("") === code;
}

function left(boxes: readonly HTMLInputElement[]): "filled" {
  for (const box of boxes) changed(box);
  const last = boxes.at(-1);
  if (last) leave(last);
  return "filled";
}
