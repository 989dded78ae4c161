// Makes a backup of a database that others go on using: one moment of it, encrypted, in a file that is there whole or not
// at all.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inSnapshot, inTransaction } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { latestMigration } from "../database/migrate.ts";
import type { IdSource } from "../security/ids.ts";
import type { MasterKey } from "../security/master-key.ts";
import { type Sealing, seal } from "./age.ts";
import { fileReason, PartialFile } from "./files.ts";
import { type BackupHead, totalRows, writeBackup } from "./format.ts";
import { findMasterKeyId, textOfKey } from "./keys.ts";
import { BackupProblem } from "./problem.ts";

export interface BackupRequest {
  readonly file: string;
  readonly sealing: Sealing;
  /** Goes into the backup. Null: it is kept apart, and without it the secrets in the backup cannot be opened. */
  readonly masterKey: MasterKey | null;
  /** Version of the program. */
  readonly program: string;
  readonly origin: Origin;
  readonly onHead?: (head: BackupHead) => void;
  /** Told how many rows more were written; what it throws ends the backup. */
  readonly onRows?: (rows: number) => void;
}

/** Throws `BackupProblem`, and then no file is there. */
export async function createBackup(
  { db, ids }: { db: Database; ids: IdSource },
  request: BackupRequest,
): Promise<BackupHead> {
  const file = await PartialFile.create(request.file).catch((error: unknown) => {
    throw cannotBeWritten(error);
  });
  try {
    const head = await writeTo(file, { db, ids }, request);
    await file.finish();
    await recordCreation({ db, ids }, head, request);
    file.putInPlace();
    return head;
  } catch (error) {
    await file.discard();
    throw cannotBeWritten(error);
  }
}

function cannotBeWritten(error: unknown): unknown {
  const reason = fileReason(error);
  return reason === null ? error : new BackupProblem(`The backup cannot be written: ${reason}.`);
}

async function writeTo(
  file: PartialFile,
  { db, ids }: { db: Database; ids: IdSource },
  { sealing, masterKey, program, onHead, onRows }: BackupRequest,
): Promise<BackupHead> {
  let head: BackupHead | null = null;
  await inSnapshot(db, async (tx) => {
    const masterKeyId = await findMasterKeyId(tx);
    if (masterKey !== null && masterKey.id !== masterKeyId) {
      throw new BackupProblem("The master key is not the one that the secrets need: it was not put into the backup.");
    }
    const start = {
      program,
      schema: latestMigration,
      engine: isSqlite(tx) ? "sqlite" : "postgres",
      madeAt: new Date(ids.clock.nowMs()).toISOString(),
      masterKeyId,
      masterKey: masterKey === null ? null : textOfKey(masterKey),
    } as const;
    const remember = (made: BackupHead) => {
      head = made;
      onHead?.(made);
    };
    const plain = writeBackup(tx, { start, onHead: remember, ...(onRows ? { onRows } : {}) });
    for await (const bytes of await seal(plain, sealing)) await file.write(bytes);
  });
  if (head === null) throw new Error("A backup was written without a head.");
  return head;
}

/** Where the file is, is not recorded: its name may tell something. */
async function recordCreation(
  { db, ids }: { db: Database; ids: IdSource },
  head: BackupHead,
  { sealing, origin }: BackupRequest,
): Promise<void> {
  const detail = {
    encryptedTo: sealing.kind,
    recipients: sealing.kind === "passphrase" ? 0 : sealing.recipients.length,
    rows: totalRows(head),
    withMasterKey: head.masterKey !== null,
  };
  await inTransaction(db, (tx) =>
    recordEvent(tx, ids, { type: "backup.created", actorId: null, subjectId: null, origin, detail }),
  );
}
