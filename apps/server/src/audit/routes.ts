// The routes of the audit: list, count, export, head.
import { answer, type Handlers } from "../http/api.ts";
import { cutPage } from "../http/pages.ts";
import { countEvents, exportEvents, listEvents } from "./reading.ts";
import { countUnsealed, findHead, type SealDeps } from "./seals.ts";

type AuditRoutes = "listAuditEvents" | "countAuditEvents" | "exportAuditEvents" | "getAuditHead";

export function auditHandlers(deps: SealDeps): Pick<Handlers, AuditRoutes> {
  return {
    listAuditEvents: async ({ query: { limit, cursor, ...filters } }) =>
      answer(cutPage(await listEvents(deps.db, filters, { limit: limit + 1, before: cursor ?? null }), limit)),
    countAuditEvents: async ({ query }) => answer(await countEvents(deps.db, query)),
    exportAuditEvents: async ({ query: { format, ...filters }, access, origin }) => {
      const exporter = { employeeId: access.employee.id, origin };
      const { total, chunks } = await exportEvents(deps, { filters, format, exporter });
      const mediaType = format === "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
      return answer({ mediaType, fileName: `hesper-audit.${format}`, total, chunks });
    },
    getAuditHead: async () =>
      answer({ head: await findHead(deps.db, deps.keyring), unsealed: await countUnsealed(deps.db) }),
  };
}
