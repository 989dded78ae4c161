// Reading the audit: pages, counts and exports, with the names of the people in the events.
import { setImmediate as rest } from "node:timers/promises";
import type { AuditEvent, AuditFilters } from "@hesper/contract";
import { type Database, type Handle, inTransaction } from "../database/database.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import type { Origin } from "./service.ts";
import { recordEvent } from "./service.ts";
import * as store from "./store.ts";

/** Where counting stops. */
const mostCounted = 10_000;

/** The queries whose results together are what the filters ask for: a person may be who did it, or on whom. */
function queriesOf({ person, from, to, type, outcome, address }: AuditFilters): store.EventFilter[] {
  const common = {
    type,
    outcome,
    address,
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
  return person === undefined
    ? [common]
    : [
        { ...common, actorId: person },
        { ...common, subjectId: person },
      ];
}

async function readRows(
  db: Handle,
  filters: AuditFilters,
  page: { limit: number; before: string | null },
): Promise<store.EventRow[]> {
  const found = await Promise.all(queriesOf(filters).map((query) => store.selectEvents(db, query, page)));
  const byId = new Map(found.flat().map((row) => [row.id, row]));
  return [...byId.values()].sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, page.limit);
}

type Person = { readonly id: string; readonly name: string; readonly email: string };

/** Adds the names of people to rows. One cache serves a whole export. */
async function withPeople(
  db: Handle,
  rows: readonly store.EventRow[],
  known: Map<string, Person> = new Map(),
): Promise<AuditEvent[]> {
  const wanted = new Set(rows.flatMap((row) => [row.actor_id, row.subject_id]).filter((id) => id !== null));
  const unknown = [...wanted].filter((id) => !known.has(id));
  for (const id of unknown) known.set(id, { id, name: "", email: "" });
  for (const person of await store.selectPeople(db, unknown)) known.set(person.id, person);
  const personOf = (id: string | null) => (id === null ? null : (known.get(id) ?? null));
  return rows.map((row) => ({
    id: row.id,
    at: new Date(row.at).toISOString(),
    type: row.type,
    outcome: row.outcome,
    actor: personOf(row.actor_id),
    subject: personOf(row.subject_id),
    address: row.address,
    browser: row.user_agent,
    factor: row.factor,
    detail: JSON.parse(row.detail) as AuditEvent["detail"],
    seal: row.seal,
  }));
}

export async function listEvents(
  db: Handle,
  filters: AuditFilters,
  page: { limit: number; before: string | null },
): Promise<AuditEvent[]> {
  return withPeople(db, await readRows(db, filters, page));
}

/** Each query is counted up to `most`; what a person did on themselves is found by both of theirs, and counts once. */
async function countFitting(
  db: Handle,
  filters: AuditFilters,
  most: number,
): Promise<{ count: number; exact: boolean }> {
  const queries = queriesOf(filters);
  const counts = await Promise.all(queries.map((query) => store.countEvents(db, query, { most, before: null })));
  const own =
    queries.length > 1 ? await store.countEvents(db, { ...queries[0], ...queries[1] }, { most, before: null }) : 0;
  return { count: counts.reduce((sum, one) => sum + one, 0) - own, exact: counts.every((one) => one < most) };
}

/** Counts up to 10,000; above that, and for a person whose events are in two places, only about as many. */
export async function countEvents(db: Handle, filters: AuditFilters): Promise<{ count: number; exact: boolean }> {
  const { count, exact } = await countFitting(db, filters, mostCounted);
  return { count: Math.min(count, mostCounted), exact: exact && count <= mostCounted };
}

export type ExportFormat = "csv" | "jsonl";

const rowsAtOnce = 1000;
/** Names that are kept while exporting; more people than that are looked up again. */
const mostKnown = 20_000;

/**
 * The events that fit, in pieces of text, however many: only one page is in memory. The export is on record.
 * @param exporter who downloads, and from where.
 */
export async function exportEvents(
  { db, ids }: { db: Database; ids: IdSource },
  { filters, format, exporter }: { filters: AuditFilters; format: ExportFormat; exporter: Exporter },
): Promise<{ total: number; chunks: AsyncIterable<string> }> {
  const { count: total } = await countFitting(db, filters, Number.MAX_SAFE_INTEGER);
  await inTransaction(db, (tx) =>
    recordEvent(tx, ids, {
      type: "audit.exported",
      actorId: exporter.employeeId,
      subjectId: null,
      origin: exporter.origin,
      detail: { format, events: total },
    }),
  );
  return { total, chunks: pieces(db, filters, format === "csv" ? csv : jsonLines) };
}

export interface Exporter {
  readonly employeeId: EmployeeId;
  readonly origin: Origin;
}

interface Writer {
  readonly head: string;
  readonly line: (event: AuditEvent) => string;
}

async function* pieces(db: Handle, filters: AuditFilters, { head, line }: Writer): AsyncGenerator<string> {
  if (head !== "") yield head;
  const known = new Map<string, Person>();
  let before: string | null = null;
  for (;;) {
    const rows: store.EventRow[] = await readRows(db, filters, { limit: rowsAtOnce, before });
    if (rows.length > 0) yield (await withPeople(db, rows, known)).map(line).join("");
    if (rows.length < rowsAtOnce) return;
    // SQLite answers at once and a client nearby takes all at once: without a rest nobody else would be served.
    await rest();
    before = rows.at(-1)?.id ?? null;
    if (known.size > mostKnown) known.clear();
  }
}

const jsonLines: Writer = { head: "", line: (event) => `${JSON.stringify(event)}\n` };

const columns: readonly [string, (event: AuditEvent) => string][] = [
  ["time", (event) => event.at],
  ["event", (event) => event.type],
  ["outcome", (event) => event.outcome],
  ["actor_name", (event) => event.actor?.name ?? ""],
  ["actor_email", (event) => event.actor?.email ?? ""],
  ["subject_name", (event) => event.subject?.name ?? ""],
  ["subject_email", (event) => event.subject?.email ?? ""],
  ["address", (event) => event.address],
  ["browser", (event) => event.browser],
  ["factor", (event) => event.factor ?? ""],
  ["detail", (event) => (Object.keys(event.detail).length === 0 ? "" : JSON.stringify(event.detail))],
  ["id", (event) => event.id],
  ["seal", (event) => String(event.seal ?? "")],
];

const csv: Writer = {
  head: `${columns.map(([name]) => name).join(",")}\r\n`,
  line: (event) => `${columns.map(([, value]) => csvCell(value(event))).join(",")}\r\n`,
};

/** RFC 4180, and no formula: spreadsheets run what begins with one of these, also after a tab or a line break. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
