// `hesper-key sync`: asks the server what is new, and says so.
import type { SyncOptions, SyncReport } from "@hesper/keyring";
import type { AddCommands } from "../command.ts";
import { syncWith } from "../contact.ts";
import type { Context } from "../context.ts";
import { exitStatuses, failureOf } from "../failure.ts";
import { onInterrupt } from "../interrupt.ts";
import { newKeyLines } from "../new-keys.ts";
import { counted, note, plain, type Result } from "../output.ts";
import { troubleWords } from "../troubles.ts";
import { unlockHere } from "../unlock.ts";
import { statusWords } from "../words.ts";

interface Options {
  readonly unlock?: true;
  readonly fromTheBeginning?: true;
  readonly inBackground?: true;
}

export const addCommands: AddCommands = (program, action) => {
  const command = program
    .command("sync")
    .summary("get what is new from the server")
    .description(
      "Gets what is new from the server. Needs no PIN; while the key is unlocked, what comes is opened and verified at once, and your other keys are given what they wait for.",
    )
    .option("--unlock", "ask for the PIN where the key is locked")
    .option("--from-the-beginning", "ask for everything again");
  command.addOption(command.createOption("--in-background").hideHelp()).action(action(syncCommand));
};

async function syncCommand(context: Context, options: Options): Promise<Result | null> {
  if (options.inBackground) return await quietly(context);
  if (options.unlock) await unlockHere(context);
  const names = await namesNow(context);
  const { readStatus } = await import("@hesper/keyring");
  const progress = showProgress();
  const { fromTheBeginning } = options;
  const { onProgress } = progress;
  const report = await syncWith(context, { fromTheBeginning, onProgress, signal: untilInterrupted() });
  progress.end();
  const after = await namesNow(context);
  const { troubles } = await readStatus(await context.host());
  const nameOf = (id: string) => after.get(id) ?? names.get(id) ?? id;
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: after.get(id) ?? names.get(id) ?? null }));
  const added = report.stored.filter((id) => !names.has(id));
  const changed = report.stored.filter((id) => names.has(id));
  const value = {
    ...report,
    stored: named(report.stored),
    removed: named(report.removed),
    troubles: troubles.map((one) => ({ ...one, name: nameOf(one.id) })),
  };
  const lines = [
    ...listed("New", added.map(nameOf)),
    ...listed("Changed", changed.map(nameOf)),
    ...listed("Removed", report.removed.map(nameOf)),
    ...servedLines(report),
    ...troubleLines({ ...report, troubles }, nameOf),
    ...stateLines(report),
  ];
  return { value, lines: lines.length > 0 ? lines : ["Nothing is new."], status: statusOf({ ...report, troubles }) };
}

/** Began by another command, which has ended: nobody reads what it says. */
async function quietly(context: Context): Promise<null> {
  try {
    await syncWith(context, { isUnseen: true });
  } catch (error) {
    if (!failureOf(error)) throw error;
  }
  return null;
}

/** What can be read without the PIN, by id. */
async function namesNow(context: Context): Promise<ReadonlyMap<string, string>> {
  const storage = await context.storage();
  return await storage.read(async (tx) => {
    const names = new Map<string, string>();
    for (let after: string | null = null; ; ) {
      const page = await tx.listAccounts({ after, limit: 500 });
      for (const { id, details } of page) names.set(id, details ? plain(details.name) : `private account ${id}`);
      after = page.at(-1)?.id ?? null;
      if (after === null) return names;
    }
  });
}

const mostNamed = 20;

function listed(label: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  return [`${label}: ${names.slice(0, mostNamed).join(", ")}${more}`];
}

function servedLines({ served, newKeys, notServed, othersWait }: SyncReport): string[] {
  return [
    ...served.map(
      ({ fingerprint, accounts }) => `Sealed ${counted(accounts, "account")} for another key of yours: ${fingerprint}`,
    ),
    ...newKeyLines(newKeys),
    ...(notServed.length > 0
      ? [`${counted(notServed.length, "account")} could not be sealed for your other keys.`]
      : []),
    ...(othersWait && notServed.length === 0
      ? ["Another key of yours waits for what this one can open. Run: hesper-key sync --unlock"]
      : []),
  ];
}

function troubleLines({ troubles, unknownToServer, restarted }: SyncReport, nameOf: (id: string) => string): string[] {
  return [
    ...troubles.map(({ id, trouble }) => `Something is wrong with ${nameOf(id)}: ${troubleWords[trouble]}.`),
    ...(restarted
      ? ["The server knew less than this key, as after a restored backup: everything was asked for again."]
      : []),
    ...(unknownToServer.length > 0
      ? [`The server does not know ${counted(unknownToServer.length, "account")} that this key holds. They are kept.`]
      : []),
  ];
}

function stateLines({ status, reason, lockTold, unlocked }: SyncReport): string[] {
  const isEnded = status === "deactivated" || status === "compromised";
  return [
    ...(lockTold
      ? ["The server was told that this key locked itself after wrong PINs. Ask your administrator to unlock it."]
      : []),
    ...(unlocked ? ["Your administrator unlocked this key: its PIN works again."] : []),
    ...(status === "active" ? [] : [`The key is ${statusWords(status, reason)}.`]),
    ...(isEnded ? ["Everything in it was removed."] : []),
  ];
}

function statusOf({ status, troubles }: SyncReport): number {
  if (status === "locked") return exitStatuses.locked;
  if (status !== "active") return exitStatuses.suspended;
  return troubles.length > 0 ? exitStatuses.trouble : 0;
}

/** On a terminal, drawn over with each page. */
function showProgress(): Required<Pick<SyncOptions, "onProgress">> & { end(): void } {
  let isDrawn = false;
  return {
    onProgress({ stored, removed }) {
      if (!process.stderr.isTTY || stored + removed === 0) return;
      process.stderr.write(`\r${counted(stored, "account")} came, ${removed} removed `);
      isDrawn = true;
    },
    end() {
      if (isDrawn) process.stderr.write("\n");
    },
  };
}

/** Ctrl-C ends it after what is under way: what has come stays. */
function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  onInterrupt(() => {
    note("Stopping. What has come stays; the next sync goes on from there.");
    stop.abort();
  });
  return stop.signal;
}
