// The list of employees as CSV, in the order and with the filters of the page; to import it changes nothing.
import { setImmediate as rest } from "node:timers/promises";
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { namesOf } from "../organisation/store.ts";
import type { IdSource } from "../security/ids.ts";
import type { Caller } from "../two-factor/service.ts";
import { employeeCell } from "./csv.ts";
import { type ListRequest, listEmployees } from "./list.ts";
import { countAtMost } from "./list-store.ts";
import type { Employee } from "./service.ts";

type Names = Awaited<ReturnType<typeof namesOf>>;

const columns: readonly [string, (one: Employee, names: Names) => string | null | undefined][] = [
  ["External id", (one) => one.externalId],
  ["Name", (one) => one.name],
  ["Email", (one) => one.email],
  ["Phone", (one) => one.phone],
  ["Company", (one, names) => names.companies(one.companyId)?.name],
  ["Department", (one, names) => names.departments(one.departmentId)?.name],
  ["Position", (one, names) => names.positions(one.positionId)?.name],
  ["Role", (one) => one.role],
  ["Status", (one) => one.status],
];

export type ExportRequest = Omit<ListRequest, "limit" | "cursor">;

/** In pieces of text, however many there are: only one page is in memory. The export is on record. */
export async function exportEmployees(
  { db, ids }: { db: Database; ids: IdSource },
  caller: Pick<Caller, "employee" | "origin">,
  request: ExportRequest,
): Promise<{ total: number; chunks: AsyncIterable<string> }> {
  const { search = "", role, status, companyId, departmentId, positionId, groupId } = request;
  const asked = [role, status, companyId, departmentId, positionId, groupId, search.trim() || undefined];
  const filtered = asked.some((one) => one !== undefined);
  const total = await countOf(db, request);
  await inTransaction(db, (tx) =>
    recordEvent(tx, ids, {
      type: "employees.exported",
      actorId: caller.employee.id,
      subjectId: null,
      origin: caller.origin,
      detail: { employees: total, filtered },
    }),
  );
  return { total, chunks: pieces(db, request) };
}

/** Where more fit than are counted: how many there are at most. */
async function countOf(db: Database, request: ExportRequest): Promise<number> {
  const page = await listEmployees(db, { ...request, limit: 1 });
  return (page.ok ? page.value.total : 0) ?? countAtMost(db);
}

const rowsAtOnce = 500;
/** Spreadsheets take a file without it for one in the letters of the country. */
const byteOrderMark = "\ufeff";

async function* pieces(db: Database, request: ExportRequest): AsyncGenerator<string> {
  yield `${byteOrderMark}${columns.map(([name]) => name).join(",")}\r\n`;
  let cursor: string | undefined;
  for (;;) {
    const page = await listEmployees(db, { ...request, limit: rowsAtOnce, cursor });
    if (!page.ok) throw new Error("The list does not understand its own cursor.");
    const { items, nextCursor } = page.value;
    if (items.length > 0) yield await linesOf(db, items);
    if (nextCursor === null) return;
    cursor = nextCursor;
    // SQLite answers at once and a client nearby takes all at once: without a rest nobody else would be served.
    await rest();
  }
}

async function linesOf(db: Database, employees: readonly Employee[]): Promise<string> {
  const names = await namesOf(db, {
    companies: employees.map((one) => one.companyId),
    departments: employees.map((one) => one.departmentId),
    positions: employees.map((one) => one.positionId),
  });
  const line = (one: Employee) => columns.map(([, value]) => employeeCell(value(one, names) ?? "")).join(",");
  return employees.map((one) => `${line(one)}\r\n`).join("");
}
