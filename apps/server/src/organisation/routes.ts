// The routes of companies, departments and positions.
import type { Company, Department, Position } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { answer, type Handlers } from "../http/api.ts";
import { keyCursor, readKeyCursor } from "../http/key-cursor.ts";
import { cutPage, type Page } from "../http/pages.ts";
import type { CompanyId } from "../security/ids.ts";
import { done, type Result } from "../security/result.ts";
import { create, type Kind, type Named, type OrganisationDeps, remove, rename } from "./service.ts";
import * as store from "./store.ts";

type OrganisationRoutes =
  | "listCompanies"
  | "createCompany"
  | "renameCompany"
  | "deleteCompany"
  | "listDepartments"
  | "createDepartment"
  | "renameDepartment"
  | "deleteDepartment"
  | "listPositions"
  | "createPosition"
  | "renamePosition"
  | "deletePosition";

async function companiesAnswer(db: Handle, some: readonly Named[]): Promise<Company[]> {
  const ids = some.map(({ id }) => id);
  const employees = await store.countEmployees(db, "companies", ids);
  const departments = await store.countDepartments(db, ids);
  return some.map(({ id, name, revision }) => {
    return { id, name, revision, employees: employees.get(id) ?? 0, departments: departments.get(id) ?? 0 };
  });
}

async function departmentsAnswer(db: Handle, some: readonly Named[]): Promise<Department[]> {
  const ids = some.map(({ id }) => id);
  const employees = await store.countEmployees(db, "departments", ids);
  const companies = some.map(({ companyId }) => companyId);
  const names = await store.namesOf(db, { companies, departments: [], positions: [] });
  return some.map(({ id, name, revision, companyId }) => {
    const company = names.companies(companyId) ?? { id: String(companyId), name: "" };
    return { id, name, revision, company, employees: employees.get(id) ?? 0 };
  });
}

async function positionsAnswer(db: Handle, some: readonly Named[]): Promise<Position[]> {
  const employees = await store.countEmployees(
    db,
    "positions",
    some.map(({ id }) => id),
  );
  return some.map(({ id, name, revision }) => ({ id, name, revision, employees: employees.get(id) ?? 0 }));
}

interface Query {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly search?: string | undefined;
  readonly companyId?: string | undefined;
}

async function pageOf(db: Handle, kind: Kind, query: Query): Promise<Result<Page<Named>, "invalid_request">> {
  const after = readKeyCursor(query.cursor);
  if (!after.ok) return after;
  const { search, limit } = query;
  const companyId = query.companyId as CompanyId | undefined;
  const rows = await store.list(db, kind, { search, companyId, after: after.value, limit: limit + 1 });
  return done(cutPage(rows, limit, (last) => keyCursor(last.sortKey, last.id)));
}

type Show<T> = (db: Handle, some: readonly Named[]) => Promise<T[]>;

export function organisationHandlers(deps: OrganisationDeps): Pick<Handlers, OrganisationRoutes> {
  const { db } = deps;
  const page = async <T>(kind: Kind, query: Query, show: Show<T>) => {
    const found = await pageOf(db, kind, query);
    if (!found.ok) return found;
    return answer({ items: await show(db, found.value.items), nextCursor: found.value.nextCursor });
  };
  const one = async <T, R extends Result<Named, never> | { readonly ok: false }>(result: R, show: Show<T>) => {
    if (!result.ok) return result as Extract<R, { ok: false }>;
    const [shown] = await show(db, [result.value]);
    if (shown === undefined) throw new Error("One gives one answer.");
    return answer(shown);
  };
  return {
    listCompanies: ({ query }) => page("companies", query, companiesAnswer),
    createCompany: async ({ access, origin, body }) =>
      one(await create(deps, { ...access, origin }, "companies", { ...body, companyId: null }), companiesAnswer),
    renameCompany: async ({ access, origin, params, body }) =>
      one(await rename(deps, { ...access, origin }, "companies", { ...params, ...body }), companiesAnswer),
    deleteCompany: async ({ access, origin, params, query }) =>
      gone(await remove(deps, { ...access, origin }, "companies", { ...params, moveTo: query.moveTo ?? null })),
    listDepartments: ({ query }) => page("departments", query, departmentsAnswer),
    createDepartment: async ({ access, origin, body: { name, companyId } }) => {
      const given = { name, companyId: companyId as CompanyId };
      return one(await create(deps, { ...access, origin }, "departments", given), departmentsAnswer);
    },
    renameDepartment: async ({ access, origin, params, body }) =>
      one(await rename(deps, { ...access, origin }, "departments", { ...params, ...body }), departmentsAnswer),
    deleteDepartment: async ({ access, origin, params, query }) =>
      gone(await remove(deps, { ...access, origin }, "departments", { ...params, moveTo: query.moveTo ?? null })),
    listPositions: ({ query }) => page("positions", query, positionsAnswer),
    createPosition: async ({ access, origin, body }) =>
      one(await create(deps, { ...access, origin }, "positions", { ...body, companyId: null }), positionsAnswer),
    renamePosition: async ({ access, origin, params, body }) =>
      one(await rename(deps, { ...access, origin }, "positions", { ...params, ...body }), positionsAnswer),
    deletePosition: async ({ access, origin, params, query }) =>
      gone(await remove(deps, { ...access, origin }, "positions", { ...params, moveTo: query.moveTo ?? null })),
  };
}

function gone<R extends { readonly ok: false }>(result: { readonly ok: true; readonly value: null } | R) {
  return result.ok ? answer(null) : result;
}
