// What can be read from a key that somebody else has: which accounts it has or had, and what only it can open.
import { sql } from "kysely";
import { countOnlyOpenedBy } from "../accounts/sealed-store.ts";
import type { Handle } from "../database/database.ts";
import { idsInUse } from "../organisation-key/store.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { livingStatuses } from "./store.ts";

/**
 * Every account whose secret is or was on the key, once: whether it can open it as it is now (1 or 0), and when it last
 * could otherwise (0: never). What waits to be sealed counts only where the key had it before: it was told of it then,
 * and what was written at the moment since which it waits it does not know.
 */
export function exposuresOfKey(db: Handle, id: EmployeeKeyId) {
  const has = sql<number>`case when status in ('queued', 'delivered') then 1 else 0 end`;
  const at = sql<number>`case when status in ('queued', 'delivered') then 0
    when status = 'waiting' then changed_at - 1 else changed_at end`;
  const given = db
    .selectFrom("key_accounts")
    .select(["account_id as id", has.as("has"), at.as("at")])
    .where("key_id", "=", id)
    .where("revision", ">", 0);
  // What it was never told of, and could open: whoever has the key may have got it in another way.
  const sealed = db
    .selectFrom("account_sealed_to as s")
    .select(["s.account_id as id", sql<number>`1`.as("has"), sql<number>`0`.as("at")])
    .where("s.key_id", "=", id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("key_accounts as told")
            .select("told.account_id")
            .where("told.key_id", "=", id)
            .whereRef("told.account_id", "=", "s.account_id")
            .where("told.revision", ">", 0),
        ),
      ),
    );
  return db
    .selectFrom(given.unionAll(sealed).as("ways"))
    .select((eb) => ["ways.id", eb.fn.max("ways.has").as("has"), eb.fn.max("ways.at").as("at")])
    .groupBy("ways.id");
}

/** Keys of employees that can open what is sealed to them, and would be told of no wiping. */
function livingKeys(db: Handle) {
  return db.selectFrom("keys as living").select("living.id").where("living.status", "in", livingStatuses);
}

/** Private accounts that nothing but this key can open any more. */
export async function countPrivateOnlyOpenedBy(db: Handle, id: EmployeeKeyId): Promise<number> {
  const counted = db
    .selectFrom("private_account_sealed_to as mine")
    .where("mine.key_id", "=", id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("private_account_sealed_to as other")
            .innerJoin("keys as k", "k.id", "other.key_id")
            .select("k.id")
            .whereRef("other.account_id", "=", "mine.account_id")
            .where("other.key_id", "<>", id)
            .where("k.status", "in", livingStatuses),
        ),
      ),
    );
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}

/** Personal and shared accounts that nothing but this key can open any more. */
export async function countUnopenableWithout(db: Handle, id: EmployeeKeyId): Promise<number> {
  return countOnlyOpenedBy(db, id, [livingKeys(db), idsInUse(db)]);
}
