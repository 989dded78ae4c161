// `hesper database copy`: moves an installation to another database, such as from SQLite to PostgreSQL.
import { resolve } from "node:path";
import type { Command } from "commander";
import { copyDatabase } from "../backup/copy.ts";
import { findMasterKeyId, findMatchingKey } from "../backup/keys.ts";
import { refuseFilledPlace } from "../backup/target.ts";
import { isPostgresUrl, readConfig } from "../config/config.ts";
import type { DatabasePlace } from "../database/database.ts";
import { placeOfKey } from "../security/master-key.ts";
import { Failure } from "./failure.ts";
import { refuseNoDatabase, withDatabase } from "./open.ts";
import { withProgress } from "./work.ts";

export function addCommands(program: Command): void {
  program
    .command("database")
    .description("the database itself")
    .command("copy")
    .description("copy everything into an empty database; stop the servers first")
    .requiredOption("--to <place>", "postgres://user@host:5432/database, or a data directory for SQLite")
    .action(copyCommand);
}

function placeOf(to: string): DatabasePlace {
  if (!/^[a-z]+:\/\//i.test(to)) return { dataDir: resolve(to), databaseUrl: null };
  if (isPostgresUrl(to)) return { dataDir: resolve("."), databaseUrl: to };
  throw new Failure("--to must be an address such as postgres://user@host:5432/hesper, or a folder.");
}

async function copyCommand({ to }: { to: string }): Promise<void> {
  const config = readConfig(process.env);
  const place = placeOf(to);
  refuseNoDatabase(config);
  await refuseFilledPlace(place);
  process.stdout.write("What a running server writes from now on is not in the copy: stop it first.\n");
  const copied = await withProgress("rows copied", "The target is as empty as before.", (work) =>
    withDatabase(async ({ db }) => {
      const neededId = await findMasterKeyId(db);
      const masterKey = findMatchingKey(config.masterKey, neededId);
      if (masterKey === null && neededId !== null) {
        throw new Failure(
          `The master key ${placeOfKey(config.masterKey)} is missing. Restore it: the copy would be of no use.`,
        );
      }
      return copyDatabase(db, { place, masterKey, onTotal: work.begin, onRows: work.advance });
    }),
  );
  const next =
    place.databaseUrl === null
      ? `Start the server with HESPER_DATA_DIR=${place.dataDir} and without HESPER_DATABASE_URL`
      : "Start the server with HESPER_DATABASE_URL set to that address";
  process.stdout.write(
    `Copied and compared: ${copied.rows} rows of ${copied.tables} tables. ${next}; the master key stays the same, in ${placeOfKey(config.masterKey)}.\n`,
  );
}
