// How many keys there are, counted from an index.
import type { KeyKind, KeyStatus } from "@hesper/contract";
import type { Handle } from "../database/database.ts";

export interface KeyCount {
  readonly status: KeyStatus;
  readonly kind: KeyKind;
  readonly count: number;
}

/** Of each status and kind that there is. */
export async function countKeys(db: Handle): Promise<KeyCount[]> {
  const rows = await keysQuery(db).execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export function keysQuery(db: Handle) {
  return db
    .selectFrom("keys")
    .select((eb) => ["kind", "status", eb.fn.countAll<number>().as("count")])
    .groupBy(["kind", "status"])
    .orderBy("kind")
    .orderBy("status");
}
