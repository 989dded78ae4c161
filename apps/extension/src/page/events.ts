// What a page hears when a person enters something, said by the script: React, Vue, Angular, Svelte and masks of jQuery
// each listen to a part of it. The value goes past what a page has put over `value`, so that they see that it changed.
import { blurFrom, dispatch, focusOn, setValue } from "./dom.ts";

const heard = { bubbles: true, composed: true } as const;

/** Says what the browser would say, where the window is behind the pop-up and the browser says nothing. */
function saidBy(element: HTMLElement, name: "focus" | "blur", act: () => void): void {
  let wasHeard = false;
  const listen = () => {
    wasHeard = true;
  };
  element.addEventListener(name, listen, { capture: true, once: true });
  act();
  element.removeEventListener(name, listen, { capture: true });
  if (wasHeard) return;
  dispatch(element, new FocusEvent(name, { composed: true }));
  dispatch(element, new FocusEvent(name === "focus" ? "focusin" : "focusout", heard));
}

export function enter(element: HTMLElement): void {
  saidBy(element, "focus", () => focusOn(element));
}

export function leave(element: HTMLElement): void {
  saidBy(element, "blur", () => blurFrom(element));
}

/** @returns false where the page wants to do it itself. */
function key(element: HTMLElement, name: "keydown" | "keypress" | "keyup", text: string): boolean {
  const isOne = text.length === 1;
  const number = isOne ? text.toUpperCase().charCodeAt(0) : 0;
  const code = /^\d$/.test(text) ? `Digit${text}` : "";
  const what = { key: isOne ? text : "Unidentified", code, keyCode: number, which: number, charCode: 0 };
  return dispatch(element, new KeyboardEvent(name, { ...what, ...heard, cancelable: true }));
}

function input(element: HTMLElement, inputType: string, data: string | null): void {
  dispatch(element, new InputEvent("input", { ...heard, inputType, data }));
}

export function changed(element: HTMLElement): void {
  dispatch(element, new Event("change", heard));
}

/** All at once, as a browser fills. Does not say that it changed: that is for when the field is left. */
export function putValue(element: HTMLInputElement, value: string): void {
  key(element, "keydown", "");
  key(element, "keypress", "");
  setValue(element, value);
  input(element, "insertReplacementText", null);
  key(element, "keyup", "");
}

/** One key. Where the page handles the key itself nothing is entered, as in the browser. */
export function typeKey(element: HTMLInputElement, character: string, valueAfter: string): void {
  const pressed = key(element, "keydown", character) && key(element, "keypress", character);
  const before = new InputEvent("beforeinput", {
    ...heard,
    inputType: "insertText",
    data: character,
    cancelable: true,
  });
  if (pressed && dispatch(element, before)) {
    setValue(element, valueAfter);
    input(element, "insertText", character);
  }
  key(element, "keyup", character);
}

export function clear(element: HTMLInputElement): void {
  setValue(element, "");
  input(element, "deleteContentBackward", null);
}

export function paste(element: HTMLInputElement, text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  dispatch(element, new ClipboardEvent("paste", { ...heard, clipboardData, cancelable: true }));
}
