// `hesper backup`: makes an encrypted backup while servers run, verifies one, and restores one into an empty place.
import { createReadStream, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { commandLineOrigin } from "../audit/service.ts";
import { identitiesIn, type Opening, type Sealing, sealingTo, unseal } from "../backup/age.ts";
import { createBackup } from "../backup/create.ts";
import { fileReason, refuseExisting } from "../backup/files.ts";
import { type BackupHead, BackupReader, totalRows } from "../backup/format.ts";
import { type Restored, restoreBackup, verifyBackup } from "../backup/restore.ts";
import { refuseFilledPlace } from "../backup/target.ts";
import { type Config, readConfig } from "../config/config.ts";
import { programVersion } from "../config/version.ts";
import { systemClock } from "../security/clock.ts";
import { createIds } from "../security/ids.ts";
import { currentMasterKey, type MasterKey, placeOfKey } from "../security/master-key.ts";
import { systemRandom } from "../security/random.ts";
import { Secret } from "../security/secret.ts";
import { Failure } from "./failure.ts";
import { refuseNoDatabase, withDatabase } from "./open.ts";
import { readNewPassphrase, readPassphrase } from "./password-input.ts";
import { withProgress } from "./work.ts";

interface CreateOptions {
  readonly recipient?: string[];
  readonly passphraseStdin?: true;
  readonly withMasterKey?: true;
}

interface OpenOptions {
  readonly identity?: string;
  readonly passphraseStdin?: true;
}

export function addCommands(program: Command): void {
  const backup = program.command("backup").description("encrypted backups of the whole database");
  backup
    .command("create")
    .description("write a backup, with the server running or stopped; without the master key, unless it is asked for")
    .argument("<file>", "the file to make; nothing is overwritten")
    .option("--recipient <recipient...>", "encrypt to a recipient of age (age1... or age1pq1...); may be repeated")
    .option("--passphrase-stdin", "read the passphrase from the standard input")
    .option("--with-master-key", "put the master key in: whoever opens the backup then opens every secret in it")
    .action(createCommand);
  const opening = (command: Command) =>
    command
      .argument("<file>", "the backup")
      .option("--identity <file>", "a file with an identity of age, where it was encrypted to recipients")
      .option("--passphrase-stdin", "read the passphrase from the standard input");
  opening(backup.command("verify"))
    .description("decrypt and check all of a backup; needs no database and changes nothing")
    .action(verifyCommand);
  opening(backup.command("restore"))
    .description("put a backup into a data directory without a database, or into an empty database")
    .action(restoreCommand);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function count(number: number, one: string): string {
  return number === 1 ? `1 ${one}` : `${number} ${one}s`;
}

async function createCommand(name: string, options: CreateOptions): Promise<void> {
  const file = resolve(name);
  const config = readConfig(process.env);
  refuseNoDatabase(config);
  // Before anybody has typed a passphrase.
  refuseExisting(file);
  const masterKey = options.withMasterKey ? masterKeyOf(config) : null;
  const sealing = await sealingOf(options);
  const head = await withProgress("rows written", "No backup was made.", (work) =>
    withDatabase((deps) =>
      createBackup(deps, {
        file,
        sealing,
        masterKey,
        program: programVersion(),
        origin: commandLineOrigin,
        onHead: (made) => work.begin(totalRows(made)),
        onRows: work.advance,
      }),
    ),
  );
  say(`The backup is made: ${file}, ${count(totalRows(head), "row")} of ${count(head.tables.length, "table")}.`);
  say(aboutMasterKey(head));
  say(`Check it where it is kept: hesper backup verify ${name}`);
}

function aboutMasterKey({ masterKey, masterKeyId }: BackupHead): string {
  if (masterKeyId === null) return "There are no secrets in it that need a master key.";
  return masterKey === null
    ? `The master key (id ${masterKeyId}) is not in it. Keep the key apart: without it the secrets in the backup cannot be opened.`
    : `The master key (id ${masterKeyId}) is in it: whoever opens the backup opens every secret.`;
}

function masterKeyOf({ masterKey }: Config): MasterKey {
  const found = currentMasterKey(masterKey);
  if (found === null) throw new Failure(`There is no master key in ${placeOfKey(masterKey)} to put into the backup.`);
  return found;
}

async function sealingOf({ recipient, passphraseStdin }: CreateOptions): Promise<Sealing> {
  if (recipient && passphraseStdin) throw new Failure("Give recipients or a passphrase, not both.");
  if (recipient) return sealingTo(recipient);
  return { kind: "passphrase", passphrase: new Secret(await readNewPassphrase(passphraseStdin ?? false)) };
}

async function openingOf({ identity, passphraseStdin }: OpenOptions): Promise<Opening> {
  if (identity !== undefined && passphraseStdin) throw new Failure("Give an identity or a passphrase, not both.");
  if (identity === undefined) {
    return { kind: "passphrase", passphrase: new Secret(await readPassphrase(passphraseStdin ?? false)) };
  }
  return { kind: "identities", identities: new Secret(identitiesIn(readText(identity), identity)) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${fileReason(error) ?? (error as Error).message}.`);
  }
}

/** Throws where it is none: a folder, or nothing. */
function refuseNoFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new Failure(`There is no file ${file}.`);
  if (found.isDirectory()) throw new Failure(`${file} is a folder.`);
}

/** Opens a backup, and says which file it is that something is wrong with. */
async function withBackup<T>(
  name: string,
  options: OpenOptions,
  use: (reader: BackupReader) => Promise<T>,
): Promise<T> {
  const opening = await openingOf(options);
  const bytes = createReadStream(name);
  try {
    const reader = await BackupReader.open(await unseal(bytes, opening));
    return await use(reader);
  } finally {
    bytes.destroy();
  }
}

function aboutBackup(head: BackupHead): string {
  const { program, schema, engine, madeAt } = head;
  const from = engine === "sqlite" ? "SQLite" : "PostgreSQL";
  return `Made at ${madeAt} by Hesper ${program} (${schema}) from ${from}: ${count(totalRows(head), "row")} of ${count(head.tables.length, "table")}.`;
}

async function verifyCommand(name: string, options: OpenOptions): Promise<void> {
  refuseNoFile(name);
  const head = await withProgress("rows checked", "", (work) =>
    withBackup(name, options, async (reader) => {
      work.begin(totalRows(reader.head));
      await verifyBackup(reader, work.advance);
      return reader.head;
    }),
  );
  say(`The backup is whole. ${aboutBackup(head)}`);
  say(aboutMasterKey(head));
}

async function restoreCommand(name: string, options: OpenOptions): Promise<void> {
  const config = readConfig(process.env);
  refuseNoFile(name);
  // Before anybody has typed a passphrase.
  await refuseFilledPlace(config);
  const { head, restored } = await withProgress("rows restored", "Nothing was restored.", (work) =>
    withBackup(name, options, async (reader) => {
      work.begin(totalRows(reader.head));
      const request = { place: config, masterKey: config.masterKey, origin: commandLineOrigin };
      const ids = createIds(systemClock, systemRandom);
      const done = await restoreBackup(ids, reader, { ...request, onRows: work.advance });
      return { head: reader.head, restored: done };
    }),
  );
  say(`The backup is restored. ${aboutBackup(head)}`);
  for (const line of afterRestore(head, restored, config)) say(line);
}

function afterRestore(head: BackupHead, { masterKey, ended }: Restored, { masterKey: source }: Config): string[] {
  const place = placeOfKey(source);
  const keyLines: Record<Restored["masterKey"], string[]> = {
    there: [],
    "not needed": [],
    written: [`The master key was in the backup and is now in ${place}.`],
    missing: [`Now put the master key (id ${head.masterKeyId}) into ${place}, mode 0600: no server starts without it.`],
  };
  return [
    ...keyLines[masterKey],
    "Everybody is logged out; no browser is trusted, and no link or temporary pass of before works.",
    "The codes that authenticator apps show at this moment are refused: wait for a new one.",
    "Recovery codes that were used after the backup was made work again: whoever used one resets them now.",
    `What was changed after ${head.madeAt} is undone: passwords, factors, roles and deactivations are those of then.`,
    ...(ended.mails > 0 ? [`${count(ended.mails, "mail")} that waited then will not be sent.`] : []),
  ];
}
