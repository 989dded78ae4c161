// Reading the cells of a row: what a spreadsheet put around them, what is empty, and what the field does not allow.
import {
  companyName,
  departmentName,
  email,
  externalId,
  type ImportColumn,
  personName,
  phone,
  positionName,
  type Role,
  roles,
} from "@hesper/contract";
import { unmarked } from "../employees/csv.ts";
import { emailKey } from "../employees/service.ts";

export type Cells = Partial<Record<ImportColumn, string>>;

/** Without empty ones: these leave a field as it is. */
export function cellsOf(columns: readonly ImportColumn[], row: readonly string[]): Cells {
  const cells: Cells = {};
  for (const [at, column] of columns.entries()) {
    const text = unmarked(row[at] ?? "");
    if (text.trim() !== "") cells[column] = text;
  }
  return cells;
}

/** Longer than any email or external id may be, and short enough for an index of PostgreSQL. */
const longestKey = 300;

/** What rows of one import are compared by. Also of texts that will be refused. */
export function keysOf({ email: text, externalId: known }: Cells): {
  email_key: string | null;
  external_id: string | null;
} {
  return {
    email_key: text === undefined ? null : storable(emailKey(text).slice(0, longestKey)),
    external_id: known === undefined ? null : storable(known.normalize("NFC").trim().slice(0, longestKey)),
  };
}

/** PostgreSQL keeps no text with a zero in it, and none that is broken; such a cell is refused when it is read. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}

export type Fields = { readonly [C in Exclude<ImportColumn, "role">]?: string } & { readonly role?: Role };

const shapes = {
  externalId,
  name: personName,
  email,
  phone,
  company: companyName,
  department: departmentName,
  position: positionName,
} as const;

/** The fields of a row, or the first sentence on what is wrong with it. */
export function readFields(cells: Cells): { readonly fields: Fields } | { readonly reason: string } {
  const fields: Record<string, string> = {};
  for (const [column, text] of Object.entries(cells) as [ImportColumn, string][]) {
    if (storable(text) !== text) return { reason: `The ${words[column]} has a broken character.` };
    const read = column === "role" ? readRole(text) : readText(column, text);
    if ("reason" in read) return read;
    fields[column] = read.value;
  }
  return { fields };
}

type Read = { readonly value: string } | { readonly reason: string };

function readText(column: keyof typeof shapes, text: string): Read {
  const parsed = shapes[column].safeParse(text);
  if (parsed.success) return { value: parsed.data };
  const why = parsed.error.issues[0]?.message ?? "It is not allowed.";
  return { reason: column === "email" ? `“${shortened(text)}” is no email. ${why}` : why };
}

function readRole(text: string): Read {
  const role = roles.find((one) => one === text.trim().toLowerCase());
  return role === undefined
    ? { reason: `“${shortened(text)}” is no role. Write administrator, auditor or employee.` }
    : { value: role };
}

function shortened(text: string): string {
  const letters = [...text.trim()];
  return letters.length <= 60 ? letters.join("") : `${letters.slice(0, 60).join("")}…`;
}

export const words = {
  externalId: "external id",
  name: "name",
  email: "email",
  phone: "phone number",
  company: "company",
  department: "department",
  position: "position",
  role: "role",
} as const satisfies Record<ImportColumn, string>;
