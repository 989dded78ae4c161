// Finds the forms of a document that take a login, a password or a code, and tells what each of them is for.
import { findCodeFields } from "./code-fields.ts";
import { type Collected, collect } from "./collect.ts";
import { focusedIn, isInput } from "./dom.ts";
import { describe, type Field } from "./field.ts";
import { type FormWords, formWords } from "./form-words.ts";
import { type Group, groupFields } from "./group.ts";
import { normalise, says } from "./words.ts";

/** - `log_in`: what is there is asked for. - `code`: only a code is. - `sign_up`, `change_password`: a new one is chosen. */
export type FormKind = "log_in" | "code" | "sign_up" | "change_password";

export interface FoundForm {
  readonly kind: FormKind;
  /** The form, or the smallest element around its fields. */
  readonly container: Element;
  readonly form: HTMLFormElement | null;
  readonly login: Field | null;
  /** The one that is there already; for `sign_up` the new one. */
  readonly password: Field | null;
  /** The one that is chosen, and is to be remembered then; null for `log_in` and `code`. */
  readonly newPassword: Field | null;
  /** One field, or boxes in their order; empty: none. */
  readonly code: readonly Field[];
  /** How sure it is. */
  readonly score: number;
  /** Whether the keyboard is in one of its fields. */
  readonly focused: boolean;
}

export interface Found extends Pick<Collected, "roots" | "gaveUp"> {
  /** The one to fill first. */
  readonly forms: readonly FoundForm[];
}

export function findForms(document: Document, nowMs: () => number = () => performance.now()): Found {
  const { controls, roots, gaveUp } = collect(document, nowMs);
  const focused = focusedIn(document);
  const place = placeWords(document);
  const forms = groupFields(controls.map(describe)).flatMap((group) => formOfGroup(group, focused, place) ?? []);
  return { forms: forms.sort((one, other) => rank(other) - rank(one)), roots, gaveUp };
}

function rank(form: FoundForm): number {
  const fills = form.kind === "log_in" || form.kind === "code";
  return form.score + (form.focused ? 100 : 0) + (fills ? 50 : 0);
}

/** The path and the title of the page. */
function placeWords(document: Document): string {
  const title = Object.getOwnPropertyDescriptor(Document.prototype, "title")?.get?.call(document);
  return normalise(`${location.pathname.slice(0, 90)} ${String(title).slice(0, 100)}`);
}

function formOfGroup(group: Group, focused: Element | null, place: string): FoundForm | null {
  const words = formWords(group);
  const row = findCodeFields(group.fields);
  const pin = isPin(row, group.fields) ? row[0] : null;
  const code = pin ? [] : row;
  const others = group.fields.filter((field) => !code.includes(field));
  const passwords = others.filter(
    (field) => field.kind === "password" || field.kind === "new_password" || field === pin,
  );
  const found =
    passwords.length > 0 ? withPasswords(group, words, others, passwords) : stepOf(group, words, others, code, place);
  if (!found) return null;
  const fields = [found.login, found.password, ...code];
  const isFocused = fields.some((field) => field !== null && field.element === focused);
  const { container, form } = group;
  return { ...found, container, form, code: found.kind === "sign_up" ? [] : code, focused: isFocused };
}

/** A PIN beside a login is a password; alone it is a code. */
function isPin(row: readonly Field[], fields: readonly Field[]): boolean {
  const [field, ...more] = row;
  if (!field || more.length > 0 || field.type !== "password" || field.hints.includes("one-time-code")) return false;
  const hasPassword = fields.some(({ kind }) => kind === "password" || kind === "new_password");
  return !hasPassword && !says(field.words, "code") && fields.some(({ kind }) => kind === "login");
}

type Parts = Pick<FoundForm, "kind" | "login" | "password" | "newPassword" | "score">;

function withPasswords(group: Group, words: FormWords, fields: readonly Field[], passwords: readonly Field[]): Parts {
  const current = passwords.filter(({ kind }) => kind !== "new_password");
  const [first, second] = current;
  const password = first ?? passwords[0] ?? null;
  const login = loginBefore(group.fields, fields, password);
  const fresh = passwords.length - current.length;
  if (first && (fresh > 1 || (fresh > 0 && isSaidToBeThere(first)))) {
    const newPassword = passwords.findLast((field) => field.kind === "new_password") ?? null;
    return { kind: "change_password", login, password: first, newPassword, score: 5 };
  }
  // Two of the same kind: a password and the same again.
  if (fresh > 0 || second || signsUp(words, fields, password))
    return { kind: "sign_up", login, password, newPassword: password, score: 5 };
  const score =
    10 + (login?.sureness ?? -2) + (says(words.buttons, "logIn") ? 3 : 0) + (says(words.about, "logIn") ? 1 : 0);
  return { kind: "log_in", login, password, newPassword: null, score };
}

function isSaidToBeThere({ hints, words }: Field): boolean {
  return hints.includes("current-password") || says(words, "currentPassword");
}

function signsUp({ buttons, about }: FormWords, fields: readonly Field[], password: Field | null): boolean {
  if (password?.hints.includes("current-password")) return false;
  if (says(buttons, "signUp") && !says(buttons, "logIn")) return true;
  if (says(buttons, "logIn")) return false;
  const personal = fields.filter(({ kind }) => kind === "person").length;
  return personal >= 2 || (says(about, "signUp") && !says(about, "logIn"));
}

/** The surest login, or the field that stands right before the password. */
function loginBefore(order: readonly Field[], fields: readonly Field[], password: Field | null): Field | null {
  const at = password ? order.indexOf(password) : order.length;
  const before = order.slice(0, at).filter((field) => fields.includes(field) && !field.isForNews);
  const logins = before.filter(({ kind }) => kind === "login");
  const surest = Math.max(...logins.map(({ sureness }) => sureness));
  const sure = logins.findLast((field) => field.sureness === surest && isInput(field.element));
  return sure ?? before.findLast(({ kind }) => kind === "text") ?? logins.at(-1) ?? null;
}

/** A step that asks for no password: for the login first, or for the code last. */
function stepOf(
  group: Group,
  words: FormWords,
  fields: readonly Field[],
  code: readonly Field[],
  place: string,
): Parts | null {
  const login = loginBefore(group.fields, fields, null);
  if (code.length > 0) {
    const also = login && login.sureness >= 2 ? login : null;
    const hinted = code[0]?.hints.includes("one-time-code") ? 2 : 0;
    return { kind: "code", login: also, password: null, newPassword: null, score: 6 + hinted };
  }
  if (!login || login.isForNews) return null;
  const score = stepScore(words, fields, login, place);
  return score >= 3 ? { kind: "log_in", login, password: null, newPassword: null, score } : null;
}

function stepScore({ buttons, about }: FormWords, fields: readonly Field[], login: Field, place: string): number {
  const others = fields.filter((field) => field !== login && field.kind !== "login" && field.kind !== "other").length;
  const isNews = [buttons, about, login.words].some((text) => says(text, "newsletter") || says(text, "search"));
  const placed = says(place, "logIn") || /auth|sso|account|identity/.test(place);
  return (
    login.sureness +
    (says(buttons, "logIn") ? 2 : 0) +
    (says(buttons, "next") ? 1 : 0) +
    (says(about, "logIn") ? 1 : 0) +
    (placed ? 1 : 0) -
    (isNews ? 5 : 0) -
    (says(buttons, "signUp") || says(about, "signUp") ? 3 : 0) -
    (says(buttons, "reset") || says(about, "reset") ? 3 : 0) -
    (others > 1 ? 3 : others)
  );
}
