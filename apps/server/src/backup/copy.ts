// Copies an installation into an empty database, of either kind: all tables as they are, and nothing where it does not
// come out the same.
import { type Database, type DatabasePlace, inSnapshot, type Tx } from "../database/database.ts";
import {
  checkTable,
  countRows,
  describeTables,
  insertRows,
  readPages,
  Summing,
  type TableShape,
} from "../database/dump.ts";
import { latestMigration, migrateTo } from "../database/migrate.ts";
import type { MasterKey } from "../security/master-key.ts";
import { checkDataKeys } from "./keys.ts";
import { BackupProblem } from "./problem.ts";
import { fillEmpty } from "./target.ts";

export interface CopyRequest {
  readonly place: DatabasePlace;
  /** Must open the keys that were copied. Null: there are none. */
  readonly masterKey: MasterKey | null;
  /** Told how many rows there are in all. */
  readonly onTotal?: (rows: number) => void;
  /** Told how many rows more were copied; what it throws ends the copy. */
  readonly onRows?: (rows: number) => void;
}

export interface Copied {
  readonly tables: number;
  readonly rows: number;
}

/** @param source migrated to the latest version. Throws `BackupProblem`, and then the target is still empty. */
export function copyDatabase(source: Database, request: CopyRequest): Promise<Copied> {
  return fillEmpty(request.place, async (target) => {
    await migrateTo(target, latestMigration);
    const filled = await inSnapshot(source, (from) => copyTables(from, target, request));
    // Read back, from what will be there, before it is.
    for (const { shape, sum } of filled) await checkTable(target, shape, sum);
    if (request.masterKey !== null) await checkDataKeys(target, request.masterKey);
    return { tables: filled.length, rows: filled.reduce((rows, { sum }) => rows + sum.rows, 0) };
  });
}

async function copyTables(from: Tx, target: Tx, { onTotal = () => {}, onRows = () => {} }: CopyRequest) {
  const shapes = await describeTables(from);
  refuseOthers(shapes, await describeTables(target));
  let total = 0;
  for (const shape of shapes) total += await countRows(from, shape);
  onTotal(total);
  const filled = [];
  for (const shape of shapes) {
    const summing = new Summing();
    for await (const page of readPages(from, shape)) {
      await insertRows(target, shape, page);
      summing.add(page);
      onRows(page.length);
    }
    filled.push({ shape, sum: summing.sum() });
  }
  return filled;
}

/** Tables that no server makes would be left behind unnoticed. */
function refuseOthers(shapes: readonly TableShape[], wanted: readonly TableShape[]): void {
  const odd = shapes.find(({ name }) => !wanted.some((other) => other.name === name));
  if (odd) throw new BackupProblem(`The database has a table ${odd.name}, which no server makes. Remove it first.`);
}
