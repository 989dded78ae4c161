// Puts a backup into an empty database, of either kind, in one transaction: the tables as they were when it was made, its
// rows, the migrations since, and what must not come to life again.
import { rmSync } from "node:fs";
import { type Origin, recordEvent } from "../audit/service.ts";
import type { DatabasePlace, Tx } from "../database/database.ts";
import { checkTable, describeTables, insertRows, Summing, type TableShape } from "../database/dump.ts";
import { isKnownMigration, latestMigration, migrateTo } from "../database/migrate.ts";
import { beginAnotherEpoch } from "../deliveries/epoch.ts";
import type { IdSource } from "../security/ids.ts";
import { type MasterKey, type MasterKeySource, writeMasterKey } from "../security/master-key.ts";
import { type BackupHead, type BackupReader, totalRows } from "./format.ts";
import { checkDataKeys, findMatchingKey, keyInBackup } from "./keys.ts";
import { BackupProblem } from "./problem.ts";
import { type Ended, endWhatWasOpen } from "./restored.ts";
import { fillEmpty } from "./target.ts";

export interface RestoreRequest {
  readonly place: DatabasePlace;
  readonly masterKey: MasterKeySource;
  readonly origin: Origin;
  /** Told how many rows more were restored; what it throws ends the restore. */
  readonly onRows?: (rows: number) => void;
}

export interface Restored {
  readonly rows: number;
  readonly ended: Ended;
  /** `written`: from the backup; `missing`: it must be put there before a server starts. */
  readonly masterKey: "there" | "written" | "missing" | "not needed";
}

/** Reads the backup to its end and changes nothing. Throws `BackupProblem` where it is not whole. */
export async function verifyBackup(reader: BackupReader, onRows: (rows: number) => void = () => {}): Promise<void> {
  for (const table of reader.head.tables) for await (const page of reader.rows(table)) onRows(page.length);
  await reader.finish();
}

/** Throws `BackupProblem`, and then everything is as it was. */
export async function restoreBackup(ids: IdSource, reader: BackupReader, request: RestoreRequest): Promise<Restored> {
  const { head } = reader;
  refuseNewer(head);
  const found = findMatchingKey(request.masterKey, head.masterKeyId);
  const brought = head.masterKey === null ? null : keyInBackup(head.masterKey, head.masterKeyId);
  // Where the key is in the environment, one is there, and it is the right one: see `findMatchingKey`.
  const file = request.masterKey.kind === "file" && found === null && brought !== null ? request.masterKey.file : null;
  let hasWritten = false;
  try {
    const ended = await fillEmpty(request.place, async (tx) => {
      await fillTables(tx, reader, request);
      const settled = await settle(tx, ids, { head, masterKey: found ?? brought, origin: request.origin });
      if (file !== null && brought !== null) {
        writeMasterKey(file, brought);
        hasWritten = true;
      }
      return settled;
    });
    return { rows: totalRows(head), ended, masterKey: stateOfKey(head, { found, isWritten: file !== null }) };
  } catch (error) {
    if (hasWritten && file !== null) rmSync(file);
    throw error;
  }
}

function stateOfKey(
  head: BackupHead,
  { found, isWritten }: { found: MasterKey | null; isWritten: boolean },
): Restored["masterKey"] {
  if (isWritten) return "written";
  if (head.masterKeyId === null) return "not needed";
  return found === null ? "missing" : "there";
}

function refuseNewer({ schema, program }: BackupHead): void {
  if (isKnownMigration(schema)) return;
  throw new BackupProblem(
    `The backup was made by a newer version of Hesper (${program}, ${schema}). Install that version or newer.`,
  );
}

async function fillTables(tx: Tx, reader: BackupReader, { onRows = () => {} }: RestoreRequest): Promise<void> {
  await migrateTo(tx, reader.head.schema);
  const filled = [];
  for (const shape of shapesOf(reader.head, await describeTables(tx))) {
    const summing = new Summing();
    for await (const page of reader.rows(shape)) {
      await insertRows(tx, shape, page);
      summing.add(page);
      onRows(page.length);
    }
    filled.push({ shape, sum: summing.sum() });
  }
  await reader.finish();
  for (const { shape, sum } of filled) await checkTable(tx, shape, sum);
}

/** The tables of the backup with their primary keys. They must be those that its version makes, column by column. */
function shapesOf({ tables, schema }: BackupHead, made: readonly TableShape[]): (TableShape & { rows: number })[] {
  const sorted = (columns: readonly string[]) => columns.toSorted().join();
  const shapes = tables.flatMap((table) => {
    const shape = made.find(({ name }) => name === table.name);
    return shape && sorted(shape.columns) === sorted(table.columns) ? [{ ...table, key: shape.key }] : [];
  });
  const isSame = new Set(shapes.map(({ name }) => name)).size === made.length && tables.length === made.length;
  if (!isSame) throw new BackupProblem(`The backup does not hold the tables of its version (${schema}).`);
  return shapes;
}

/** What has to happen before anybody may use the restored database. */
async function settle(
  tx: Tx,
  ids: IdSource,
  { head, masterKey, origin }: { head: BackupHead; masterKey: MasterKey | null; origin: Origin },
): Promise<Ended> {
  if (masterKey !== null) await checkDataKeys(tx, masterKey);
  await migrateTo(tx, latestMigration);
  const ended = await endWhatWasOpen(tx, ids);
  await beginAnotherEpoch(tx, ids);
  const detail = { madeAt: head.madeAt, program: head.program, schema: head.schema, rows: totalRows(head) };
  await recordEvent(tx, ids, { type: "backup.restored", actorId: null, subjectId: null, origin, detail });
  return ended;
}
