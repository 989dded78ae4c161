// `hesper-key status`: what the key says of itself, without its PIN and without the server.
import type { KeyStatusReport } from "@hesper/keyring";
import { askAgent } from "../agent/client.ts";
import type { AddCommands } from "../command.ts";
import type { Context } from "../context.ts";
import { exitStatuses } from "../failure.ts";
import { counted, plain, type Result, table } from "../output.ts";
import { troubleWords } from "../troubles.ts";
import { statusWords, timeWords } from "../words.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("status")
    .summary("show what state the key is in")
    .description(
      "Shows whose key this is, what state it is in, and its fingerprint. Needs neither the PIN nor the server.",
    )
    .action(action(statusCommand));
};

async function statusCommand(context: Context): Promise<Result> {
  const { KeyringProblem, readStatus } = await import("@hesper/keyring");
  const report = await readStatus(await context.host());
  const reply = context.usesAgent ? await askAgent(context.place, "status") : null;
  const unlockedForSeconds = reply?.ok ? Math.max(0, Math.round(reply.leftMs / 1000)) : null;
  const obstacle = report.obstacle === null ? null : new KeyringProblem(report.obstacle).sentence;
  return {
    value: { ...report, unlockedForSeconds, folder: context.place.folder },
    lines: [...table(rowsOf(report, unlockedForSeconds, context.place.folder)), ...(obstacle ? [obstacle] : [])],
    status: statusOf(report),
  };
}

function rowsOf(report: KeyStatusReport, unlockedForSeconds: number | null, folder: string): string[][] {
  const { name, employee, installation, server, fingerprint, status, reason, wrongPins, policy, troubles } = report;
  const minutes = unlockedForSeconds === null ? null : Math.ceil(unlockedForSeconds / 60);
  return [
    ["Key", plain(name)],
    ["Of", `${plain(employee.name)} (${plain(employee.email)})`],
    ["At", `${plain(installation)}, ${server}`],
    ["Status", statusWords(status, reason)],
    ...(fingerprint ? [["Fingerprint", fingerprint]] : []),
    ["Unlocked", minutes === null ? "no" : `for ${counted(minutes, "minute")} without use`],
    ["Accounts", String(report.accounts)],
    ...troubles.map(({ id, trouble }) => ["Trouble", `${id}: ${troubleWords[trouble]}`]),
    ["Last contact", timeWords(report.lastContactMs)],
    ["Works off line until", timeWords(report.worksUntilMs)],
    ...(wrongPins > 0 ? [["Wrong PINs", `${wrongPins} of ${policy.wrongPins}`]] : []),
    ["Folder", folder],
  ];
}

function statusOf({ obstacle, troubles }: KeyStatusReport): number {
  if (obstacle !== null) return exitStatuses[obstacle];
  return troubles.length > 0 ? exitStatuses.trouble : 0;
}
