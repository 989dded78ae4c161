// Forgets imports a day after they were begun, and those that were discarded, some rows at a time.
import type { Database } from "../database/database.ts";
import { inPieces } from "../jobs/pieces.ts";
import type { Turn } from "../jobs/service.ts";
import type { IdSource } from "../security/ids.ts";
import { forgetSome, listForgettable } from "./store.ts";

const rowsAtOnce = 1000;

export async function forgetImports({ db, ids }: { db: Database; ids: IdSource }, turn: Turn): Promise<void> {
  for (const id of await listForgettable(db, ids.clock.nowMs())) {
    await inPieces(db, turn, (tx) => forgetSome(tx, id, rowsAtOnce));
  }
}
