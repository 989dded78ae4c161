// The routes of employees: list, add, one, change, delete.
import type { Database } from "../database/database.ts";
import { answer, type Handlers } from "../http/api.ts";
import type { EmployeeId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { type AdministrationDeps, changePerson, deletePerson } from "./administration.ts";
import { peopleAnswer, personAnswer } from "./answers.ts";
import { addEmployee } from "./creation.ts";
import { deletionOfEmployee } from "./deletion.ts";
import { exportEmployees } from "./export.ts";
import { listEmployees } from "./list.ts";
import { findEmployee } from "./service.ts";

type EmployeeRoutes =
  | "listPeople"
  | "exportEmployees"
  | "createEmployee"
  | "getPerson"
  | "changePerson"
  | "getDeletion"
  | "deletePerson";

export function employeeHandlers(deps: AdministrationDeps): Pick<Handlers, EmployeeRoutes> {
  const { db, ids } = deps;
  return {
    listPeople: async ({ query }) => {
      const page = await listEmployees(db, query);
      return page.ok ? answer({ ...page.value, items: await peopleAnswer(db, page.value.items) }) : page;
    },
    exportEmployees: async ({ query, access, origin }) => {
      const { total, chunks } = await exportEmployees(deps, { ...access, origin }, query);
      return answer({ mediaType: "text/csv; charset=utf-8", fileName: "hesper-employees.csv", total, chunks });
    },
    createEmployee: async ({ access, origin, body }) => {
      const result = await addEmployee(deps, { ...access, origin }, body);
      if (!result.ok) return result;
      const { employee, invitation } = result.value;
      const sent = invitation && { link: invitation.link, expiresAt: timeAnswer(invitation.expiresAtMs) };
      return answer({ ...(await personAnswer(db, employee)), invitation: sent });
    },
    getPerson: async ({ params }) => {
      const found = await find(db, params.id);
      return found ? answer(await personAnswer(db, found)) : refuse("not_found");
    },
    changePerson: async ({ access, origin, params, body }) => {
      const result = await changePerson(deps, { ...access, origin }, params.id as EmployeeId, body);
      return result.ok ? answer(await personAnswer(db, result.value)) : result;
    },
    getDeletion: async ({ params }) => {
      const found = await find(db, params.id);
      return found ? answer({ items: await deletionOfEmployee(db, ids, found.id) }) : refuse("not_found");
    },
    deletePerson: async ({ access, origin, params }) => {
      const result = await deletePerson(deps, { ...access, origin }, params.id as EmployeeId);
      return result.ok ? answer(null) : result;
    },
  };
}

function find(db: Database, id: string) {
  return findEmployee(db, id as EmployeeId);
}
