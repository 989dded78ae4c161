// What a form says of itself beside its fields: on its buttons, in its headings, and in its address.
import { actionOf, all, around, attribute, textOf } from "./dom.ts";
import type { Group } from "./group.ts";
import { normalise } from "./words.ts";

export interface FormWords {
  /** On the buttons that send it. */
  readonly buttons: string;
  /** In headings, the names of the form and the end of its address. */
  readonly about: string;
}

const most = 8;
const sendingSelector = "button[type=submit], button:not([type]), input[type=submit], input[type=image]";
const otherSelector = "button, input[type=button], [role=button]";

export function formWords({ container, form }: Group): FormWords {
  const sending = all(container, sendingSelector);
  const buttons = (sending.length > 0 ? sending : all(container, otherSelector)).slice(0, most);
  const headings = all(headed(container), "h1, h2, h3, h4, legend, [role=heading]").slice(0, most);
  const named = ["id", "name", "class", "aria-label", "data-testid"].map((name) => attribute(container, name));
  return {
    buttons: buttons.map(wordsOfButton).join(" | "),
    about: [...headings.map(shortText), ...named, form ? pathOf(actionOf(form)) : ""].map(normalise).join(" | "),
  };
}

/** With what stands right above a form that is the only one there. */
function headed(container: Element): Element {
  let widest = container;
  for (const outer of around(container, 4)) {
    if (all(outer, "form, [type=password]").length > 2) break;
    widest = outer;
  }
  return widest;
}

function wordsOfButton(button: Element): string {
  const texts = [
    shortText(button),
    attribute(button, "value"),
    attribute(button, "aria-label"),
    attribute(button, "title"),
  ];
  return texts.map(normalise).join(" ");
}

function shortText(element: Element): string {
  return (textOf(element) ?? "").slice(0, 300).trim().slice(0, 80);
}

/** Without its host, which is often called after a log-in, and what is asked for. */
function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname.slice(0, 100) : "";
}
