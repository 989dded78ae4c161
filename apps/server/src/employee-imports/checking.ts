// Making the preview, some rows at a time: whom each row is about, and why it must not be carried out.
import { setImmediate as rest } from "node:timers/promises";
import { type ImportColumn, importLimits } from "@hesper/contract";
import type { Database, Handle, Tx } from "../database/database.ts";
import { emailKey } from "../employees/service.ts";
import { findByEmailKeys, findByExternalIds } from "../employees/store.ts";
import { findOpenLinks } from "../links/service.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { type Cells, cellsOf, type Fields, readFields } from "./cells.ts";
import { type Accepted, type Known, type Match, matchRow, tooDelicate } from "./matching.ts";
import { findAbout, insertOutcomes, insertPlaces, type Outcome, type Place } from "./outcome-store.ts";
import { acceptedRows, emptyRow, refusedRow } from "./outcomes.ts";
import { resolvePlaces } from "./places.ts";
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

export interface Preview {
  readonly outcomes: readonly Outcome[];
  readonly places: readonly Place[];
  /** Of the import, with these rows. */
  readonly figures: Partial<Import>;
}

/** Changes nothing: what it reads may change before the import is applied, and is looked at again then. */
export async function previewRows(
  db: Database,
  deps: CheckDeps,
  one: Import,
  rows: readonly ImportRow[],
): Promise<Preview> {
  const columns = one.columns.split(",") as ImportColumn[];
  const all = rows.map((row) => read(columns, row));
  // Others are served in between.
  await rest();
  const known = await learn(db, deps, one, all);
  const { accepted, others } = await sortOut(db, one, all, known);
  await rest();
  const namings = accepted.map(({ fields, employee }) => ({ fields, companyId: employee?.companyId ?? null }));
  const { named, missing } = await resolvePlaces(db, deps.ids, one.id, namings);
  const outcomes = [...others, ...(await acceptedRows(db, deps.ids, one.id, { accepted, places: named }))];
  await rest();
  return { outcomes, places: missing, figures: totals(one, outcomes, missing) };
}

/** Writes what becomes of the rows. */
export async function keepPreview(tx: Tx, { outcomes, places }: Preview): Promise<void> {
  await insertPlaces(tx, places);
  await insertOutcomes(tx, outcomes);
}

function read(columns: readonly ImportColumn[], { row, cells: text }: ImportRow): Read {
  const cells = cellsOf(columns, JSON.parse(text) as string[]);
  const result = readFields(cells);
  return "reason" in result
    ? { row, cells, fields: {}, reason: result.reason }
    : { row, cells, ...result, reason: null };
}

async function learn(db: Handle, { sendsMail }: CheckDeps, one: Import, rows: readonly Read[]): Promise<Known> {
  const emails = [...new Set(rows.flatMap(({ fields }) => (fields.email === undefined ? [] : emailKey(fields.email))))];
  const externalIds = [...new Set(rows.flatMap(({ fields }) => fields.externalId ?? []))];
  const withEmail = await findByEmailKeys(db, emails);
  const withId = await findByExternalIds(db, externalIds);
  const withoutLogIn = [...withEmail, ...withId].filter((employee) => !employee.hasLogIn).map(({ id }) => id);
  return {
    byEmail: new Map(withEmail.map((employee) => [emailKey(employee.email), employee])),
    byExternalId: new Map(withId.map((employee) => [String(employee.externalId), employee])),
    invited: await findOpenLinks(db, "invitations", withoutLogIn),
    emailTwice: await findTwice(db, one.id, { column: "email_key", texts: emails }),
    externalIdTwice: await findTwice(db, one.id, { column: "external_id", texts: externalIds }),
    importer: one.made_by,
    sendsMail,
  };
}

async function sortOut(
  db: Handle,
  one: Import,
  rows: readonly Read[],
  known: Known,
): Promise<{ accepted: Accepted[]; others: Outcome[] }> {
  const matches = rows.map(({ reason, fields }) => reason ?? matchRow(fields, known));
  const met = matches.flatMap((match) =>
    typeof match === "string" || match.employee === null ? [] : match.employee.id,
  );
  const about = await findAbout(db, one.id, met);
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

function totals(one: Import, outcomes: readonly Outcome[], missing: readonly Place[]): Partial<Import> {
  const count = (outcome: Outcome["outcome"]) => outcomes.filter((row) => row.outcome === outcome).length;
  return {
    done: Math.max(one.done, ...outcomes.map(({ row }) => row)),
    created: one.created + count("created"),
    changed: one.changed + count("changed"),
    unchanged: one.unchanged + count("unchanged"),
    refused: one.refused + count("refused"),
    companies: one.companies + missing.filter(({ kind }) => kind === "companies").length,
    departments: one.departments + missing.filter(({ kind }) => kind === "departments").length,
    positions: one.positions + missing.filter(({ kind }) => kind === "positions").length,
    delicate: one.delicate + outcomes.filter((row) => row.delicate === 1).length,
  };
}
