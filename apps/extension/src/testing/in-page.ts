// What the tests call in a world beside that of the page, as the script of the extension runs in one.
import {
  all,
  attribute,
  elementsOf,
  hasAttribute,
  isInput,
  isSelect,
  type Root,
  shadowOf,
  valueIn,
} from "../page/dom.ts";
import { fill, type Values } from "../page/fill.ts";
import type { FillReport } from "../page/fill-report.ts";
import { findForms } from "../page/find.ts";

export interface FormSeen {
  readonly kind: string;
  /** By their `data-part`. */
  readonly login?: string;
  readonly password?: string;
  readonly code?: readonly string[];
}

const nameOf = (element: Element) => attribute(element, "data-part") || `#${attribute(element, "id")}`;

export function find(): FormSeen[] {
  return findForms(document).forms.map(({ kind, login, password, code }) => ({
    kind,
    ...(login && { login: nameOf(login.element) }),
    ...(password && { password: nameOf(password.element) }),
    ...(code.length > 0 && { code: code.map(({ element }) => nameOf(element)) }),
  }));
}

/** Milliseconds that one look takes, the fastest of some. */
export function timeToFind(looks = 5): number {
  const times = Array.from({ length: looks }, () => {
    const begin = performance.now();
    findForms(document);
    return performance.now() - begin;
  });
  return Math.min(...times);
}

/** Meanwhile looks have so many times as long before they give up: for what they find on a machine that is busy. */
export async function withTime<T>(times: number, work: () => Promise<T>): Promise<T> {
  const { now } = performance;
  performance.now = () => now.call(performance) / times;
  try {
    return await work();
  } finally {
    performance.now = now;
  }
}

/** Asks with the origin and host of the document, as a worker does that believes the browser. */
export async function fillHere(
  values: Partial<Values>,
  place: { origin?: string; site?: string | null } = {},
): Promise<string> {
  const given: Values = { login: null, password: null, code: null, ...values };
  const report = await fill(given, { origin: location.origin, site: null, ...place }, () => true);
  return summary(report);
}

/** `login filled, password covered`, or why nothing was filled. */
function summary({ stop, elsewhere, login, password, code }: FillReport): string {
  if (stop) return elsewhere ? `${stop} ${elsewhere}` : stop;
  const parts = Object.entries({ login, password, code }).filter(([, outcome]) => outcome !== null);
  return parts.map(([part, outcome]) => `${part} ${outcome}`).join(", ");
}

/** Every control of the page with what is in it, without those that are meant to be filled. */
export function untouched(): string[] {
  const values: string[] = [];
  const walk = (root: Root) => {
    for (const element of elementsOf(document, root)) {
      const shadow = shadowOf(element);
      if (shadow) walk(shadow);
      if (!isInput(element) && !isSelect(element)) continue;
      if (hasAttribute(element, "data-part") && !hasAttribute(element, "data-untouched")) continue;
      values.push(`${attribute(element, "id")} ${attribute(element, "name")} ${valueIn(element)}`);
    }
  };
  walk(document);
  return [...values, `${all(document, ":checked").length} checked`];
}
