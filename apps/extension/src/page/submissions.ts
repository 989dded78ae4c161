// Sees that a person sends a log-in that they typed themselves, and what becomes of it: for the offer to keep it.
import { all, around, attribute, type Control, holds, isForm, isInput, localNameOf, textOf, valueIn } from "./dom.ts";
import { fieldsOf } from "./fill.ts";
import { type FoundForm, findForms } from "./find.ts";
import { normalise } from "./words.ts";

export interface Sent {
  readonly purpose: "log_in" | "new_password";
  /** Null: the page asked for none. */
  readonly login: string | null;
  readonly password: string;
}
export interface Hearers {
  readonly onSent: (sent: Sent) => void;
  /** What the same document shows later; a new document is looked at by whoever is in it. */
  readonly onOutcome: (asksAgain: boolean) => void;
}
export interface Submissions {
  readonly stop: () => void;
  /** Was filled: no longer typed by a person. */
  readonly noteFilled: (controls: readonly Control[]) => void;
}

/** UTF-16 units: nothing longer is kept. */
const longest = { login: 512, password: 2048 };
const lookEveryMs = 400;
/** A page that still asks after this has refused. */
const patienceMs = 4000;
/** A click and the event that it sends are one. */
const onceInMs = 1500;

export function watchSubmissions(document: Document, { onSent, onOutcome }: Hearers): Submissions {
  const typed = new WeakSet<EventTarget>();
  let lastLogin: string | null = null;
  let last = { password: "", atMs: Number.NEGATIVE_INFINITY };
  let timer: ReturnType<typeof setInterval> | null = null;

  /** What a person did themselves: what scripts of the page make up is not trusted. */
  const onTyped = (event: Event) => {
    const target = event.composedPath()[0];
    if (event.isTrusted && target instanceof HTMLInputElement) typed.add(target);
  };
  const onPossiblySent = (target: Element) => {
    const form = findForms(document).forms.find((one) => concerns(one, target));
    if (!form) return;
    const login = loginOf(form) ?? lastLogin;
    if (login !== null) lastLogin = login;
    const field = form.newPassword ?? form.password;
    if (!field || !typed.has(field.element)) return;
    const password = valueIn(field.element);
    const isLong = password.length > longest.password || (login?.length ?? 0) > longest.login;
    const nowMs = performance.now();
    if (password === "" || isLong || (last.password === password && nowMs - last.atMs < onceInMs)) return;
    last = { password, atMs: nowMs };
    onSent({ purpose: form.newPassword ? "new_password" : "log_in", login, password });
    followUp(nowMs);
  };
  const followUp = (beganMs: number) => {
    if (timer !== null) clearInterval(timer);
    let goneFor = 0;
    timer = setInterval(() => {
      const asks = findForms(document).forms.some((form) => form.password !== null);
      goneFor = asks ? 0 : goneFor + 1;
      const isOver = performance.now() - beganMs > patienceMs;
      if (goneFor < 2 && !isOver) return;
      if (timer !== null) clearInterval(timer);
      timer = null;
      // Nothing of it is to stay in this page's process.
      last = { password: "", atMs: Number.NEGATIVE_INFINITY };
      onOutcome(asks);
    }, lookEveryMs);
  };
  const onSubmit = (event: Event) => {
    const target = event.composedPath()[0];
    if (event.isTrusted && isForm(target)) onPossiblySent(target);
  };
  const onClick = (event: Event) => {
    const target = event.composedPath()[0];
    const button = event.isTrusted && target instanceof Element ? buttonAround(target) : null;
    if (button) onPossiblySent(button);
  };
  const onKey = (event: KeyboardEvent) => {
    const target = event.composedPath()[0];
    if (event.isTrusted && event.key === "Enter" && isInput(target)) onPossiblySent(target);
  };
  const stop = listenTo({ input: onTyped, submit: onSubmit, click: onClick, keydown: onKey as (event: Event) => void });
  return {
    stop: () => {
      stop();
      if (timer !== null) clearInterval(timer);
    },
    noteFilled: (controls) => {
      for (const control of controls) typed.delete(control);
    },
  };
}

/** At the window and before the page, so that no page keeps it from being heard. */
function listenTo(listeners: Record<string, (event: Event) => void>): () => void {
  for (const [name, listen] of Object.entries(listeners))
    addEventListener(name, listen, { capture: true, passive: true });
  return () => {
    for (const [name, listen] of Object.entries(listeners)) removeEventListener(name, listen, { capture: true });
  };
}

function concerns(form: FoundForm, target: Element): boolean {
  if (form.container === target || holds(form.container, target)) return true;
  if (fieldsOf(form).some(({ element }) => element === target)) return true;
  // A button in a shadow tree of the form, or beside its fields.
  for (const outer of around(target, 12)) {
    if (outer === form.container) return true;
    if (holds(outer, form.container)) return all(outer, "form").length <= 1;
  }
  return false;
}

/** What is in the field of the form, or in one that only programs see, beside the password of a second step. */
function loginOf(form: FoundForm): string | null {
  const shown = form.login ? valueIn(form.login.element).trim() : "";
  if (shown !== "") return shown;
  const hidden = all(form.container, "input[autocomplete~=username], input[name=username], input[type=email]").filter(
    isInput,
  );
  const value = hidden.map((input) => valueIn(input).trim()).find((text) => text !== "");
  return value ?? null;
}

const buttonNames = new Set(["button", "a", "summary"]);

function buttonAround(target: Element): Element | null {
  for (const element of around(target, 5)) {
    const isButton = buttonNames.has(localNameOf(element)) || attribute(element, "role") === "button";
    const sends = isInput(element) && /^(submit|button|image)$/.test(attribute(element, "type"));
    if (isButton || sends) return showsPassword(element) ? null : element;
  }
  return null;
}

/** The button that shows a password as letters sends nothing. */
function showsPassword(element: Element): boolean {
  const words = normalise(
    `${textOf(element)?.slice(0, 60) ?? ""} ${attribute(element, "aria-label")} ${attribute(element, "title")}`,
  );
  return /^(show|hide|reveal|toggle|anzeigen|verbergen|zeigen|afficher|masquer|mostrar|ocultar|показ|表示)/.test(words);
}
