// The routes of a person's own keys, in the console.
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import { type EmployeeKeyId, timeOfId } from "../security/ids.ts";
import { ownKeysAnswer } from "./answers.ts";
import type { KeyDeps } from "./held.ts";
import { list } from "./list-store.ts";
import { reportKeyLost } from "./loss-report.ts";

type ProfileKeyRoutes = "listOwnKeys" | "reportKeyLost";

export function profileKeyHandlers(deps: Pick<KeyDeps, "db" | "ids">): Pick<Handlers, ProfileKeyRoutes> {
  const { db } = deps;
  return {
    listOwnKeys: async ({ access, query: { limit, cursor } }) => {
      if (cursor !== undefined && timeOfId(cursor) === null) return brokenCursor;
      const employeeIds = [access.employee.id];
      const rows = await list(db, { employeeIds, limit: limit + 1, before: cursor ?? null });
      const { items, nextCursor } = cutPage(rows, limit);
      return answer({ items: await ownKeysAnswer(db, items), nextCursor });
    },
    reportKeyLost: async ({ access, origin, params, body }) => {
      const lost = { id: params.id as EmployeeKeyId, revision: body.revision };
      const result = await reportKeyLost(deps, { ...access, origin }, lost);
      if (!result.ok) return result;
      const [shown] = await ownKeysAnswer(db, [result.value]);
      if (!shown) throw new Error("One key gives one answer.");
      return answer(shown);
    },
  };
}
