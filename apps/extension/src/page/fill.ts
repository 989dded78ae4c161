// Fills the form of a page that fits what is to be filled, part by part, and tells what came of each.

import { isConnected } from "./dom.ts";
import { enter } from "./events.ts";
import { fillBoxes } from "./fill-boxes.ts";
import { fillField } from "./fill-field.ts";
import type { FillReport, FillStop, Outcome, Outcomes } from "./fill-report.ts";
import { type FoundForm, findForms } from "./find.ts";
import { isSeenInFrame } from "./frame-sight.ts";
import { findElsewhere, type Place } from "./sends-elsewhere.ts";
import { lookAt } from "./visible.ts";

/** Null or empty: not to be filled. */
export interface Values {
  readonly login: string | null;
  readonly password: string | null;
  readonly code: string | null;
}

/** A document lets its own path and name change, never its origin. */
function isAt({ origin }: Place): boolean {
  return location.origin === origin && self.origin === origin;
}

const nothing: Outcomes = { login: null, password: null, code: null };
const stopped = (stop: FillStop, elsewhere: string | null = null): FillReport => ({ ...nothing, stop, elsewhere });

/** @param isInTime asked before anything is filled. */
export async function fill(given: Values, place: Place, isInTime: () => boolean): Promise<FillReport> {
  const values = { login: given.login || null, password: given.password || null, code: given.code || null };
  if (!isAt(place)) return stopped("other_origin");
  if (!isInTime()) return stopped("too_late");
  const form = chooseForm(values);
  if (!form) return stopped("no_form");
  const elsewhere = findElsewhere(form, place);
  if (elsewhere) return stopped("sends_elsewhere", elsewhere);
  if (!(await isSeenInFrame(form.container))) return stopped("frame_hidden");
  return { ...(await fillParts(form, values, place)), stop: null, elsewhere: null };
}

async function fillParts(form: FoundForm, values: Values, place: Place): Promise<Outcomes> {
  let now = form;
  // A page may draw its form anew after each field.
  const again = () => {
    if (fieldsOf(now).some(({ element }) => !isConnected(element))) now = chooseForm(values) ?? now;
    return now;
  };
  const mayGo = () => isAt(place) && findElsewhere(now, place) === null;
  const login = values.login === null ? null : await fillPart(again(), "login", values.login, mayGo);
  const password = values.password === null ? null : await fillPart(again(), "password", values.password, mayGo);
  const code = values.code === null ? null : await fillPart(again(), "code", values.code, mayGo);
  leaveKeyboardIn(now, { login, password, code });
  return { login, password, code };
}

async function fillPart(
  form: FoundForm,
  part: "login" | "password" | "code",
  value: string,
  mayGo: () => boolean,
): Promise<Outcome> {
  const [first, ...more] = part === "code" ? form.code : [form[part]];
  if (!first) return "not_there";
  if (!mayGo()) return "changed";
  return more.length > 0 ? fillBoxes(form.code, value, mayGo) : fillField(first, part, value, mayGo);
}

/** So that Enter sends the form. */
function leaveKeyboardIn(form: FoundForm, outcomes: Outcomes): void {
  const last =
    outcomes.code === "filled" ? form.code.at(-1) : outcomes.password === "filled" ? form.password : form.login;
  if (last && isConnected(last.element)) enter(last.element);
}

export function fieldsOf({ login, password, code }: FoundForm): FoundForm["code"] {
  return [login, password, ...code].filter((field) => field !== null);
}

/** What a form that fits has: a password before a mere login, and for a code only what asks for one. */
function fitness(form: FoundForm, values: Values): number {
  if (form.kind !== "log_in" && form.kind !== "code") return 0;
  const wanted = [
    values.login !== null && form.login,
    values.password !== null && form.password,
    values.code !== null && form.code.length > 0,
  ];
  const [login, password, code] = wanted.map((has) => (has ? 1 : 0)) as [number, number, number];
  return form.focused && login + password + code > 0 ? 8 : login + password * 2 + code * 2;
}

/** The fittest that a person can see; where none can be seen, the fittest. */
function chooseForm(values: Values): FoundForm | null {
  const fitting = findForms(document)
    .forms.filter((form) => fitness(form, values) > 0)
    .sort((one, other) => fitness(other, values) - fitness(one, values));
  return fitting.slice(0, 5).find((form) => isInSight(form)) ?? fitting[0] ?? null;
}

function isInSight(form: FoundForm): boolean {
  const main = form.password ?? form.code[0] ?? form.login;
  return main !== null && lookAt(main.element) === "seen";
}
