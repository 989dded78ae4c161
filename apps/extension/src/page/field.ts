// What one field says of itself, and what by that it is for.
import { attribute, type Control, elementById, isInput, labelsOf, maxLengthOf, rootOf, textOf, typeOf } from "./dom.ts";
import { type Meaning, normalise, says } from "./words.ts";

/**
 * - `login`, `password`, `new_password`, `code`: what it says. `password` is the one that is there already.
 * - `text`: could be a login by where it stands.
 * - `person`: asks for something else about a person, as sign-ups do.
 * - `other`: is none of Hesper's.
 */
export type FieldKind = "login" | "password" | "new_password" | "code" | "text" | "person" | "other";

export interface Field {
  readonly element: Control;
  readonly kind: FieldKind;
  /** Of the element when it was found. */
  readonly type: string;
  /** The tokens of its autocomplete hint, in small letters. */
  readonly hints: readonly string[];
  /** Longest text; -1: any. */
  readonly maxLength: number;
  /** How sure a login is: 0 for a mere text field, 3 for a hint. */
  readonly sureness: number;
  /** Says that it is for letters about news or for a search. */
  readonly isForNews: boolean;
  /** All that it says, normalised. */
  readonly words: string;
}

const textTypes = new Set(["text", "email", "tel", "number", "url", "search", "password"]);

export function mayBeFilled(type: string): boolean {
  return textTypes.has(type) || type === "select";
}

/** The attributes in which a field is called by its program, and those by which people are told. */
function wordsOf(element: Control): string {
  const parts = ["name", "id", "placeholder", "aria-label", "title", "formcontrolname", "ng-model", "v-model"];
  const own = parts.map((name) => attribute(element, name)).filter((text) => text !== "");
  return own.map(normalise).join(" | ");
}

/** The labels, which cost more to find. */
function labelWords(element: Control): string {
  const labels = labelsOf(element).map((label) => (textOf(label) ?? "").slice(0, 400).trim());
  return [...labels, ...describedBy(element)].map(normalise).join(" | ");
}

function describedBy(element: Control): string[] {
  const ids = attribute(element, "aria-labelledby").split(/\s+/).filter(Boolean).slice(0, 4);
  const root = rootOf(element);
  return ids.map((id) => {
    const named = elementById(root, id);
    return named ? (textOf(named) ?? "").slice(0, 400) : "";
  });
}

export function describe(element: Control): Field {
  const type = typeOf(element);
  const hints = attribute(element, "autocomplete").toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const maxLength = isInput(element) ? maxLengthOf(element) : -1;
  const words = `${wordsOf(element)} | ${labelWords(element)}`;
  const { kind, sureness } = kindOf({ element, type, hints, maxLength, words });
  const isForNews = says(words, "newsletter") || says(words, "search") || type === "search";
  return { element, type, hints, maxLength, words, kind, sureness, isForNews };
}

interface Described {
  readonly element: Control;
  readonly type: string;
  readonly hints: readonly string[];
  readonly maxLength: number;
  readonly words: string;
}
interface Kind {
  readonly kind: FieldKind;
  readonly sureness: number;
}
const is = (kind: FieldKind, sureness = 0): Kind => ({ kind, sureness });

function kindOf(field: Described): Kind {
  const { type, hints, words } = field;
  const about = (meaning: Meaning) => says(words, meaning);
  if (about("trap")) return is("other");
  if (type === "select") return about("login") && !about("notCode") ? is("login", 1) : is("other");
  if (type === "password") return passwordKind(field);
  if (hints.includes("one-time-code")) return is("code");
  if (hints.includes("current-password")) return is("password");
  if (hints.includes("new-password")) return is("new_password");
  if (hints.includes("username") || hints.includes("webauthn")) return is("login", 3);
  if (type === "search" || about("search")) return is("other");
  if (isMaskedPassword(field)) return is("password");
  if (isCode(field)) return is("code");
  if (about("notCode")) return is("person");
  if (type === "email" || hints.includes("email") || about("login")) return is("login", loginSureness(field));
  if (type === "url") return is("other");
  return is(about("person") || hints.length > 1 ? "person" : "text");
}

function loginSureness({ type, hints, words }: Described): number {
  const saysLogin = says(words, "login");
  return saysLogin && type !== "email" && !hints.includes("email") ? 2 : 1;
}

/** They are codes in spite of their name. */
const oneTimePassword = /(one ?time|einmal|temporary) ?(pass\w*|kennwort)/g;

function passwordKind({ hints, words: said, maxLength }: Described): Kind {
  const words = said.replace(oneTimePassword, "otp");
  if (hints.includes("current-password")) return is("password");
  if (hints.includes("new-password")) return is("new_password");
  const saysPassword = says(words, "password");
  // Some pages hint at a code to keep passwords from being remembered.
  if (hints.includes("one-time-code") && !saysPassword) return is("code");
  if (says(words, "code") && !/password|passw|kennwort/.test(words)) return is("code");
  if (says(words, "currentPassword")) return is("password");
  if (says(words, "newPassword")) return is("new_password");
  if (!saysPassword && says(words, "notCode")) return is("other");
  if (!saysPassword && maxLength > 0 && maxLength <= 8 && says(words, "weakCode")) return is("code");
  return is("password");
}

function isMaskedPassword({ element, type, words }: Described): boolean {
  if (type !== "text" || !says(words, "password")) return false;
  return getComputedStyle(element).getPropertyValue("-webkit-text-security") !== "none";
}

function isCode({ element, type, words, maxLength }: Described): boolean {
  if (says(words, "notCode")) return false;
  if (says(words, "code")) return type !== "email";
  const asksForDigits =
    type === "number" ||
    type === "tel" ||
    attribute(element, "inputmode") === "numeric" ||
    (maxLength >= 4 && maxLength <= 10) ||
    /\\d|0-9/.test(attribute(element, "pattern"));
  return asksForDigits && says(words, "weakCode");
}
