// Imports of employees as administrators ask for them: begun, sent, previewed, applied, discarded. Each is its maker's own.
import { type ImportColumn, type ImportOutcome, importLimits } from "@hesper/contract";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { type EmployeeImportId, type IdSource, newId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { cellsOf, keysOf, storable } from "./cells.ts";
import type { Importer } from "./importer.ts";
import { list, type Outcome } from "./outcome-store.ts";
import * as store from "./store.ts";

export interface ImportDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly importer: Importer;
}

type ByAdministrator = "not_authenticated" | "forbidden";
type Changed = Result<store.Import, "not_found" | "conflict" | ByAdministrator>;

const ttlMs = 86_400_000;
/** Of one administrator: what was left lying about is forgotten when another is begun. */
const mostOpen = 5;

export async function beginImport(
  { db, ids }: ImportDeps,
  caller: Caller,
  { fileName, columns }: { fileName: string; columns: readonly ImportColumn[] },
): Promise<Result<store.Import, ByAdministrator>> {
  const nowMs = ids.clock.nowMs();
  const zeros = { bytes: 0, rows: 0, done: 0, preview: 0, created: 0, changed: 0, unchanged: 0, refused: 0 };
  const more = { companies: 0, departments: 0, positions: 0, delicate: 0, leave_out: 0 } as const;
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    for (const old of (await store.listOpen(tx, caller.employee.id)).slice(mostOpen - 1)) {
      await store.change(tx, old.id, { state: "discarded" });
    }
    const row: store.Import = {
      id: newId<EmployeeImportId>(ids),
      made_by: caller.employee.id,
      file_name: fileName,
      columns: columns.join(","),
      state: "receiving",
      note: null,
      address: "",
      user_agent: "",
      claimed_by: null,
      claimed_until: 0,
      created_at: nowMs,
      expires_at: nowMs + ttlMs,
      ...zeros,
      ...more,
    };
    await store.insert(tx, row);
    return done(row);
  });
}

/** Holds the import and does something with it, if it is the caller's and in one of the states. */
async function withImport(
  { db }: ImportDeps,
  caller: Caller,
  { id, states }: { id: EmployeeImportId; states: readonly store.State[] },
  work: (tx: Tx, one: store.Import) => Promise<Partial<store.Import> | ReturnType<typeof refuse<"conflict">>>,
): Promise<Changed> {
  const seen = await store.find(db, id, caller.employee.id);
  // Whoever writes the rows holds it for seconds: that is no reason to wait.
  if (seen?.state === "applying") return refuse("conflict", sentences.applying);
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    await store.touch(tx, id);
    const one = await store.find(tx, id, caller.employee.id);
    if (one === null) return refuse("not_found");
    if (!states.includes(one.state)) return refuse("conflict", sentences[one.state]);
    const result = await work(tx, one);
    if ("ok" in result) return result;
    await store.change(tx, id, result);
    return done({ ...one, ...result });
  });
}

const sentences: Record<store.State, string> = {
  receiving: "The rows of this import were not all sent yet.",
  checking: "The preview of this import is being made. Wait until it is there.",
  checked: "All rows of this import were sent. Apply it, or discard it and begin another.",
  applying: "This import is being applied.",
  finishing: "This import was applied.",
  applied: "This import was applied.",
  discarded: "This import was discarded.",
};

export function receiveRows(
  deps: ImportDeps,
  caller: Caller,
  { id, from, rows }: { id: EmployeeImportId; from: number; rows: readonly (readonly string[])[] },
): Promise<Changed> {
  return withImport(deps, caller, { id, states: ["receiving"] }, async (tx, one) => {
    if (from > one.rows + 1) return refuse("conflict", `Row ${one.rows + 1} is missing. Send the rows in their order.`);
    const fresh = rows.slice(Math.max(0, one.rows + 1 - from));
    const total = one.rows + fresh.length;
    const bytes = one.bytes + fresh.reduce((sum, row) => sum + lengthOf(row), 0);
    if (total > importLimits.rows) return refuse("conflict", tooMany);
    if (bytes > importLimits.fileBytes) return refuse("conflict", tooLarge);
    if (fresh.length > 0)
      await store.insertRows(
        tx,
        fresh.map((row, at) => rowOf(one, one.rows + 1 + at, row)),
      );
    return { rows: total, bytes };
  });
}

