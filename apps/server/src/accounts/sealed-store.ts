// Sealed parts: bytes that only the keys named beside them can open.
import { type Expression, sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { AccountId, KeyId } from "../security/ids.ts";

export interface SealedPart {
  readonly id: AccountId;
  /** An age file, Base64. */
  readonly sealed: string;
  readonly sealedRevision: number;
  readonly sealedTo: readonly KeyId[];
}

export async function find(db: Handle, id: AccountId): Promise<SealedPart | null> {
  return (await withKeys(db, await parts(db).where("p.account_id", "=", id).execute()))[0] ?? null;
}

export async function findMany(db: Handle, ids: readonly AccountId[]): Promise<Omit<SealedPart, "sealedTo">[]> {
  return ids.length === 0 ? [] : parts(db).where("p.account_id", "in", ids).execute();
}

function parts(db: Handle) {
  return db
    .selectFrom("account_sealed_parts as p")
    .innerJoin("accounts as a", "a.id", "p.account_id")
    .select(["p.account_id as id", "p.sealed", "a.sealed_revision as sealedRevision"]);
}

async function withKeys(db: Handle, rows: readonly Omit<SealedPart, "sealedTo">[]): Promise<SealedPart[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const named = db.selectFrom("account_sealed_to").selectAll().where("account_id", "in", ids);
  const keys = Map.groupBy(await named.orderBy("key_id").execute(), ({ account_id }) => account_id);
  return rows.map((row) => ({ ...row, sealedTo: (keys.get(row.id) ?? []).map(({ key_id }) => key_id) }));
}

type Stored = Omit<SealedPart, "sealedRevision">;

export async function insert(tx: Tx, { id, sealed, sealedTo }: Stored): Promise<void> {
  await tx.insertInto("account_sealed_parts").values({ account_id: id, sealed }).execute();
  await insertKeys(tx, id, sealedTo);
}

async function insertKeys(tx: Tx, id: AccountId, keys: readonly KeyId[]): Promise<void> {
  const rows = keys.map((key_id) => ({ account_id: id, key_id }));
  await tx.insertInto("account_sealed_to").values(rows).execute();
}

/** The account has to be held. */
export async function replace(tx: Tx, { id, sealed, sealedTo }: Stored): Promise<void> {
  await tx.updateTable("account_sealed_parts").set({ sealed }).where("account_id", "=", id).execute();
  await tx.deleteFrom("account_sealed_to").where("account_id", "=", id).execute();
  await insertKeys(tx, id, sealedTo);
}

export async function isSealedTo(db: Handle, id: AccountId, keyId: KeyId): Promise<boolean> {
  const one = db.selectFrom("account_sealed_to").select("key_id").where("account_id", "=", id);
  return (await one.where("key_id", "=", keyId).executeTakeFirst()) !== undefined;
}

/** Accounts that one key can open and another cannot, by id. */
function onlyTo(db: Handle, { keyId, notTo }: { keyId: KeyId; notTo: KeyId }) {
  return db
    .selectFrom("account_sealed_to as k")
    .where("k.key_id", "=", keyId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("account_sealed_to as n")
            .select("n.key_id")
            .whereRef("n.account_id", "=", "k.account_id")
            .where("n.key_id", "=", notTo),
        ),
      ),
    );
}

export async function listOnlyTo(
  db: Handle,
  keys: { keyId: KeyId; notTo: KeyId },
  { limit, after }: { limit: number; after: string | null },
): Promise<SealedPart[]> {
  let query = onlyTo(db, keys).select("k.account_id as id");
  if (after !== null) query = query.where("k.account_id", ">", after as AccountId);
  const ids = (await query.orderBy("k.account_id").limit(limit).execute()).map(({ id }) => id);
  if (ids.length === 0) return [];
  return withKeys(db, await parts(db).where("p.account_id", "in", ids).orderBy("p.account_id").execute());
}

/** How many accounts a key can open. */
export async function countTo(db: Handle, keyId: KeyId): Promise<number> {
  const counted = db.selectFrom("account_sealed_to").where("key_id", "=", keyId);
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}

/**
 * Accounts that a key can open and none of the other keys.
 * @param openers ids of keys that open what is sealed to them, whatever room they are of.
 */
export async function countOnlyOpenedBy(
  db: Handle,
  keyId: KeyId,
  openers: readonly Expression<{ id: KeyId }>[],
): Promise<number> {
  const others = openers.map(
    (ids) => sql<boolean>`exists (select 1 from account_sealed_to other
      where other.account_id = mine.account_id and other.key_id <> ${keyId} and other.key_id in ${ids})`,
  );
  const counted = db
    .selectFrom("account_sealed_to as mine")
    .where("mine.key_id", "=", keyId)
    .where(sql<boolean>`not (${sql.join(others, sql` or `)})`);
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}
