// The routes of a person's own keys, in the console.
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import { linkAddress } from "../links/service.ts";
import { type EmployeeKeyId, timeOfId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { getSettings } from "../settings/service.ts";
import type { NewActivation } from "./activation-opening.ts";
import { ownKeysAnswer } from "./answers.ts";
import { list } from "./list-store.ts";
import { reportKeyLost } from "./loss-report.ts";
import { createOwnKey, renewOwnActivation } from "./own-making.ts";
import type { KeyRouteDeps } from "./routes.ts";

type ProfileKeyRoutes = "listOwnKeys" | "createOwnKey" | "renewOwnActivation" | "reportKeyLost";

export function profileKeyHandlers(deps: KeyRouteDeps): Pick<Handlers, ProfileKeyRoutes> {
  const { db } = deps;
  const activation = async ({ key, code, expiresAtMs }: NewActivation) => {
    const [shown] = await ownKeysAnswer(db, [key]);
    if (!shown) throw new Error("One key gives one answer.");
    const activationLink = linkAddress({ publicUrl: deps.address() }, "keys", code);
    return answer({
      id: key.id,
      activationLink,
      activationCode: code.reveal(),
      expiresAt: timeAnswer(expiresAtMs),
      key: shown,
    });
  };
  return {
    listOwnKeys: async ({ access, query: { limit, cursor } }) => {
      if (cursor !== undefined && timeOfId(cursor) === null) return brokenCursor;
      const employeeIds = [access.employee.id];
      const rows = await list(db, { employeeIds, limit: limit + 1, before: cursor ?? null });
      const { items, nextCursor } = cutPage(rows, limit);
      const { employeesAddKeys: mayAdd } = await getSettings(db);
      return answer({ items: await ownKeysAnswer(db, items), nextCursor, mayAdd });
    },
    createOwnKey: async ({ access, origin, body }) => {
      const result = await createOwnKey(deps, { ...access, origin }, body.name);
      return result.ok ? activation(result.value) : result;
    },
    renewOwnActivation: async ({ access, origin, params }) => {
      const result = await renewOwnActivation(deps, { ...access, origin }, params.id as EmployeeKeyId);
      return result.ok ? activation(result.value) : result;
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
