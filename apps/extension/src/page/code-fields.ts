// One field for a code, or a row of boxes with some digits in each.
import { around, attribute, isInput, rectOf } from "./dom.ts";
import type { Field } from "./field.ts";
import { says } from "./words.ts";

/** Digits that a code may have in boxes. */
const digits = { least: 4, most: 10 };

/** The first row of boxes, or the first field that asks for a code, in the order of the page; empty: there is none. */
export function findCodeFields(fields: readonly Field[]): readonly Field[] {
  const boxes = findBoxes(fields);
  if (boxes.length > 0) return boxes;
  const code = fields.filter(({ kind }) => kind === "code");
  const hinted = code.find(({ hints }) => hints.includes("one-time-code"));
  const one = hinted ?? code[0];
  return one ? [one] : [];
}

function findBoxes(fields: readonly Field[]): readonly Field[] {
  let row: Field[] = [];
  for (const field of [...fields, null]) {
    const before = row.at(-1);
    if (field && isBox(field) && (!before || continues(before, field))) row.push(field);
    else {
      if (isRow(row)) return row;
      row = field && isBox(field) ? [field] : [];
    }
  }
  return [];
}

const boxTypes = new Set(["text", "tel", "number", "password"]);

function isBox(field: Field): boolean {
  if (!isInput(field.element) || !boxTypes.has(field.type)) return false;
  if (field.maxLength > 0) return field.maxLength <= 4;
  // Boxes that take what is pasted have no greatest length: they are as wide as high, and say which digit they are.
  const { width, height } = rectOf(field.element);
  return (
    width < 90 &&
    width < height * 2 &&
    (says(field.words, "weakCode") || attribute(field.element, "inputmode") === "numeric")
  );
}

/** A first box may take all digits, for a code that is pasted or filled by the browser. */
function continues(before: Field, next: Field): boolean {
  const sameLength = before.maxLength === next.maxLength || before.maxLength < 0 || next.maxLength < 0;
  const [one, other] = [rectOf(before.element), rectOf(next.element)];
  // Not by their place: a narrow window breaks a row in two.
  const sameSize = Math.abs(one.width - other.width) < 8 && Math.abs(one.height - other.height) < 8;
  return sameLength && sameSize && sharesParent(before, next);
}

function sharesParent(one: Field, other: Field): boolean {
  const mine = [...around(one.element, 6)];
  for (const element of around(other.element, 6)) if (mine.includes(element)) return true;
  return false;
}

function isRow(row: readonly Field[]): boolean {
  if (row.length < 2 || row.some(({ words }) => says(words, "notCode"))) return false;
  const each = lengthOfBox(row);
  const total = row.length * each;
  if (total < digits.least || total > digits.most) return false;
  // Two boxes of three digits may be a date or a number of a bank: those have to say that they are for a code.
  return each === 1 ? row.length >= digits.least : row.some(({ kind }) => kind === "code");
}

/** Digits that go into each box of a row. */
export function lengthOfBox(row: readonly Field[]): number {
  const lengths = row.map(({ maxLength }) => maxLength).filter((length) => length > 0);
  return lengths.length === row.length ? Math.min(...lengths) : 1;
}
