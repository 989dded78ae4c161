// Which fields belong together: by the form that owns them, or where there is none by what stands around them.
import { all, around, formOf, isForm } from "./dom.ts";
import type { Field } from "./field.ts";

export interface Group {
  /** The form, or the smallest element around all of them. */
  readonly container: Element;
  readonly form: HTMLFormElement | null;
  /** In the order of the page. */
  readonly fields: readonly Field[];
}

/** Elements around a field that are looked at. */
const reach = 30;
/** How far apart fields without a form may stand. */
const near = 12;

/** In the order of the page. */
export function groupFields(fields: readonly Field[]): Group[] {
  const byForm = new Map<HTMLFormElement, Field[]>();
  const formless: Field[] = [];
  for (const field of fields) {
    const form = formOf(field.element) ?? formAround(field);
    if (!form) formless.push(field);
    else byForm.set(form, [...(byForm.get(form) ?? []), field]);
  }
  const ofForms = [...byForm].map(([form, members]) => ({ container: form, form, fields: members }));
  return [...ofForms, ...clusters(formless)];
}

/** A form of the page around a component: the browser itself tells only of those in the same tree. */
function formAround(field: Field): HTMLFormElement | null {
  for (const element of around(field.element, reach)) if (isForm(element)) return element;
  return null;
}

interface Member {
  readonly field: Field;
  /** Itself first. */
  readonly chain: readonly Element[];
}

function clusters(fields: readonly Field[]): Group[] {
  let left: Member[] = fields.map((field) => ({ field, chain: [...around(field.element, reach)] }));
  const groups: Group[] = [];
  // Around passwords first: a text field beside one belongs to it, and to nothing else.
  const seeds = [...left.filter(({ field }) => isSecret(field)), ...left.filter(({ field }) => !isSecret(field))];
  for (const seed of seeds) {
    if (!left.includes(seed)) continue;
    const { container, members } = clusterAround(seed, left);
    groups.push({ container, form: null, fields: members.map(({ field }) => field) });
    left = left.filter((member) => !members.includes(member));
  }
  return groups;
}

function isSecret({ kind }: Field): boolean {
  return kind === "password" || kind === "new_password";
}

/** Grows until a login is in it beside the password; never over what holds a second login. */
function clusterAround(seed: Member, left: readonly Member[]): { container: Element; members: readonly Member[] } {
  let best = { container: seed.chain[1] ?? seed.field.element, members: [seed] as readonly Member[] };
  for (const container of seed.chain.slice(1, near + 1)) {
    // What is around a form is no form itself: its buttons are not of these fields.
    if (all(container, "form").length > 0) break;
    const members = left.filter(({ chain }) => chain.includes(container));
    const logins = members.filter(({ field }) => field.kind === "login" || field.kind === "text");
    const current = members.filter(({ field }) => field.kind === "password");
    if (current.length > 2 || (best.members.length > 1 && isAnotherForm(best.members, members))) break;
    best = { container, members };
    if (isSecret(seed.field) && logins.length > 0) break;
  }
  return best;
}

/** Whether what was added is a form of its own: it has a password or a login where there was one already. */
function isAnotherForm(before: readonly Member[], after: readonly Member[]): boolean {
  const count = (members: readonly Member[], kind: "login" | "password") =>
    members.filter(({ field }) => field.kind === kind).length;
  if (after.length === before.length) return false;
  return (["login", "password"] as const).some(
    (kind) => count(before, kind) > 0 && count(after, kind) > count(before, kind),
  );
}
