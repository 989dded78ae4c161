// Templates: name, addresses, apps and login type that a new account is prefilled with. Nothing in them is secret.
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { findEmployee } from "../employees/service.ts";
import { type AccountTemplateId, type IdSource, newId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

export interface TemplateDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

type ByAdministrator = "not_authenticated" | "forbidden";

function event({ employee, origin }: Caller, { id, name }: Pick<store.Template, "id" | "name">) {
  return { actorId: employee.id, subjectId: null, origin, detail: { template: id, name } };
}

async function getTemplate(tx: Tx, id: AccountTemplateId): Promise<store.Template> {
  const template = await store.find(tx, id);
  if (!template) throw new Error("A template that was just written is not there.");
  return template;
}

/** @param work writes a name, which may be taken. */
async function withName<T>(name: string, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", `There is a template called ${name} already. Choose another name, or edit that one.`);
  }
}

export async function createTemplate(
  { db, ids }: TemplateDeps,
  caller: Caller,
  fields: store.TemplateFields,
): Promise<Result<store.Template, "conflict" | ByAdministrator>> {
  return withName(fields.name, () =>
    inTransaction(db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      const id = newId<AccountTemplateId>(ids);
      await store.insert(tx, { ...fields, id, by: caller.employee.id, nowMs: ids.clock.nowMs() });
      const template = await getTemplate(tx, id);
      await recordEvent(tx, ids, { ...event(caller, template), type: "account_template.created" });
      return done(template);
    }),
  );
}

export async function changeTemplate(
  { db, ids }: TemplateDeps,
  caller: Caller,
  id: AccountTemplateId,
  { revision, ...fields }: store.TemplateFields & { readonly revision: number },
): Promise<Result<store.Template, "not_found" | "conflict" | ByAdministrator>> {
  return withName(fields.name, () =>
    inTransaction(db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      const change = { fields, seen: revision, by: caller.employee.id, nowMs: ids.clock.nowMs() };
      const isChanged = await store.change(tx, id, change);
      const template = await store.find(tx, id);
      if (!template) return refuse("not_found");
      if (!isChanged) {
        const by = (await findEmployee(tx, template.changedBy))?.name ?? "Somebody";
        return refuse(
          "conflict",
          `${by} changed this template meanwhile. Look at it as it is now, and repeat your change.`,
        );
      }
      await recordEvent(tx, ids, { ...event(caller, template), type: "account_template.edited" });
      return done(template);
    }),
  );
}

export async function deleteTemplate(
  { db, ids }: TemplateDeps,
  caller: Caller,
  id: AccountTemplateId,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const template = await store.find(tx, id);
    if (!template || !(await store.remove(tx, id))) return refuse("not_found");
    await recordEvent(tx, ids, { ...event(caller, template), type: "account_template.deleted" });
    return done(null);
  });
}
