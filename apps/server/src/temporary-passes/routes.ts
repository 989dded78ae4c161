// The routes of temporary passes, but for the log-in with one.
import type { TemporaryPass } from "@hesper/contract";
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import type { EmployeeId, TemporaryPassId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import * as service from "./service.ts";
import { listPasses } from "./spending.ts";
import { stopOwnPass, stopPass } from "./stopping.ts";

type PassRoutes =
  | "issueTemporaryPass"
  | "listTemporaryPasses"
  | "approveTemporaryPass"
  | "withdrawTemporaryPass"
  | "stopTemporaryPass"
  | "stopOwnTemporaryPass";

type PassRow = Awaited<ReturnType<typeof listPasses>>[number];

async function passAnswer({ db }: service.PassDeps, row: PassRow): Promise<TemporaryPass> {
  const nameOf = async (id: EmployeeId) => (await findEmployee(db, id)) ?? { id, name: "", email: "" };
  const { id, name, email } = await nameOf(row.employee_id);
  return {
    id: row.id,
    person: { id, name, email },
    issuedBy: await nameOf(row.issued_by),
    approvedBy: row.approved_by === null ? null : await nameOf(row.approved_by),
    reason: row.reason,
    status: row.approved_at === null ? "waiting_for_approval" : "usable",
    createdAt: timeAnswer(row.created_at),
    expiresAt: timeAnswer(row.expires_at),
  };
}

export function temporaryPassHandlers(deps: service.PassDeps): Pick<Handlers, PassRoutes> {
  return {
    issueTemporaryPass: async ({ access, origin, params, body }) => {
      const about = { employeeId: params.id as EmployeeId, reason: body.reason };
      const result = await service.issuePass(deps, { ...access, origin }, about);
      if (!result.ok) return result;
      const { id, pass, needsApproval, expiresAtMs } = result.value;
      return answer({ id, pass: pass.reveal(), needsApproval, expiresAt: timeAnswer(expiresAtMs) });
    },
    listTemporaryPasses: async () => {
      const rows = await listPasses(deps.db, deps.ids);
      return answer({ items: await Promise.all(rows.map((row) => passAnswer(deps, row))), nextCursor: null });
    },
    approveTemporaryPass: async ({ access, origin, params }) => {
      const result = await service.approvePass(deps, { ...access, origin }, params.id as TemporaryPassId);
      return result.ok ? answer(await passAnswer(deps, result.value)) : result;
    },
    withdrawTemporaryPass: async ({ access, origin, params }) => {
      const result = await service.withdrawPass(deps, { ...access, origin }, params.id as TemporaryPassId);
      return result.ok ? answer(null) : result;
    },
    stopTemporaryPass: async ({ body, origin }) => {
      const result = await stopPass(deps, body.token, origin);
      return result.ok ? answer(null) : result;
    },
    stopOwnTemporaryPass: async ({ access, origin }) => {
      const result = await stopOwnPass(deps, { ...access, origin });
      return result.ok ? answer(null) : result;
    },
  };
}
