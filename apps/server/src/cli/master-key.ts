// `hesper master-key`: replaces the master key and everything under it, with the server running.
import type { Command } from "commander";
import { commandLineOrigin } from "../audit/service.ts";
import { type Config, readConfig } from "../config/config.ts";
import { checkSecrets, openSecrets, prepareNextKey } from "../data-keys/open.ts";
import {
  countRemaining,
  encryptAnew,
  type Outcome,
  type Replacement,
  type RotationDeps,
  replaceMasterKey,
} from "../data-keys/rotation.ts";
import { currentMasterKey, newMasterKeyText, nextKeyFile } from "../security/master-key.ts";
import { systemRandom } from "../security/random.ts";
import { encryptedColumns } from "../totp/service.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";
import { showProgress } from "./progress.ts";

export function addCommands(program: Command): void {
  const masterKey = program.command("master-key").description("the key that everything secret hangs on");
  masterKey
    .command("rotate")
    .description("replace the master key and encrypt every secret anew, with the server running; may be interrupted")
    .action(rotateCommand);
  masterKey
    .command("prepare")
    .description("make the next master key without using it: where there are several servers, each needs it first")
    .action(prepareCommand);
}

const goesOn = "Nothing is lost: run it again, and it goes on where it stopped.";

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** With the keys opened: a wrong master key is said before anything is looked at or changed. */
function withKeys<T>(work: (deps: RotationDeps, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const { masterKey: source } = config;
  currentMasterKey(source);
  return withDatabase(
    async ({ db, ids }) => {
      const keyring = await openSecrets(db, config, ids);
      return work({ db, ids, keyring, source, columns: encryptedColumns, origin: commandLineOrigin }, config);
    },
    { check: (db) => checkSecrets(db, config) },
  );
}

async function rotateCommand(): Promise<void> {
  const isStopped = heedSignals();
  await withKeys(async (deps) => {
    const replacement = await replaceMasterKey(deps);
    say(wordsOf(replacement));
    if (!("masterKeyId" in replacement)) return;
    const outcome = await encryptWithProgress(deps, isStopped);
    if (outcome.isStopped) throw new Failure(`Stopped. ${goesOn}`);
    if (outcome.broken.length > 0) throw new Failure(brokenWords(outcome));
    say(finishedWords(outcome));
    say(nextStepOf(deps));
  });
}

function wordsOf(replacement: Replacement): string {
  switch (replacement.result) {
    case "replaced":
      return `The master key is replaced; the id of the new one is ${replacement.masterKeyId}.`;
    case "resumed":
      return `A rotation was not finished; it goes on. The id of the master key is ${replacement.masterKeyId}.`;
    case "no_next_key":
      throw new Failure(
        "The master key is in the environment: set HESPER_MASTER_KEY_NEXT beside HESPER_MASTER_KEY, here and for every server. A new key: hesper master-key prepare",
      );
    case "next_in_use":
      return "Nothing to do: HESPER_MASTER_KEY_NEXT is in use already. Make it HESPER_MASTER_KEY, and leave out HESPER_MASTER_KEY_NEXT.";
  }
}

/** Asked to stop, a rotation ends between two batches. A second signal changes nothing: the first is heeded soon. */
function heedSignals(): () => boolean {
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return () => isStopped;
}

async function encryptWithProgress(deps: RotationDeps, isStopped: () => boolean): Promise<Outcome> {
  const progress = showProgress("secrets encrypted anew", await countRemaining(deps), () => {
    process.exitCode = 1;
    process.stderr.write(`hesper: Stopped. ${goesOn}\n`);
  });
  try {
    return await encryptAnew(deps, { onProgress: progress.report, isStopped });
  } finally {
    progress.end();
  }
}

function finishedWords({ done }: Outcome): string {
  const count = done === 1 ? "1 secret was" : `${done} secrets were`;
  return `Finished: ${count} encrypted anew. The keys before are gone.`;
}

function brokenWords({ broken }: Outcome): string {
  const each = broken.map(({ place, email }) => `${place.table} ${place.row} of ${email}`).join(", ");
  const count = broken.length === 1 ? "1 secret does not open" : `${broken.length} secrets do not open`;
  return `${count} with any key, and the keys before are kept: ${each}. Remove what is broken (hesper two-factor disable --email ...), then run it again.`;
}

function nextStepOf({ source }: RotationDeps): string {
  return source.kind === "file"
    ? `Back up ${source.file} now. Backups of the database made before need the master key of their time.`
    : "Now make HESPER_MASTER_KEY_NEXT the HESPER_MASTER_KEY of every server. Backups of the database made before need the master key of their time.";
}

/** Makes the next key without using it, so that every server has it before the rotation. */
async function prepareCommand(): Promise<void> {
  const { masterKey: source } = readConfig(process.env);
  if (source.kind === "environment") {
    say(newMasterKeyText(systemRandom));
    return;
  }
  await withKeys((deps) => prepareNextKey(deps.db, source, deps.ids.random));
  say(
    `The next master key is ${nextKeyFile(source.file)}. Copy it to every server, then run: hesper master-key rotate`,
  );
}
