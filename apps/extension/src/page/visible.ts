// Whether a person can see a field: one that only a program sees is never filled.
import {
  around,
  attribute,
  type Control,
  elementAt,
  hasAttribute,
  holds,
  isRendered,
  labelsOf,
  outerOf,
  rectOf,
  showInView,
} from "./dom.ts";

/** CSS pixels. Smaller is nothing that a person could type into; boxes for one digit are larger. */
const least = { width: 10, height: 8 };
/** Elements around a field that are looked at; in a deeper one nothing is filled. */
const depth = 250;

/** Cheap: it is drawn, of some size, and not beside the page. */
export function isDrawn(element: Element): boolean {
  if (!isRendered(element)) return false;
  const { width, height, right, bottom, left } = rectOf(element);
  if (width < least.width || height < least.height) return false;
  return right + scrollX > 0 && bottom + scrollY > 0 && left + scrollX < 50_000;
}

/** What of an element and those around it hides what is in it. */
function hides(element: Element, isField: boolean): boolean {
  const style = getComputedStyle(element);
  if (hasAttribute(element, "inert")) return true;
  if (/^(inset\((?:100%|[5-9]\d%)|circle\(0)/.test(style.clipPath)) return true;
  if (style.position === "absolute" || style.position === "fixed") {
    if (/^rect\((?:0px,? 0px,? 0px,? 0px|1px,? 1px,? 1px,? 1px)\)$/.test(style.clip)) return true;
  }
  if (/opacity\((?:0|0?\.0\d*|\d%)\)/.test(style.filter)) return true;
  if (isField || style.overflow === "visible") return false;
  const { width, height } = rectOf(element);
  return width < least.width || height < least.height;
}

/** What is known of the elements around fields, for one look at the page. */
export type SeenThrough = Map<Element, { readonly opacity: number; readonly hidden: boolean }>;

/** Also looks at everything around it: what is nearly transparent, clipped away or told to be for nobody. */
export function isShown(element: Element, seen: SeenThrough = new Map()): boolean {
  if (attribute(element, "aria-hidden") === "true") return false;
  const { opacity, hidden } = lookThrough(element, seen, depth, true);
  return !hidden && opacity >= 0.15;
}

function lookThrough(element: Element, seen: SeenThrough, left: number, isField = false) {
  const known = seen.get(element);
  if (known) return known;
  const outer = left > 0 ? outerOf(element) : null;
  const above: { readonly opacity: number; readonly hidden: boolean } = outer
    ? lookThrough(outer, seen, left - 1)
    : { opacity: 1, hidden: left === 0 };
  const opacity = above.opacity * Number.parseFloat(getComputedStyle(element).opacity || "1");
  const answer = { opacity, hidden: above.hidden || hides(element, isField) };
  seen.set(element, answer);
  return answer;
}

/** Spots in a field, as parts of its width and height. Icons stand at the ends, labels above the text. */
const spots = [
  [0.5, 0.5],
  [0.25, 0.5],
  [0.75, 0.5],
  [0.5, 0.8],
  [0.1, 0.5],
] as const;

export type Sight = "seen" | "hidden" | "covered";

/** Scrolls to it, and asks the browser whether a press there would meet it. */
export function lookAt(element: Control): Sight {
  if (!isDrawn(element) || !isShown(element)) return "hidden";
  if (meets(element)) return "seen";
  showInView(element);
  return meets(element) ? "seen" : "covered";
}

function meets(element: Control): boolean {
  const { left, top, width, height } = rectOf(element);
  const labels = labelsOf(element);
  return spots.some(([x, y]) => {
    const hit = elementAt(document, left + x * width, top + y * height);
    if (!hit) return false;
    // A label that floats over its field passes the press on to it.
    return hit === element || labels.some((label) => label === hit || holds(label, hit)) || isInside(hit, element);
  });
}

/** A select shows its own parts; a field in a shadow tree may be met by its host. */
function isInside(hit: Element, element: Element): boolean {
  for (const one of around(hit, 4)) if (one === element) return true;
  return false;
}
