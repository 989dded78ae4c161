// The routes of groups.
import type { Group as GroupAnswer } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { keyCursor, readKeyCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import type { EmployeeId, GroupId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { getSettings } from "../settings/service.ts";
import { countMembersWithoutFactor } from "../two-factor/counts.ts";
import { deletionOfGroup } from "./deletion.ts";
import {
  changeGroup,
  changeGroupPolicy,
  changeMembers,
  createGroup,
  deleteGroup,
  type Group,
  type GroupDeps,
} from "./service.ts";
import * as store from "./store.ts";

type GroupRoutes =
  | "listGroups"
  | "createGroup"
  | "getGroup"
  | "changeGroup"
  | "getGroupPolicy"
  | "changeGroupPolicy"
  | "changeMembers"
  | "getGroupDeletion"
  | "deleteGroup"
  | "listGroupsOfEmployee";

async function groupsAnswer(db: Handle, groups: readonly Group[]): Promise<GroupAnswer[]> {
  const members = await store.countMembers(
    db,
    groups.map(({ id }) => id),
  );
  return groups.map(({ id, name, description, requiresTwoFactor, createdAtMs, revision }) => {
    const createdAt = timeAnswer(createdAtMs);
    const known = { id, name, description, revision, createdAt, members: members.get(id) ?? 0 };
    return { ...known, requiresTwoFactor: requiresTwoFactor === 1 };
  });
}

async function groupAnswer(db: Handle, group: Group): Promise<GroupAnswer> {
  const [shown] = await groupsAnswer(db, [group]);
  if (!shown) throw new Error("One group gives one answer.");
  return shown;
}

interface Asked {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly search?: string | undefined;
  readonly memberId?: EmployeeId;
}

type GroupPage = { items: GroupAnswer[]; nextCursor: string | null };

async function pageOf(db: Handle, asked: Asked): Promise<Result<GroupPage, "invalid_request">> {
  const after = readKeyCursor(asked.cursor);
  if (!after.ok) return after;
  const { limit, search, memberId } = asked;
  const rows = await store.list(db, { search, memberId, after: after.value, limit: limit + 1 });
  const { items, nextCursor } = cutPage(rows, limit, (last) => keyCursor(last.sortKey, last.id));
  return done({ items: await groupsAnswer(db, items), nextCursor });
}

export function groupHandlers(deps: GroupDeps): Pick<Handlers, GroupRoutes> {
  const { db } = deps;
  return {
    listGroups: async ({ query }) => {
      const page = await pageOf(db, query);
      return page.ok ? answer(page.value) : page;
    },
    listGroupsOfEmployee: async ({ params, query }) => {
      const memberId = params.id as EmployeeId;
      if (!(await findEmployee(db, memberId))) return refuse("not_found");
      const page = await pageOf(db, { ...query, memberId });
      return page.ok ? answer(page.value) : page;
    },
    createGroup: async ({ access, origin, body }) => {
      const result = await createGroup(deps, { ...access, origin }, body);
      return result.ok ? answer(await groupAnswer(db, result.value)) : result;
    },
    getGroup: async ({ params }) => {
      const found = await store.findById(db, params.id as GroupId);
      return found ? answer(await groupAnswer(db, found)) : refuse("not_found");
    },
    changeGroup: async ({ access, origin, params, body }) => {
      const result = await changeGroup(deps, { ...access, origin }, params.id as GroupId, body);
      return result.ok ? answer(await groupAnswer(db, result.value)) : result;
    },
    getGroupPolicy: async ({ params }) => {
      const found = await store.findById(db, params.id as GroupId);
      if (!found) return refuse("not_found");
      const [withoutSecondFactor, settings] = await Promise.all([
        countMembersWithoutFactor(db, found.id),
        getSettings(db),
      ]);
      const { requiresTwoFactor, revision } = found;
      const graceDays = settings.twoFactorGraceDays;
      return answer({ requiresTwoFactor: requiresTwoFactor === 1, withoutSecondFactor, graceDays, revision });
    },
    changeGroupPolicy: async ({ access, origin, params, body }) => {
      const result = await changeGroupPolicy(deps, { ...access, origin }, params.id as GroupId, body);
      return result.ok ? answer(await groupAnswer(db, result.value)) : result;
    },
    changeMembers: async ({ access, origin, params, body }) => {
      const change = { add: body.add as EmployeeId[], remove: body.remove as EmployeeId[] };
      const result = await changeMembers(deps, { ...access, origin }, params.id as GroupId, change);
      if (!result.ok) return result;
      const { group, added, removed } = result.value;
      return answer({ added, removed, group: await groupAnswer(db, group) });
    },
    getGroupDeletion: async ({ params }) => {
      const id = params.id as GroupId;
      return (await store.findById(db, id)) ? answer({ items: await deletionOfGroup(db, id) }) : refuse("not_found");
    },
    deleteGroup: async ({ access, origin, params }) => {
      const result = await deleteGroup(deps, { ...access, origin }, params.id as GroupId);
      return result.ok ? answer(null) : result;
    },
  };
}
