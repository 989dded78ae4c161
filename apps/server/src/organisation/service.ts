// Companies, departments and positions: made in place, renamed, and deleted when nobody needs them or another takes over.
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { type CompanyId, type IdSource, newId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

export type { Kind, Named } from "./store.ts";

export interface OrganisationDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

type ByAdministrator = "not_authenticated" | "forbidden";

const words = { companies: "company", departments: "department", positions: "position" } as const;

const events = {
  companies: { created: "company.created", renamed: "company.renamed", deleted: "company.deleted" },
  departments: { created: "department.created", renamed: "department.renamed", deleted: "department.deleted" },
  positions: { created: "position.created", renamed: "position.renamed", deleted: "position.deleted" },
} as const;

export async function create(
  deps: OrganisationDeps,
  caller: Caller,
  kind: store.Kind,
  { name, companyId }: { name: string; companyId: CompanyId | null },
): Promise<Result<store.Named, "conflict" | "invalid_request" | ByAdministrator>> {
  return withUniqueName(kind, name, () =>
    inTransaction(deps.db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      if (companyId !== null && !(await store.findById(tx, "companies", companyId))) {
        return refuseField("/companyId", "This company does not exist (any more).");
      }
      const id = newId<string>(deps.ids);
      await store.insert(tx, kind, { id, name, companyId, nowMs: deps.ids.clock.nowMs() });
      await record(tx, deps, { caller, kind, what: "created", detail: { id, name } });
      return done(await get(tx, kind, id));
    }),
  );
}

export async function rename(
  deps: OrganisationDeps,
  caller: Caller,
  kind: store.Kind,
  { id, name, revision }: { id: string; name: string; revision: number },
): Promise<Result<store.Named, "conflict" | "not_found" | ByAdministrator>> {
  return withUniqueName(kind, name, () =>
    inTransaction(deps.db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      await store.touch(tx, kind, id);
      const found = await store.findById(tx, kind, id);
      if (!found) return refuse("not_found");
      if (found.revision !== revision) {
        return refuse("conflict", `Somebody renamed this ${words[kind]} to “${found.name}” meanwhile. Look again.`);
      }
      await store.rename(tx, kind, { id, name, nowMs: deps.ids.clock.nowMs() });
      await record(tx, deps, { caller, kind, what: "renamed", detail: { id, from: found.name, to: name } });
      return done(await get(tx, kind, id));
    }),
  );
}

/** @param moveTo the id of another one, which gets what belongs to the deleted one. */
export async function remove(
  deps: OrganisationDeps,
  caller: Caller,
  kind: store.Kind,
  { id, moveTo }: { id: string; moveTo: string | null },
): Promise<Result<null, "conflict" | "not_found" | "invalid_request" | ByAdministrator>> {
  return inTransaction(deps.db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    // In the order of the ids: two that are merged into each other at once must not wait for each other.
    for (const one of [id, ...(moveTo === null ? [] : [moveTo])].sort()) await store.touch(tx, kind, one);
    const found = await store.findById(tx, kind, id);
    if (!found) return refuse("not_found");
    const target = moveTo === null ? null : await findTarget(tx, kind, found, moveTo);
    if (target && "ok" in target) return target;
    const employees = (await store.countEmployees(tx, kind, [id])).get(id) ?? 0;
    const departments = kind === "companies" ? ((await store.countDepartments(tx, [id])).get(id) ?? 0) : 0;
    if (target !== null) await hand(tx, kind, found, target);
    else if (employees + departments > 0) return refuse("conflict", inUse(found.name, employees, departments));
    await store.remove(tx, kind, id);
    const detail = { id, name: found.name, employees, movedTo: target?.name ?? null };
    await record(tx, deps, { caller, kind, what: "deleted", detail });
    return done(null);
  });
}

function inUse(name: string, employees: number, departments: number): string {
  const some = (count: number, one: string) => (count === 0 ? [] : [`${count} ${one}${count === 1 ? "" : "s"}`]);
  const what = [...some(employees, "employee"), ...some(departments, "department")].join(" and ");
  return `“${name}” still has ${what}. Choose where they go, and delete it then.`;
}

async function findTarget(
  tx: Tx,
  kind: store.Kind,
  { id, companyId }: store.Named,
  moveTo: string,
): Promise<store.Named | Refusal<"invalid_request">> {
  const target = moveTo === id ? null : await store.findById(tx, kind, moveTo);
  if (target === null) return refuseField("/moveTo", `Choose another ${words[kind]} that exists.`);
  if (target.companyId !== companyId) return refuseField("/moveTo", "Choose a department of the same company.");
  return target;
}

async function hand(tx: Tx, kind: store.Kind, from: store.Named, to: store.Named): Promise<void> {
  if (kind === "companies") {
    const companyId = to.id as CompanyId;
    for (const department of await store.listDepartments(tx, from.id as CompanyId)) {
      const twin = await store.findByName(tx, "departments", { name: department.name, companyId });
      if (twin === null) await store.moveDepartment(tx, department.id, companyId);
      else {
        await store.moveEmployees(tx, "departments", department.id, twin);
        await store.remove(tx, "departments", department.id);
      }
    }
  }
  await store.moveEmployees(tx, kind, from.id, to);
}

async function get(tx: Tx, kind: store.Kind, id: string): Promise<store.Named> {
  const found = await store.findById(tx, kind, id);
  if (!found) throw new Error("What was just written is not there.");
  return found;
}

async function withUniqueName<T>(
  kind: store.Kind,
  name: string,
  work: () => Promise<T>,
): Promise<T | Refusal<"conflict">> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const where = kind === "departments" ? " in this company" : "";
    return refuse("conflict", `There is a ${words[kind]} “${name}”${where} already. Use that one.`);
  }
}

async function record(
  tx: Tx,
  { ids }: OrganisationDeps,
  {
    caller,
    kind,
    what,
    detail,
  }: {
    caller: Caller;
    kind: store.Kind;
    what: "created" | "renamed" | "deleted";
    detail: Record<string, string | number | null>;
  },
): Promise<void> {
  const by = { actorId: caller.employee.id, subjectId: null, origin: caller.origin };
  const type = events[kind][what];
  await recordEvent(tx, ids, { ...by, type, detail } as AuditEvent<typeof type>);
}
