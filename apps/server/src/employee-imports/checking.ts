// Making the preview, some rows at a time: whom each row is about, and why it must not be carried out.
import { type ImportColumn, importLimits } from "@hesper/contract";
import type { Tx } from "../database/database.ts";
import { emailKey } from "../employees/service.ts";
import { findByEmailKeys, findByExternalIds } from "../employees/store.ts";
import { findOpenLinks } from "../links/service.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { type Cells, cellsOf, type Fields, readFields } from "./cells.ts";
import { type Known, type Match, matchRow, tooDelicate } from "./matching.ts";
import { findAbout, insertOutcomes, type Outcome } from "./outcome-store.ts";
import { acceptedRows, emptyRow, refusedRow } from "./outcomes.ts";
import { type Added, resolvePlaces } from "./places.ts";
import { findTwice, type Import, type ImportRow } from "./store.ts";

export interface CheckDeps {
  readonly ids: IdSource;
  readonly sendsMail: boolean;
}

interface Read {
  readonly row: number;
  readonly cells: Cells;
  readonly fields: Fields;
  /** What is wrong with a cell; null: nothing. */
  readonly reason: string | null;
}

export interface Accepted extends Pick<Read, "row" | "fields">, Match {}

/** Writes what becomes of the rows. @returns the figures of the import with these. */
export async function checkRows(
  tx: Tx,
  deps: CheckDeps,
  one: Import,
  rows: readonly ImportRow[],
): Promise<Partial<Import>> {
  const columns = one.columns.split(",") as ImportColumn[];
  const all = rows.map((row) => read(columns, row));
  const known = await learn(tx, deps, one, all);
  const { accepted, others } = await sortOut(tx, one, all, known);
  const namings = accepted.map(({ fields, employee }) => ({ fields, companyId: employee?.companyId ?? null }));
  const { places, added } = await resolvePlaces(tx, deps.ids, one.id, namings);
  const outcomes = [...others, ...(await acceptedRows(tx, deps.ids, one.id, { accepted, places }))];
  await insertOutcomes(tx, outcomes);
  return totals(one, outcomes, added);
}

function read(columns: readonly ImportColumn[], { row, cells: text }: ImportRow): Read {
  const cells = cellsOf(columns, JSON.parse(text) as string[]);
  const result = readFields(cells);
  return "reason" in result
    ? { row, cells, fields: {}, reason: result.reason }
    : { row, cells, ...result, reason: null };
}

async function learn(tx: Tx, { sendsMail }: CheckDeps, one: Import, rows: readonly Read[]): Promise<Known> {
  const emails = [...new Set(rows.flatMap(({ fields }) => (fields.email === undefined ? [] : emailKey(fields.email))))];
  const externalIds = [...new Set(rows.flatMap(({ fields }) => fields.externalId ?? []))];
  const withEmail = await findByEmailKeys(tx, emails);
  const withId = await findByExternalIds(tx, externalIds);
  const withoutLogIn = [...withEmail, ...withId].filter((employee) => !employee.hasLogIn).map(({ id }) => id);
  return {
    byEmail: new Map(withEmail.map((employee) => [emailKey(employee.email), employee])),
    byExternalId: new Map(withId.map((employee) => [String(employee.externalId), employee])),
    invited: await findOpenLinks(tx, "invitations", withoutLogIn),
    emailTwice: await findTwice(tx, one.id, { column: "email_key", texts: emails }),
    externalIdTwice: await findTwice(tx, one.id, { column: "external_id", texts: externalIds }),
    importer: one.made_by,
    sendsMail,
  };
}

async function sortOut(
  tx: Tx,
  one: Import,
  rows: readonly Read[],
  known: Known,
): Promise<{ accepted: Accepted[]; others: Outcome[] }> {
  const matches = rows.map(({ reason, fields }) => reason ?? matchRow(fields, known));
  const met = matches.flatMap((match) =>
    typeof match === "string" || match.employee === null ? [] : match.employee.id,
  );
  const about = await findAbout(tx, one.id, met);
  const accepted: Accepted[] = [];
  const others: Outcome[] = [];
  let delicate = one.delicate;
  for (const [at, row] of rows.entries()) {
    const match = matches[at] ?? "";
    if (Object.keys(row.cells).length === 0) others.push(emptyRow(one.id, row.row));
    else {
      const reason = typeof match === "string" ? match : (sayAgain(match, about) ?? sayTooMany(match, delicate));
      if (reason !== null || typeof match === "string") others.push(refusedRow(one.id, row, reason ?? ""));
      else {
        if (match.employee !== null) about.set(match.employee.id, row.row);
        if (match.delicate) delicate += 1;
        accepted.push({ row: row.row, fields: row.fields, ...match });
      }
    }
  }
  return { accepted, others };
}

/** Two rows may name one employee in two ways. */
function sayAgain({ employee }: Match, about: ReadonlyMap<EmployeeId, number>): string | null {
  const first = employee === null ? undefined : about.get(employee.id);
  return first === undefined ? null : `Row ${first + 1} of the file is about ${employee?.name} too.`;
}

function sayTooMany({ delicate }: Match, before: number): string | null {
  return delicate && before >= importLimits.delicateRows ? tooDelicate : null;
}

function totals(one: Import, outcomes: readonly Outcome[], added: Added): Partial<Import> {
  const count = (outcome: Outcome["outcome"]) => outcomes.filter((row) => row.outcome === outcome).length;
  return {
    done: Math.max(one.done, ...outcomes.map(({ row }) => row)),
    created: one.created + count("created"),
    changed: one.changed + count("changed"),
    unchanged: one.unchanged + count("unchanged"),
    refused: one.refused + count("refused"),
    companies: one.companies + added.companies,
    departments: one.departments + added.departments,
    positions: one.positions + added.positions,
    delicate: one.delicate + outcomes.filter((row) => row.delicate === 1).length,
  };
}
