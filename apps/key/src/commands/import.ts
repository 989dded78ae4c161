// `hesper-key import`: an export of another program becomes private accounts.
import { readFileSync, statSync } from "node:fs";
import type { ImportOutcome, ImportPlan } from "@hesper/keyring";
import type { AddCommands } from "../command.ts";
import { syncWith } from "../contact.ts";
import type { Context } from "../context.ts";
import { exitStatuses, Failure, failureOf } from "../failure.ts";
import { askHidden, confirm } from "../input.ts";
import { onInterrupt } from "../interrupt.ts";
import { counted, note, plain, type Result, table } from "../output.ts";
import { identityFor } from "../unlock.ts";

interface Options {
  readonly yes?: true;
  readonly passphraseStdin?: true;
}

/** More than any export that is read. */
const longestFileBytes = 48 * 1024 * 1024;

export const addCommands: AddCommands = (program, action) => {
  program
    .command("import")
    .summary("import accounts of another program")
    .description(
      "Makes private accounts of an export of Bitwarden, KeePass, 1Password, Chrome or Aegis, or of a file that hesper-key has exported. Shows first what would be made.",
    )
    .argument("<file>", "the export")
    .option("--yes", "import without asking")
    .option("--passphrase-stdin", "read the passphrase of the file from a line of the standard input, after the PIN")
    .action(action(importCommand));
};

async function importCommand(context: Context, options: Options, file = ""): Promise<Result> {
  const { importAccounts, planImport, withoutKnown } = await import("@hesper/keyring");
  const host = await context.host();
  // The PIN is the first line of the standard input, the passphrase the second.
  const identity = await identityFor(context);
  const whole = planImport(await contentOf(file, options), host);
  if ("refusal" in whole) throw new Failure("failed", whole.refusal);
  // What an import made that was cut off is not made twice: also what the server has and this key was not told of.
  await syncWith(context, { isUnseen: true });
  const plan = await withoutKnown(host, identity, whole);
  if (!context.options.json) for (const line of preview(plan)) note(line);
  const count = countOf(plan);
  if (countOf(whole) === 0) throw new Failure("failed", "There is nothing in the file that can be imported.");
  if (count === 0) return resultOf(plan, nothingMade);
  const question = `Make ${counted(count, "private account")}?`;
  if (!options.yes && !(await confirm(question, "--yes"))) throw new Failure("interrupted", "Nothing was changed.");
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const outcome = await importAccounts(host, identity, plan, { signal: stop.signal, onProgress: showProgress(count) });
  return resultOf(plan, outcome);
}

const nothingMade: ImportOutcome = { created: 0, failed: [], left: 0, stoppedBy: null };

function countOf({ accounts }: ImportPlan): number {
  return accounts.filter(({ obstacle }) => obstacle === null).length;
}

async function contentOf(file: string, { passphraseStdin }: Options): Promise<Uint8Array> {
  const { isSealedFile, openSealedFile } = await import("@hesper/keyring");
  const bytes = readFile(file);
  if (!isSealedFile(bytes)) return bytes;
  const asking = { what: "passphrase of the file", option: "--passphrase-stdin", fromStdin: passphraseStdin ?? false };
  return await openSealedFile(bytes, await askHidden(asking));
}

function readFile(file: string): Uint8Array {
  try {
    if (statSync(file).size > longestFileBytes) throw new Error("it is larger than any export that can be read here");
    return readFileSync(file);
  } catch (error) {
    throw new Failure("failed", `${file} cannot be read: ${(error as Error).message}`);
  }
}

const mostShown = 50;

function preview({ format, accounts }: ImportPlan): string[] {
  const rows = accounts.slice(0, mostShown).map(({ place, name, remarks, obstacle }) => {
    return [place, plain(name), obstacle === null ? remarks.join(" ") : `Not imported: ${obstacle}`];
  });
  const more = accounts.length - rows.length;
  return [
    `${format}, ${counted(accounts.length, "entry", "entries")}:`,
    ...table(rows),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function showProgress(count: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done) => process.stderr.write(`\r${done} of ${count}${done >= count ? "\n" : ""}`);
}

function resultOf(plan: ImportPlan, { created, failed, left, stoppedBy }: ImportOutcome): Result {
  const refused = plan.accounts.filter(({ obstacle }) => obstacle !== null);
  const value = {
    format: plan.format,
    created,
    left,
    failed: failed.map(({ place, problem }) => ({ place, code: problem.code, message: problem.message })),
    notTaken: refused.map(({ place, name, obstacle }) => ({ place, name, obstacle })),
    stoppedBy: stoppedBy && { code: stoppedBy.code, message: stoppedBy.message },
  };
  const lines = [
    `${counted(created, "private account")} made.`,
    ...failed.map(({ place, problem }) => plain(`${place}: ${problem.message}`)),
    ...(stoppedBy ? [plain(stoppedBy.message)] : []),
    ...(left > 0 ? [`${counted(left, "account")} left. Import the file again: what was made is not made twice.`] : []),
  ];
  return { value, lines, status: statusOf({ failed, left, stoppedBy }) };
}

function statusOf({ failed, left, stoppedBy }: Pick<ImportOutcome, "failed" | "left" | "stoppedBy">): number {
  const code = failureOf(stoppedBy ?? {})?.code;
  if (code) return exitStatuses[code];
  if (failed.length > 0) return exitStatuses.failed;
  return left > 0 ? exitStatuses.interrupted : 0;
}