const tooMany = `An import has at most ${importLimits.rows.toLocaleString("en")} rows. Cut the file into several.`;
const tooLarge = `An import has at most ${importLimits.fileBytes / 1024 / 1024} MB. Cut the file into several.`;

function lengthOf(row: readonly string[]): number {
  return row.reduce((sum, cell) => sum + cell.length + 1, 0);
}

function rowOf(one: store.Import, row: number, texts: readonly string[]): store.ImportRow {
  const cells = texts.map(storable);
  const keys = keysOf(cellsOf(one.columns.split(",") as ImportColumn[], cells));
  return { import_id: one.id, row, cells: JSON.stringify(texts.map((text) => text.toWellFormed())), ...keys };
}

/** @param rows how many the file has. */
export async function requestCheck(
  deps: ImportDeps,
  caller: Caller,
  { id, rows }: { id: EmployeeImportId; rows: number },
): Promise<Changed> {
  const result = await withImport(
    deps,
    caller,
    { id, states: ["receiving", "checking", "checked"] },
    async (_, one) => {
      if (one.rows !== rows) return refuse("conflict", `${one.rows} of ${rows} rows have arrived. Send the others.`);
      // Asked twice: the preview is there, or on its way.
      if (one.state !== "receiving") return { preview: one.preview };
      return { state: "checking", done: 0, preview: 1, claimed_until: 0 };
    },
  );
  if (result.ok) deps.importer.wake();
  return result;
}

export async function requestApply(
  deps: ImportDeps,
  caller: Caller,
  { id, preview, leaveOutRefused }: { id: EmployeeImportId; preview: number; leaveOutRefused: boolean },
): Promise<Changed> {
  const result = await withImport(deps, caller, { id, states: ["checked"] }, async (_, one) => {
    if (one.preview !== preview) return refuse("conflict", "The preview was made anew meanwhile. Look at it first.");
    if (one.refused > 0 && !leaveOutRefused) return refuse("conflict", refusedRows(one.refused));
    if (one.created + one.changed === 0)
      return refuse("conflict", "There is nothing to import: no row changes anything.");
    const { address, userAgent: user_agent } = caller.origin;
    const asked = { address, user_agent, leave_out: leaveOutRefused ? 1 : 0, note: null } as const;
    return { state: "applying", done: 0, claimed_until: 0, ...asked };
  });
  if (result.ok) deps.importer.wake();
  return result;
}

function refusedRows(count: number): string {
  const what = count === 1 ? "A row is refused" : `${count.toLocaleString("en")} rows are refused`;
  return `${what}, and an import is carried out as a whole. Correct the file, or say that refused rows are left out.`;
}

export async function discardImport(deps: ImportDeps, caller: Caller, id: EmployeeImportId): Promise<Changed> {
  const states = ["receiving", "checking", "checked", "applied"] as const;
  return withImport(deps, caller, { id, states }, async () => ({ state: "discarded" }));
}

export async function findImport(
  { db }: ImportDeps,
  caller: Pick<Caller, "employee">,
  id: EmployeeImportId,
): Promise<store.Import | null> {
  return store.find(db, id, caller.employee.id);
}

/** A page of the preview. @returns null: there is no such import. */
export async function listRows(
  deps: ImportDeps,
  caller: Pick<Caller, "employee">,
  { id, ...page }: { id: EmployeeImportId; outcome: ImportOutcome | undefined; after: number; limit: number },
): Promise<Outcome[] | null> {
  return (await findImport(deps, caller, id)) === null ? null : list(deps.db, id, page);
}
