// What deliveries have to be, worked out from everything else that is in the database, in the plainest way.
import type { Database } from "../database/database.ts";

/**
 * Looks for what nobody would notice: an account that a key is to have and that there is no delivery of, a delivery that
 * is not in the state that it should be in, a number that was given twice. @returns what is wrong, in words.
 */
export async function findOverlooked(db: Database): Promise<string[]> {
  const all = await Promise.all([
    db.selectFrom("keys").selectAll().execute(),
    db.selectFrom("key_accounts").selectAll().execute(),
    db.selectFrom("accounts").select(["id", "employee_id"]).execute(),
    db.selectFrom("private_accounts").select(["id", "employee_id"]).execute(),
    db.selectFrom("account_employees").selectAll().execute(),
    db.selectFrom("account_groups").selectAll().execute(),
    db.selectFrom("group_members").selectAll().execute(),
  ]);
  const [keys, rows, accounts, own, given, groups, members] = all;
  const sealed = new Set<string>();
  for (const table of ["account_sealed_to", "private_account_sealed_to"] as const) {
    for (const one of await db.selectFrom(table).selectAll().execute()) sealed.add(`${one.key_id} ${one.account_id}`);
  }
  const has = new Set<string>();
  for (const { id, employee_id } of [...accounts, ...own]) has.add(`${employee_id} ${id}`);
  for (const { account_id, employee_id } of given) has.add(`${employee_id} ${account_id}`);
  for (const { account_id, group_id } of groups) {
    for (const one of members) if (one.group_id === group_id) has.add(`${one.employee_id} ${account_id}`);
  }
  const wrong: string[] = [];
  for (const key of keys) {
    const ofKey = rows.filter((row) => row.key_id === key.id);
    const isLiving = ["active", "locked", "suspended"].includes(key.status);
    const states = new Map(ofKey.map((row) => [row.account_id, row.status]));
    for (const id of new Set([...accounts, ...own].map((one) => one.id).concat([...states.keys()]))) {
      const isHad = isLiving && has.has(`${key.employee_id} ${id}`);
      const isSealed = sealed.has(`${key.id} ${id}`);
      const fit = !isHad ? [undefined, "removing", "removed"] : isSealed ? ["queued", "delivered"] : ["waiting"];
      if (!fit.includes(states.get(id))) wrong.push(`${id} on ${key.name}: ${states.get(id)}, not ${fit.join(" or ")}`);
    }
    const numbers = ofKey.filter(({ status }) => status !== "waiting").map(({ revision }) => revision);
    if (new Set(numbers).size < numbers.length || numbers.some((one) => one < 1)) wrong.push(`numbers of ${key.name}`);
    if (Math.max(0, ...ofKey.map(({ revision }) => revision)) > key.change_revision)
      wrong.push(`counter of ${key.name}`);
  }
  return wrong;
}
