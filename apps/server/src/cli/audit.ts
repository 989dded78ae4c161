// `hesper audit`: verifies the sealed events, seals what waits, and prints the signed head.
import { existsSync, writeFileSync } from "node:fs";
import type { AuditHead } from "@hesper/contract";
import type { Command } from "commander";
import { readHeadFile } from "../audit/head-file.ts";
import { findHead, isSound, publicKeyOf, type SealDeps, sealEvents } from "../audit/seals.ts";
import { type Verification, verifyAudit } from "../audit/verify.ts";
import { type Config, readConfig } from "../config/config.ts";
import { hasDataKeys } from "../data-keys/data-keys.ts";
import { readSecrets } from "../data-keys/open.ts";
import { inSnapshot } from "../database/database.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";

export function addCommands(program: Command): void {
  const audit = program.command("audit").description("the sealed record of what happened");
  audit
    .command("verify")
    .description("find events that were changed, removed, inserted or cut off; names each, and exits with 1")
    .option("--head <file...>", "a head that was kept elsewhere: the record must hold it")
    .action(verifyCommand);
  audit.command("seal").description("seal now what waits to be sealed").action(sealCommand);
  audit
    .command("head")
    .description("print the signed head, to be kept elsewhere")
    .option("--out <file>", "write it to a file")
    .action(headCommand);
}

/** With the keys of the database, which are read and never made. */
function withKeys<T>(work: (deps: SealDeps, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  return withDatabase(async ({ db, ids }) => work({ db, ids, keyring: await readSecrets(db, config, ids) }, config));
}

/** The heads that the chain must hold: those that are named, and the one that the server keeps in a file. */
async function knownHeads(files: readonly string[], kept: string | null): Promise<AuditHead[]> {
  const all = kept !== null && existsSync(kept) ? [...files, kept] : files;
  try {
    return await Promise.all([...new Set(all)].map(readHeadFile));
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}

const showEverySeals = 100;

/** Progress goes to the error output of a terminal: what is found is all there is on the other. */
function showProgress(number: number, last: number): void {
  if (!process.stderr.isTTY || (number % showEverySeals !== 0 && number !== last)) return;
  process.stderr.write(`\r${number} of ${last} seals${number === last ? "\n" : ""}`);
}

async function verifyCommand(options: { head?: string[] }): Promise<void> {
  let found = 0;
  const report = (_: string, text: string) => {
    found += 1;
    process.stdout.write(`${text}\n`);
  };
  const result = await withKeys(async ({ db, ids, keyring }, { auditHeadFile }) => {
    const heads = await knownHeads(options.head ?? [], auditHeadFile);
    return inSnapshot(db, async (tx) => {
      const keys = await keyring.read(tx);
      const keyOf = (keyId: string) => publicKeyOf(keys, keyId);
      const request = { publicKeyOf: keyOf, heads, nowMs: ids.clock.nowMs(), report, onSeal: showProgress };
      return verifyAudit(tx, request);
    });
  });
  if (found > 0) throw new Failure(`${found === 1 ? "1 thing is" : `${found} things are`} wrong. ${summaryOf(result)}`);
  process.stdout.write(`Nothing was changed, removed or inserted. ${summaryOf(result)}\n`);
}

function summaryOf({ seals, events, unsealed }: Verification): string {
  return `Checked: ${events} events in ${seals} seals. Not sealed yet: ${unsealed}.`;
}

async function sealCommand(): Promise<void> {
  const events = await withKeys(async (deps) => {
    if (!(await hasDataKeys(deps.db)))
      throw new Failure("There are no keys yet. Start the server once: it makes them.");
    return sealEvents(deps, { all: true });
  });
  process.stdout.write(events === 0 ? "Everything was sealed already.\n" : `${events} events were sealed.\n`);
}

async function headCommand(options: { out?: string }): Promise<void> {
  const head = await withKeys(({ db, keyring }) => findHead(db, keyring));
  if (head === null) throw new Failure("Nothing is sealed yet. Run: hesper audit seal");
  if (!isSound(head)) throw new Failure("The end of the record is not signed by this server. Run: hesper audit verify");
  const line = `${JSON.stringify(head)}\n`;
  if (options.out === undefined) process.stdout.write(line);
  else writeOut(options.out, line);
}

function writeOut(file: string, line: string): void {
  try {
    writeFileSync(file, line, { mode: 0o600 });
  } catch (error) {
    throw new Failure(`The head cannot be written: ${(error as Error).message}`);
  }
}
