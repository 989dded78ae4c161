// `hesper demo fill`: people, accounts, keys and log-ins that are made up, for somebody who wants to look around.
import type { Command } from "commander";
import { readConfig } from "../config/config.ts";
import { openSecrets } from "../data-keys/open.ts";
import type { Database } from "../database/database.ts";
import { type Filled, fillDemo, obstacleToDemo } from "../demo/fill.ts";
import { SealedMeanwhile } from "../demo/fill-events.ts";
import { openAccounts } from "../demo/sealing.ts";
import { type DemoWish, usualWish } from "../demo/world.ts";
import { hashChosenPassword, reasonAgainstPassword } from "../passwords/service.ts";
import { hashQueue } from "../security/hash-queue.ts";
import type { IdSource } from "../security/ids.ts";
import { getSettings } from "../settings/service.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";
import { readPassword } from "./password-input.ts";
import { withProgress } from "./work.ts";

export function addCommands(program: Command): void {
  program
    .command("demo")
    .description("an installation to look around in")
    .command("fill")
    .description("fill an empty installation with people, accounts, keys and log-ins that are made up")
    .requiredOption("--employees <count>", "how many people")
    .option("--events <count>", "about how many events of log-ins, over the last 90 days")
    .option("--accounts <count>", "about how many personal accounts")
    .option("--keys <count>", "about how many keys")
    .option("--seed <text>", "the same seed makes the same people", "hesper")
    .option("--password-stdin", "read a password for all of them from the standard input; else nobody can log in")
    .action(fillCommand);
}

interface Options {
  readonly employees: string;
  readonly events?: string;
  readonly accounts?: string;
  readonly keys?: string;
  readonly seed: string;
  readonly passwordStdin?: true;
}

const mostPeople = 10_000_000;
const mostEvents = 100_000_000;
const longestSeed = 100;

async function fillCommand(options: Options): Promise<void> {
  const wish = wishOf(options);
  const password = options.passwordStdin ? await readPassword(true) : null;
  const config = readConfig(process.env);
  const fill = async ({ db, ids }: { db: Database; ids: IdSource }) => {
    const obstacle = await obstacleToDemo({ db, ids }, wish);
    if (obstacle !== null) throw new Failure(obstacle);
    const passwordHash = await hashFor(db, ids, password);
    const keyring = await openSecrets(db, config, ids);
    const rpId = config.publicUrl === null ? "localhost" : new URL(config.publicUrl).hostname;
    process.stdout.write(`${plan(wish)}\n`);
    return told(
      withProgress("people and events", "What is there by now stays. Begin again in a new folder.", (work) => {
        work.begin(wish.employees + wish.events);
        return fillDemo({ db, ids, keyring, rpId }, { wish, passwordHash, onRows: work.advance });
      }),
    );
  };
  const filled = await withDatabase(fill, { mayMake: true });
  process.stdout.write(`${summary(filled, { canLogIn: password !== null })}\n`);
}

/** What a person can put right. */
async function told<T>(filling: Promise<T>): Promise<T> {
  try {
    return await filling;
  } catch (error) {
    if (!(error instanceof SealedMeanwhile)) throw error;
    throw new Failure(
      "A server that runs on this installation has sealed its audit meanwhile. Begin again in a new folder, and start the server afterwards.",
    );
  }
}

function wishOf(options: Options): DemoWish {
  const employees = countOf(options.employees, "--employees", { least: 1, most: mostPeople });
  const usual = usualWish(employees);
  const more = (name: "events" | "accounts" | "keys", most: number) => {
    const given = options[name];
    return given === undefined ? usual[name] : countOf(given, `--${name}`, { least: 0, most });
  };
  if (options.seed.length > longestSeed) throw new Failure(`--seed: at most ${longestSeed} characters.`);
  return {
    ...{ employees, events: more("events", mostEvents), seed: options.seed },
    accounts: more("accounts", employees * 20),
    keys: more("keys", employees),
  };
}

function countOf(text: string, option: string, { least, most }: { least: number; most: number }): number {
  const count = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new Failure(`${option}: a whole number from ${least} to ${most}.`);
}

/** Hashed once: all of them have the same one. */
async function hashFor(db: Database, ids: IdSource, chosen: string | null): Promise<string> {
  const settings = await getSettings(db);
  const nobody = { email: "", name: "", installationName: settings.installationName };
  const reason = chosen === null ? null : reasonAgainstPassword(chosen, nobody, settings);
  if (reason !== null) throw new Failure(reason);
  const password = chosen ?? Buffer.from(ids.random.bytes(32)).toString("base64url");
  return hashQueue.withPlace((place) => hashChosenPassword(place, password, { settings, ids }));
}

function plan({ employees, events, accounts, keys, seed }: DemoWish): string {
  const things = `about ${events} events of log-ins, ${accounts} personal accounts and ${keys} keys`;
  return `Making ${employees} people who do not exist, with ${things}, from the seed “${seed}”.`;
}

function summary({ events, accounts, keys, passphrase }: Filled, { canLogIn }: { canLogIn: boolean }): string {
  const made = `There are ${events} events, ${accounts} accounts and ${keys} keys now.`;
  const logIn = canLogIn
    ? "Demo people without a second factor can log in with the password that you gave."
    : "Nobody of them can log in. Make an administrator with: hesper admin create";
  const secrets =
    passphrase === null
      ? `The first ${openAccounts} accounts open with your organisation key, the others with nobody's.`
      : `The organisation key has the passphrase ${passphrase.reveal()}, which is shown this once. It opens the first ${openAccounts} accounts; the others open with nobody's key.`;
  return `${made}\n${logIn}\n${secrets}`;
}
