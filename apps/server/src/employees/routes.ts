// The routes of people: list, one, change, delete.
import { answer, type Handlers } from "../http/api.ts";
import { cutPage } from "../http/pages.ts";
import type { EmployeeId } from "../security/ids.ts";
import { refuse, refuseField } from "../security/result.ts";
import { type AdministrationDeps, changePerson, deletePerson } from "./administration.ts";
import { peopleAnswer, personAnswer } from "./answers.ts";
import { findEmployee } from "./service.ts";
import { list } from "./store.ts";

type PeopleRoutes = "listPeople" | "getPerson" | "changePerson" | "deletePerson";

/** Name and id of the last one, as the list is sorted. */
function cursorOf({ name, id }: { name: string; id: string }): string {
  return Buffer.from(JSON.stringify([name, id])).toString("base64url");
}

function readCursor(cursor: string | undefined): { name: string; id: string } | null | "broken" {
  if (cursor === undefined) return null;
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (typeof name !== "string" || typeof id !== "string") return "broken";
    // As it was given, to the letter: what only looks like one is none.
    return cursorOf({ name, id }) === cursor ? { name, id } : "broken";
  } catch {
    return "broken";
  }
}

export function peopleHandlers(deps: AdministrationDeps): Pick<Handlers, PeopleRoutes> {
  const { db } = deps;
  return {
    listPeople: async ({ query: { limit, cursor, search, role, status } }) => {
      const after = readCursor(cursor);
      if (after === "broken") return refuseField("/cursor", "This is not the nextCursor of a page before.");
      const roles = role === "console" ? (["administrator", "auditor"] as const) : role && ([role] as const);
      const rows = await list(db, { search, roles, status }, { limit: limit + 1, after });
      const { items, nextCursor } = cutPage(rows, limit, cursorOf);
      return answer({ items: await peopleAnswer(db, items), nextCursor });
    },
    getPerson: async ({ params }) => {
      const found = await findEmployee(db, params.id as EmployeeId);
      return found ? answer(await personAnswer(db, found)) : refuse("not_found");
    },
    changePerson: async ({ access, origin, params, body }) => {
      const result = await changePerson(deps, { ...access, origin }, params.id as EmployeeId, body);
      return result.ok ? answer(await personAnswer(db, result.value)) : result;
    },
    deletePerson: async ({ access, origin, params }) => {
      const result = await deletePerson(deps, { ...access, origin }, params.id as EmployeeId);
      return result.ok ? answer(null) : result;
    },
  };
}
