// The routes of the audit: reading, counting and exporting events, and how far they are sealed.
import { z } from "zod";
import { auditEvent, auditHead, id, listOf } from "./answers.ts";
import { type AuditEventType, auditEventTypes, auditOutcomes } from "./audit-events.ts";
import { listQuery } from "./limits.ts";
import { route } from "./route.ts";

const tag = "Audit";
const roles = ["administrator", "auditor"] as const;
const filters = {
  person: id.optional().describe("Who did it, or on whom it was done"),
  type: z.enum(auditEventTypes as [AuditEventType, ...AuditEventType[]]).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  address: z.string().max(64).optional(),
  from: z.iso.datetime().optional().describe("ISO 8601, UTC; included"),
  to: z.iso.datetime().optional().describe("ISO 8601, UTC; not included"),
};
export const auditFilters = z.strictObject(filters);
export type AuditFilters = z.infer<typeof auditFilters>;

export const auditRoutes = {
  listAuditEvents: route({
    name: "listAuditEvents",
    method: "GET",
    path: "/audit-events",
    summary: "What happened, the latest first",
    tag,
    access: "session",
    roles,
    query: listQuery.extend({ ...filters, cursor: id.optional() }),
    success: { status: 200, body: listOf(auditEvent) },
    refusals: [],
  }),
  countAuditEvents: route({
    name: "countAuditEvents",
    method: "GET",
    path: "/audit-events/count",
    summary: "How many events fit, counted up to 10,000",
    tag,
    access: "session",
    roles,
    query: auditFilters,
    success: { status: 200, body: z.object({ count: z.int(), exact: z.boolean() }) },
    refusals: [],
  }),
  exportAuditEvents: route({
    name: "exportAuditEvents",
    method: "GET",
    path: "/audit-events/export",
    summary: "Download the events that fit, as CSV (safe in spreadsheets) or JSON Lines; streamed",
    tag,
    access: "session",
    roles,
    query: auditFilters.extend({ format: z.enum(["csv", "jsonl"]) }),
    success: { status: 200, body: null, download: ["text/csv", "application/jsonl"] },
    refusals: [],
  }),
  getAuditHead: route({
    name: "getAuditHead",
    method: "GET",
    path: "/audit-head",
    summary: "The signed head of the chain of events, and how many are not sealed yet",
    tag,
    access: "session",
    roles,
    success: { status: 200, body: z.object({ head: auditHead.nullable(), unsealed: z.int() }) },
    refusals: [],
  }),
} as const;
