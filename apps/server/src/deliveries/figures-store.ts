// How many deliveries are on their way, counted from an index that holds no others.
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { throughIndex } from "../database/plans.ts";

export interface OpenDeliveries {
  readonly waiting: number;
  readonly queued: number;
  readonly keysWaiting: number;
}

/** To active keys, of personal and shared accounts: what administrators can do something about. */
export async function countOpen(db: Handle): Promise<OpenDeliveries> {
  const { rows } = await openQuery(db).execute(db);
  const one = rows[0];
  return { waiting: Number(one?.waiting), queued: Number(one?.queued), keysWaiting: Number(one?.keys_waiting) };
}

export function openQuery(db: Handle) {
  // By key first, in the order of the index: each key is looked up once, however much waits for it.
  return sql<{ waiting: number; queued: number; keys_waiting: number }>`select
      coalesce(sum(waiting), 0) as waiting, coalesce(sum(queued), 0) as queued,
      count(*) filter (where waiting > 0) as keys_waiting
    from (
      select d.key_id, count(*) filter (where d.status = 'waiting') as waiting,
        count(*) filter (where d.status = 'queued') as queued
      from key_accounts d ${throughIndex(db, "key_accounts_open")}
      where d.status in ('waiting', 'queued') and d.kind <> 'private' group by d.key_id
    ) open_of_key
    where exists (select 1 from keys k where k.id = open_of_key.key_id and k.status = 'active')`;
}
