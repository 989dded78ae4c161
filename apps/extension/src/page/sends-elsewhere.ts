// Where a form would send what is in it. A page may be made to hold a form of somebody else without any script of theirs:
// what is filled there would go to them.
import { actionOf, all, attribute, formOfButton, isForm, type Root, rootOf } from "./dom.ts";
import type { FoundForm } from "./find.ts";

/** Where the script is, as the worker knows it. */
export interface Place {
  /** As `location.origin` gives it. */
  readonly origin: string;
  /** The registrable domain; null: it has none, and is a site by itself. */
  readonly site: string | null;
}

/** @returns the host of another site to which the form sends; null: it sends to none. */
export function findElsewhere({ form, container }: Pick<FoundForm, "form" | "container">, place: Place): string | null {
  const buttons = [...all(container, "[formaction]")];
  // Enter presses the first button of a form, wherever it stands and whether or not it is seen.
  if (form)
    buttons.push(...all(rootOf(form) as Root, "[formaction]").filter((button) => formOfButton(button) === form));
  const actions = buttons.map((button) => attribute(button, "formaction"));
  if (form && isForm(form)) actions.push(actionOf(form));
  for (const action of actions) {
    const elsewhere = elsewhereOf(action, place);
    if (elsewhere) return elsewhere;
  }
  return null;
}

function elsewhereOf(action: string, { origin, site }: Place): string | null {
  if (!URL.canParse(action, document.baseURI)) return null;
  const to = new URL(action, document.baseURI);
  // Scripts of the page itself.
  if (to.protocol === "javascript:" || to.origin === origin) return null;
  const isSafe = to.protocol === "https:" || (to.protocol === "http:" && origin.startsWith("http:"));
  if (isSafe && site !== null && (to.hostname === site || to.hostname.endsWith(`.${site}`))) return null;
  return isSafe ? to.host : `${to.protocol}//${to.host}`;
}
