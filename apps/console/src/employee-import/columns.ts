// Which column of a file is which field: guessed by its heading, and changed by hand.
import { type ImportColumn, importColumns, importLimits } from "@hesper/contract";

export const fieldNames: Record<ImportColumn, string> = {
  externalId: "External id",
  name: "Name",
  email: "Email",
  phone: "Phone",
  company: "Company",
  department: "Department",
  position: "Position",
  role: "Role",
};

/** How headings of other programs call a field, in English and German; letters and digits only. */
const headings: Record<ImportColumn, readonly string[]> = {
  externalId: ["externalid", "employeeid", "employeenumber", "personnelnumber", "personalnummer", "mitarbeiternummer"],
  name: ["name", "fullname", "displayname", "employee", "vollername", "mitarbeiter", "anzeigename"],
  email: ["email", "emailaddress", "mail", "mailaddress", "emailadresse", "workemail", "userprincipalname"],
  phone: ["phone", "phonenumber", "telephone", "mobile", "telefon", "telefonnummer", "handy", "mobil"],
  company: ["company", "companyname", "organisation", "organization", "firma", "unternehmen", "gesellschaft"],
  department: ["department", "abteilung", "team", "orgunit"],
  position: ["position", "jobtitle", "title", "stelle", "funktion", "jobbezeichnung"],
  role: ["role", "rolle"],
};

/** The field of each column of the file; null: is not imported. No field has two columns. */
export type Matching = readonly (ImportColumn | null)[];

export function guessMatching(names: readonly string[]): Matching {
  const taken = new Set<ImportColumn>();
  return names.map((name) => {
    const key = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const field = importColumns.find((one) => headings[one].includes(key) && !taken.has(one)) ?? null;
    if (field !== null) taken.add(field);
    return field;
  });
}

/** The column that had the field before is not imported any more. */
export function matchColumn(matching: Matching, column: number, field: ImportColumn | null): Matching {
  return matching.map((now, at) => (at === column ? field : now === field ? null : now));
}

/** Why an import with these columns could do nothing; null: it could. */
export function problemOf(matching: Matching): string | null {
  if (matching.includes("email") || matching.includes("externalId")) {
    return matching.some((field) => field !== null && field !== "externalId")
      ? null
      : "Match a column that says something about the people, such as the name.";
  }
  return "Match the column of the emails or of the external ids: they say whom a row is about.";
}

export interface Matched {
  readonly columns: ImportColumn[];
  /** The cells of a row that are imported. */
  readonly cellsOf: (row: readonly string[]) => string[];
}

export function matchedOf(matching: Matching): Matched {
  const places = matching.flatMap((field, at) => (field === null ? [] : [{ field, at }]));
  return {
    columns: places.map(({ field }) => field),
    // What is longer than any field is refused by the server, row by row, also when its end is missing.
    cellsOf: (row) => places.map(({ at }) => (row[at] ?? "").slice(0, importLimits.cell)),
  };
}
