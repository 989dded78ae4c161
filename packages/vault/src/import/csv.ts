// Exports in CSV: which program wrote one is seen by the names of its columns.
import papaparse from "papaparse";
import type { Entries, Found } from "./entry.ts";
import { type ExportFormat, ExportProblem } from "./export.ts";

/** Gives the value of a column of this row; empty where there is none. */
type Row = (column: string) => string;

interface CsvFormat {
  readonly format: ExportFormat;
  /** In lower case. All of them are there. */
  readonly columns: readonly string[];
  readonly read: (row: Row) => Found;
}

const formats: readonly CsvFormat[] = [
  {
    format: "bitwarden_csv",
    columns: ["type", "name", "login_uri", "login_username", "login_password", "login_totp"],
    read: (row) => ({
      name: row("name"),
      addresses: addressesIn(row("login_uri")),
      login: row("login_username"),
      password: row("login_password"),
      otp: row("login_totp"),
      notes: row("notes"),
      left: row("fields") === "" ? [] : ["custom_fields"],
      ...(row("type") === "login" ? {} : { refusal: "not_a_login" }),
    }),
  },
  {
    format: "onepassword_csv",
    columns: ["title", "url", "username", "password", "otpauth"],
    read: (row) => ({ ...simple(row, "title", "notes"), otp: row("otpauth") }),
  },
  {
    format: "keepassxc_csv",
    columns: ["group", "title", "username", "password", "url", "notes"],
    read: (row) => ({ ...simple(row, "title", "notes"), otp: row("totp") }),
  },
  {
    format: "keepass_csv",
    columns: ["account", "login name", "password", "web site", "comments"],
    read: (row) => ({
      name: row("account"),
      addresses: [row("web site")],
      login: row("login name"),
      password: row("password"),
      otp: "",
      notes: row("comments"),
    }),
  },
  {
    format: "chrome_csv",
    columns: ["name", "url", "username", "password"],
    read: (row) => simple(row, "name", "note"),
  },
];

function simple(row: Row, name: string, notes: string): Found {
  return {
    name: row(name),
    addresses: [row("url")],
    login: row("username"),
    password: row("password"),
    otp: "",
    notes: row(notes),
  };
}

/** Bitwarden parts several by commas, which may stand in an address as well. */
function addressesIn(text: string): string[] {
  return text.split(/,(?=[a-z][a-z0-9+.-]*:\/\/)/i);
}

/**
 * Throws `ExportProblem`: `unknown_format`, `damaged`.
 */
export function readCsv(found: Entries, text: string): ExportFormat {
  const { data, errors } = papaparse.parse<string[]>(text, { header: false, delimiter: "," });
  const [head = [], ...rows] = data;
  const columns = head.map((name) => name.trim().toLowerCase());
  const known = formats.find((format) => format.columns.every((name) => columns.includes(name)));
  if (!known) throw new ExportProblem("unknown_format");
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken) throw new ExportProblem("damaged", placeOf((broken.row ?? 0) - 1));
  for (const [index, cells] of rows.entries()) {
    if (cells.length === 1 && cells[0] === "") continue;
    const row: Row = (column) => cells[columns.indexOf(column)] ?? "";
    found.add(cells.length === columns.length ? known.read(row) : null, placeOf(index));
  }
  return known.format;
}

/** As a spreadsheet counts: the row with the names of the columns is the first. */
function placeOf(index: number): string {
  return `row ${index + 2}`;
}
