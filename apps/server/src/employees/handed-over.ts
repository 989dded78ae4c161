// Employees whom a node of the version before has added or renamed while this one runs. It knows nothing of terms, and
// writes their words where they were before: what stands there is found by this version once it is taken over.
import { type Database, inTransaction } from "../database/database.ts";
import type { Turn } from "../jobs/service.ts";
import { renewWords } from "./found-by.ts";

const atOnce = 200;

/** Usually there are none. Safe to run anywhere, at any time. */
export async function takeOverWords({ db }: { db: Database }, turn: Turn): Promise<void> {
  while (!turn.isOver()) {
    const rows = await db.selectFrom("employee_words").select("employee_id").distinct().limit(atOnce).execute();
    if (rows.length === 0) return;
    const ids = rows.map(({ employee_id }) => employee_id);
    await inTransaction(db, async (tx) => {
      await renewWords(tx, ids);
      await tx.deleteFrom("employee_words").where("employee_id", "in", ids).execute();
    });
  }
}
