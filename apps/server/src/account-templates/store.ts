// The table of templates.
import type { LoginType } from "@hesper/contract";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { afterBeginning, nameKey, sortKey } from "../database/words.ts";
import type { AfterKey } from "../http/key-cursor.ts";
import type { AccountTemplateId, EmployeeId } from "../security/ids.ts";

export interface TemplateFields {
  readonly name: string;
  readonly urls: readonly string[];
  readonly apps: readonly string[];
  readonly loginType: LoginType;
}

export interface Template extends TemplateFields {
  readonly id: AccountTemplateId;
  readonly sortKey: string;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly changedBy: EmployeeId;
}

function templateOf(row: Tables["account_templates"]): Template {
  return {
    id: row.id,
    name: row.name,
    sortKey: row.sort_key,
    urls: JSON.parse(row.urls) as string[],
    apps: JSON.parse(row.apps) as string[],
    loginType: row.login_type,
    revision: row.revision,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    changedBy: row.changed_by,
  };
}

function columns({ name, urls, apps, loginType }: TemplateFields) {
  const keys = { name_key: nameKey(name), sort_key: sortKey(name) };
  return { name, ...keys, urls: JSON.stringify(urls), apps: JSON.stringify(apps), login_type: loginType };
}

export async function find(db: Handle, id: AccountTemplateId): Promise<Template | null> {
  const row = await db.selectFrom("account_templates").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? templateOf(row) : null;
}

/** @param beginning of the name as it is sorted; empty: all. */
export async function list(
  db: Handle,
  beginning: string,
  { limit, after }: { limit: number; after: AfterKey | null },
): Promise<Template[]> {
  let query = db.selectFrom("account_templates").selectAll();
  if (beginning !== "") {
    query = query.where("sort_key", ">=", beginning).where("sort_key", "<", afterBeginning(beginning));
  }
  if (after !== null) {
    const place = [after.key, after.id as AccountTemplateId] as const;
    query = query.where((eb) => eb(eb.refTuple("sort_key", "id"), ">", eb.tuple(...place)));
  }
  return (await query.orderBy("sort_key").orderBy("id").limit(limit).execute()).map(templateOf);
}

/** Throws the error of the unique index when the name is taken. */
export async function insert(
  tx: Tx,
  template: TemplateFields & { id: AccountTemplateId; by: EmployeeId; nowMs: number },
): Promise<void> {
  const { id, by, nowMs } = template;
  const row = { id, ...columns(template), revision: 1, created_at: nowMs, updated_at: nowMs, changed_by: by };
  await tx.insertInto("account_templates").values(row).execute();
}

/** The guarded statement of a change: true only for the one call that saw the latest. Throws as `insert` does. */
export async function change(
  tx: Tx,
  id: AccountTemplateId,
  { fields, seen, by, nowMs }: { fields: TemplateFields; seen: number; by: EmployeeId; nowMs: number },
): Promise<boolean> {
  const changed = tx
    .updateTable("account_templates")
    .set({ ...columns(fields), revision: seen + 1, updated_at: nowMs, changed_by: by })
    .where("id", "=", id)
    .where("revision", "=", seen);
  return (await changed.executeTakeFirst()).numUpdatedRows === 1n;
}

export async function remove(tx: Tx, id: AccountTemplateId): Promise<boolean> {
  return (await tx.deleteFrom("account_templates").where("id", "=", id).executeTakeFirst()).numDeletedRows === 1n;
}
