// What is known of an employee, as a form has it and as the server is told.
import { email, externalId, type Person, personName, phone } from "@hesper/contract";
import type { Named } from "../organisation/organisation.ts";
import { check } from "../session/fields.ts";

export const textFields = ["name", "email", "phone", "externalId"] as const;
export const namedFields = ["company", "department", "position"] as const;
export const fields = [...textFields, ...namedFields] as const;
export type TextField = (typeof textFields)[number];
export type NamedField = (typeof namedFields)[number];
export type Field = (typeof fields)[number];

export type Values = { readonly [F in TextField]: string } & { readonly [F in NamedField]: Named | null };

export const nothing: Values = {
  name: "",
  email: "",
  phone: "",
  externalId: "",
  company: null,
  department: null,
  position: null,
};

export const fieldLabels: Record<Field, string> = {
  name: "Name",
  email: "Email",
  phone: "Phone",
  externalId: "External id",
  company: "Company",
  department: "Department",
  position: "Position",
};

export function valuesOf(person: Person): Values {
  const { name, email: address, phone: number, externalId: other, company, department, position } = person;
  return { name, email: address, phone: number ?? "", externalId: other ?? "", company, department, position };
}

/** Whether the server would keep both as the same. */
export function isSame(field: Field, one: Values, other: Values): boolean {
  return wordsOf(field, one) === wordsOf(field, other) && idOf(one[field]) === idOf(other[field]);
}

function idOf(value: string | Named | null): string | null {
  return typeof value === "string" || value === null ? null : value.id;
}

/** A value as it is shown; empty: none. */
export function wordsOf(field: Field, values: Values): string {
  const value = values[field];
  return typeof value === "string" ? value.normalize("NFC").trim() : (value?.name ?? "");
}

const checks: Record<TextField, (value: string) => string | null> = {
  name: check(personName),
  email: check(email),
  phone: (value) => (value.trim() === "" ? null : check(phone)(value)),
  externalId: (value) => (value.trim() === "" ? null : check(externalId)(value)),
};

export type Mistakes = { readonly [F in Field]?: string };

export function mistakesIn(values: Values): Mistakes {
  const found = textFields.map((field) => [field, checks[field](values[field])] as const);
  return Object.fromEntries(found.filter(([, mistake]) => mistake !== null));
}

/** As the server takes them. */
export function bodyOf(values: Values) {
  const { name, email: address, phone: number, externalId: other, company, department, position } = values;
  return {
    name,
    email: address,
    phone: number.trim() === "" ? null : number,
    externalId: other.trim() === "" ? null : other,
    companyId: company?.id ?? null,
    departmentId: department?.id ?? null,
    positionId: position?.id ?? null,
  };
}

const bodyFields = {
  name: "name",
  email: "email",
  phone: "phone",
  externalId: "externalId",
  company: "companyId",
  department: "departmentId",
  position: "positionId",
} as const satisfies Record<Field, keyof ReturnType<typeof bodyOf>>;

/** Only these. Company and department go together: the server looks whether they fit. */
export function bodyOfChanges(values: Values, changes: readonly Field[]): Partial<ReturnType<typeof bodyOf>> {
  const isPlace = (field: Field) => field === "company" || field === "department";
  const sent = fields.filter((field) => changes.includes(field) || (isPlace(field) && changes.some(isPlace)));
  const body = bodyOf(values);
  return Object.fromEntries(sent.map((field) => [bodyFields[field], body[bodyFields[field]]]));
}

/** What a refusal says of single fields of the body, by the fields of the form. */
export function mistakesOf(errors: readonly { readonly field: string; readonly message: string }[]): Mistakes {
  const pairs = fields.flatMap((field) => {
    const found = errors.find((error) => error.field === `/${bodyFields[field]}`);
    return found ? [[field, found.message] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** A department brings its company; another company ends a department that may not be of it. */
export function withChoice(values: Values, field: NamedField, chosen: Named | null): Values {
  if (field === "company" && chosen?.id !== values.company?.id) return { ...values, company: chosen, department: null };
  if (field === "department" && chosen?.company) return { ...values, department: chosen, company: chosen.company };
  return { ...values, [field]: chosen };
}
