// A job that changes many rows, some in each transaction: requests are answered in between, and a server that stops waits
// for one piece.
import { setImmediate as rest } from "node:timers/promises";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import type { Turn } from "./service.ts";

/** @param some does a piece; tells whether there may be more. */
export async function inPieces(db: Database, turn: Turn, some: (tx: Tx) => Promise<boolean>): Promise<void> {
  while (!turn.isOver() && (await inTransaction(db, some))) await rest();
}
