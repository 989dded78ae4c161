// How many of the people who log in have a second factor. Counted from indexes, each of which is walked along once.
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";

export interface Adoption {
  /** Active, with a password. */
  readonly people: number;
  readonly withSecondFactor: number;
  readonly byKind: { readonly totp: number; readonly passkey: number };
}

export async function countAdoption(db: Handle): Promise<Adoption> {
  const people = await countOf(db, peopleQuery());
  const totp = await countOf(db, holdersQuery("authenticators"));
  const passkey = await countOf(db, holdersQuery("passkeys"));
  const both = await countOf(db, bothQuery());
  return { people, withSecondFactor: totp + passkey - both, byKind: { totp, passkey } };
}

async function countOf(db: Handle, query: ReturnType<typeof peopleQuery>): Promise<number> {
  return Number((await query.execute(db)).rows[0]?.count ?? 0);
}

export function peopleQuery() {
  return sql<{ count: number }>`select count(*) as count from employees e
    where e.status = 'active' and exists (select 1 from passwords p where p.employee_id = e.id)`;
}

const isActive = sql`exists (select 1 from employees e where e.id = f.employee_id and e.status = 'active')`;

export function holdersQuery(table: "authenticators" | "passkeys") {
  return sql<{
    count: number;
  }>`select count(distinct f.employee_id) as count from ${sql.table(table)} f where ${isActive}`;
}

export function bothQuery() {
  return sql<{ count: number }>`select count(distinct f.employee_id) as count from passkeys f
    where ${isActive} and exists (select 1 from authenticators a where a.employee_id = f.employee_id)`;
}
