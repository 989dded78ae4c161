// The routes of templates.
import type { AccountTemplate } from "@hesper/contract";
import { sortKey } from "../database/words.ts";
import { answer, type Handlers } from "../http/api.ts";
import { keyCursor, readKeyCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import type { AccountTemplateId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import * as service from "./service.ts";
import * as store from "./store.ts";

type TemplateRoutes =
  | "listAccountTemplates"
  | "createAccountTemplate"
  | "getAccountTemplate"
  | "changeAccountTemplate"
  | "deleteAccountTemplate";

function templateAnswer({ id, name, urls, apps, loginType, revision, ...times }: store.Template): AccountTemplate {
  const lists = { urls: [...urls], apps: [...apps] };
  const { createdAtMs, updatedAtMs } = times;
  return {
    id,
    name,
    ...lists,
    loginType,
    revision,
    createdAt: timeAnswer(createdAtMs),
    updatedAt: timeAnswer(updatedAtMs),
  };
}

export function templateHandlers(deps: service.TemplateDeps): Pick<Handlers, TemplateRoutes> {
  const { db } = deps;
  return {
    listAccountTemplates: async ({ query: { limit, cursor, search = "" } }) => {
      const after = readKeyCursor(cursor);
      if (!after.ok) return after;
      const rows = await store.list(db, sortKey(search), { limit: limit + 1, after: after.value });
      const { items, nextCursor } = cutPage(rows, limit, (last) => keyCursor(last.sortKey, last.id));
      return answer({ items: items.map(templateAnswer), nextCursor });
    },
    createAccountTemplate: async ({ access, origin, body }) => {
      const result = await service.createTemplate(deps, { ...access, origin }, body);
      return result.ok ? answer(templateAnswer(result.value)) : result;
    },
    getAccountTemplate: async ({ params }) => {
      const found = await store.find(db, params.id as AccountTemplateId);
      return found ? answer(templateAnswer(found)) : refuse("not_found");
    },
    changeAccountTemplate: async ({ access, origin, params, body }) => {
      const result = await service.changeTemplate(deps, { ...access, origin }, params.id as AccountTemplateId, body);
      return result.ok ? answer(templateAnswer(result.value)) : result;
    },
    deleteAccountTemplate: async ({ access, origin, params }) => {
      const result = await service.deleteTemplate(deps, { ...access, origin }, params.id as AccountTemplateId);
      return result.ok ? answer(null) : result;
    },
  };
}
