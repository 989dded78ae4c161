// Where a mark stands: inside the end of its field, beside what the page itself has put there.
import { elementAt, isRendered, rectOf } from "../page/dom.ts";

/** CSS pixels. */
export const markSize = 18;
const gap = 4;
/** Icons of the page that are stepped over. */
const mostSteps = 3;

export interface Spot {
  readonly left: number;
  readonly top: number;
}

/** @param own the mark itself. @returns null: there is no room, or the field is not in sight there. */
export function spotIn(field: Element, own: Element): Spot | null {
  if (!isRendered(field)) return null;
  const { left, right, top, width, height } = rectOf(field);
  if (width < markSize * 4 || height < markSize - 4) return null;
  const fromRight = getComputedStyle(field).direction !== "rtl";
  const middle = top + height / 2;
  for (let step = 0; step < mostSteps; step += 1) {
    const from = gap + step * (markSize + gap);
    const x = fromRight ? right - from - markSize : left + from;
    const hit = elementAt(document, x + markSize / 2, middle);
    if (hit === field || hit === own) return { left: Math.round(x), top: Math.round(middle - markSize / 2) };
  }
  return null;
}
