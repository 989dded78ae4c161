// The routes of importing employees from a table: rows are sent in pieces, checked, looked at, and carried out as a whole.
import { z } from "zod";
import { empty, id, listOf, time } from "./answers.ts";
import { importColumns, importedCell, importFileName, importLimits, listQuery } from "./limits.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const tag = "Employee imports";
const roles = ["administrator"] as const;

/**
 * `receiving`: rows may be sent. `checking`: the preview is being made. `checked`: it can be looked at, and applied.
 * `applying`: employees are written, all at once. `finishing`: they are there; the words that they are found by follow.
 */
export const importStates = ["receiving", "checking", "checked", "applying", "finishing", "applied"] as const;
export const importOutcomes = ["created", "changed", "unchanged", "refused"] as const;

const count = z.int().min(0);

export const employeeImport = z
  .object({
    id,
    fileName: z.string(),
    columns: z.array(z.enum(importColumns)),
    state: z.enum(importStates),
    rows: count.describe("How many were received"),
    done: count.describe("How many the present state is through with"),
    preview: count.describe("Number of the preview: it is made anew when what it says has changed meanwhile"),
    counts: z.object({ created: count, changed: count, unchanged: count, refused: count }),
    added: z
      .object({ companies: count, departments: count, positions: count })
      .describe("What the rows name and is not there yet: made with them"),
    leftOut: z.boolean().describe("Whether refused rows were left out when it was applied"),
    note: z.string().nullable().describe("Why the preview was made anew"),
    createdAt: time,
    expiresAt: time.describe("When it is forgotten; what it brought in stays"),
  })
  .meta({ id: "EmployeeImport" });

export const importedRow = z
  .object({
    row: z.int().min(1).describe("From 1, without the line of the headings"),
    outcome: z.enum(importOutcomes),
    name: z.string(),
    email: z.string(),
    reason: z.string().nullable().describe("Why it is refused"),
    changes: z.array(
      z.object({ field: z.enum(importColumns), from: z.string().nullable(), to: z.string().nullable() }),
    ),
  })
  .meta({ id: "ImportedRow", description: "What an import makes of a row" });

export type EmployeeImport = z.infer<typeof employeeImport>;
export type ImportedRow = z.infer<typeof importedRow>;
export type ImportOutcome = (typeof importOutcomes)[number];

export const employeeImportRoutes = {
  beginEmployeeImport: route({
    name: "beginEmployeeImport",
    method: "POST",
    path: "/employee-imports",
    summary: "Begin an import of employees; it is forgotten after a day",
    tag,
    access: "session",
    roles,
    body: z.strictObject({
      fileName: importFileName,
      columns: z
        .array(z.enum(importColumns))
        .min(1, "Match at least one column.")
        .max(importColumns.length)
        .refine((columns) => new Set(columns).size === columns.length, "Two columns go to the same field.")
        .describe("What the cells of a row are, in their order"),
    }),
    success: { status: 201, body: employeeImport },
    refusals: ["conflict"],
  }),
  getEmployeeImport: route({
    name: "getEmployeeImport",
    method: "GET",
    path: "/employee-imports/{id}",
    summary: "How far an import of one's own is",
    tag,
    access: "session",
    roles,
    params: byId,
    success: { status: 200, body: employeeImport },
    refusals: [],
  }),
  sendImportedRows: route({
    name: "sendImportedRows",
    method: "PUT",
    path: "/employee-imports/{id}/rows",
    summary: "Send rows; those that were received before stay as they are",
    tag,
    access: "session",
    roles,
    params: byId,
    largestBodyBytes: importLimits.requestBytes,
    body: z.strictObject({
      from: z.int().min(1).max(importLimits.rows).describe("Number of the first row; none may be missing before it"),
      rows: z
        .array(z.array(importedCell).max(importColumns.length))
        .min(1)
        .max(importLimits.rowsAtOnce)
        .describe("Cells as the file has them; an empty one leaves the field as it is"),
    }),
    success: { status: 200, body: employeeImport },
    refusals: ["conflict"],
  }),
  checkEmployeeImport: route({
    name: "checkEmployeeImport",
    method: "POST",
    path: "/employee-imports/{id}/check",
    summary: "All rows were sent: make the preview",
    tag,
    access: "session",
    roles,
    params: byId,
    body: z.strictObject({ rows: z.int().min(1).max(importLimits.rows).describe("How many there should be") }),
    success: { status: 200, body: employeeImport },
    refusals: ["conflict"],
  }),
  listImportedRows: route({
    name: "listImportedRows",
    method: "GET",
    path: "/employee-imports/{id}/rows",
    summary: "The preview, by row",
    tag,
    access: "session",
    roles,
    params: byId,
    query: listQuery.extend({ outcome: z.enum(importOutcomes).optional() }),
    success: { status: 200, body: listOf(importedRow) },
    refusals: [],
  }),
  applyEmployeeImport: route({
    name: "applyEmployeeImport",
    method: "POST",
    path: "/employee-imports/{id}/apply",
    summary: "Carry out the preview: all of it, or nothing",
    tag,
    access: "session",
    roles,
    fresh: true,
    params: byId,
    body: z.strictObject({
      preview: z.int().min(1).describe("Number of the one that was seen"),
      leaveOutRefused: z.boolean().default(false).describe("Without it, a refused row refuses the import"),
    }),
    success: { status: 200, body: employeeImport },
    refusals: ["conflict", "reauthentication_required"],
  }),
  discardEmployeeImport: route({
    name: "discardEmployeeImport",
    method: "DELETE",
    path: "/employee-imports/{id}",
    summary: "Forget an import; what it brought in stays",
    tag,
    access: "session",
    roles,
    params: byId,
    success: { status: 204, body: empty },
    refusals: ["conflict"],
  }),
} as const;
