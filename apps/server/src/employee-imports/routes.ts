// The routes of imports of employees.
import type { EmployeeImport, ImportColumn, ImportedRow } from "@hesper/contract";
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor } from "../http/key-cursor.ts";
import type { EmployeeImportId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import type { Outcome } from "./outcome-store.ts";
import * as service from "./service.ts";
import type { Import } from "./store.ts";

type ImportRoutes =
  | "beginEmployeeImport"
  | "getEmployeeImport"
  | "sendImportedRows"
  | "checkEmployeeImport"
  | "listImportedRows"
  | "applyEmployeeImport"
  | "discardEmployeeImport";

export function employeeImportHandlers(deps: service.ImportDeps): Pick<Handlers, ImportRoutes> {
  const shown = (one: Import) => answer(importAnswer(one, deps.importer.writtenOf(one.id)));
  const idOf = (params: { id: string }) => params.id as EmployeeImportId;
  return {
    beginEmployeeImport: async ({ access, origin, body }) => {
      const result = await service.beginImport(deps, { ...access, origin }, body);
      return result.ok ? shown(result.value) : result;
    },
    getEmployeeImport: async ({ access, params }) => {
      const found = await service.findImport(deps, access, idOf(params));
      return found ? shown(found) : refuse("not_found");
    },
    sendImportedRows: async ({ access, origin, params, body }) => {
      const result = await service.receiveRows(deps, { ...access, origin }, { id: idOf(params), ...body });
      return result.ok ? shown(result.value) : result;
    },
    checkEmployeeImport: async ({ access, origin, params, body }) => {
      const result = await service.requestCheck(deps, { ...access, origin }, { id: idOf(params), ...body });
      return result.ok ? shown(result.value) : result;
    },
    listImportedRows: async ({ access, params, query: { limit, cursor, outcome } }) => {
      const after = cursor === undefined ? 0 : readCursor(cursor);
      if (after === null) return brokenCursor;
      const rows = await service.listRows(deps, access, { id: idOf(params), outcome, after, limit: limit + 1 });
      if (rows === null) return refuse("not_found");
      const items = rows.slice(0, limit);
      return answer({
        items: items.map(rowAnswer),
        nextCursor: rows.length > limit ? String(items.at(-1)?.row) : null,
      });
    },
    applyEmployeeImport: async ({ access, origin, params, body }) => {
      const result = await service.requestApply(deps, { ...access, origin }, { id: idOf(params), ...body });
      return result.ok ? shown(result.value) : result;
    },
    discardEmployeeImport: async ({ access, origin, params }) => {
      const result = await service.discardImport(deps, { ...access, origin }, idOf(params));
      return result.ok ? answer(null) : result;
    },
  };
}

/** The number of the last row. */
function readCursor(cursor: string): number | null {
  return /^[1-9][0-9]{0,5}$/.test(cursor) ? Number(cursor) : null;
}

/** @param written how far the transaction is that others do not see yet. */
function importAnswer(one: Import, written: number | null): EmployeeImport {
  const { created, changed, unchanged, refused, companies, departments, positions } = one;
  return {
    id: one.id,
    fileName: one.file_name,
    columns: one.columns.split(",") as ImportColumn[],
    state: one.state === "discarded" ? "checked" : one.state,
    rows: one.rows,
    done: one.state === "applying" ? (written ?? 0) : one.done,
    preview: one.preview,
    counts: { created, changed, unchanged, refused },
    added: { companies, departments, positions },
    leftOut: one.leave_out === 1,
    note: one.note,
    createdAt: timeAnswer(one.created_at),
    expiresAt: timeAnswer(one.expires_at),
  };
}

function rowAnswer({ row, outcome, name, email, reason, changes }: Outcome): ImportedRow {
  return { row, outcome, name, email, reason, changes: JSON.parse(changes) as ImportedRow["changes"] };
}
