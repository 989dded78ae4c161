// The bar "Save in Hesper?" over a page. It holds no login and no name; its buttons open a page of the extension or close it.
import { closedBox, onPress } from "./closed-box.ts";

const css = `
  section { box-sizing: border-box; inline-size: min(340px, calc(100vw - 32px)); padding: 14px 16px; border-radius: 10px; border: 1px solid #5b6b82;
    background: #fff; color: #10243e; font: 15px/1.4 system-ui, sans-serif; box-shadow: 0 6px 24px rgb(0 0 0 / 30%) }
  p { margin: 0 0 10px } div { display: flex; gap: 8px; flex-wrap: wrap }
  button { all: unset; box-sizing: border-box; padding: 6px 14px; border-radius: 6px; border: 1px solid #5b6b82; cursor: pointer }
  button:focus-visible { outline: 3px solid #1c4fd8; outline-offset: 2px }
  button.main { background: #1c4fd8; border-color: #1c4fd8; color: #fff }
  @media (prefers-color-scheme: dark) { section { background: #10243e; color: #fff } button:focus-visible { outline-color: #9ec1ff } }
`;
const texts = {
  save: ["Save this log-in in Hesper?", "Save"],
  update: ["The password is another one than Hesper has. Update it?", "Update"],
} as const;

/** It goes away by itself. */
const shownMs = 60_000;

export interface OfferHearers {
  readonly onPressed: () => void;
  readonly onClosed: () => void;
}

let remove = () => {};

/** Shows it, in place of one that is there. */
export function showOfferBar(offer: keyof typeof texts, { onPressed, onClosed }: OfferHearers): void {
  remove();
  const { host, inside } = closedBox(css, { top: "16px", right: "16px", display: "block" });
  const [question, yes] = texts[offer];
  const bar = document.createElement("section");
  bar.ariaLabel = "Hesper";
  const text = document.createElement("p");
  text.role = "status";
  text.textContent = question;
  const buttons = document.createElement("div");
  buttons.append(button(yes, "main", onPressed), button("Not now", "", onClosed));
  bar.append(text, buttons);
  inside.append(bar);
  const timer = setTimeout(() => remove(), shownMs);
  remove = () => {
    clearTimeout(timer);
    host.remove();
  };
  document.documentElement.append(host);
}

function button(text: string, className: string, pressed: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.className = className;
  onPress(element, () => {
    remove();
    pressed();
  });
  return element;
}
