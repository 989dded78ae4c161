// `hesper-key list`: accounts by what can be read of them. Without the PIN, but for private ones.
import type { ListedAccount } from "@hesper/keyring";
import { askAgent } from "../agent/client.ts";
import { nameOf } from "../choose.ts";
import type { AddCommands } from "../command.ts";
import { withContact } from "../contact.ts";
import type { Context } from "../context.ts";
import { exitStatuses } from "../failure.ts";
import { counted, plain, type Result, table } from "../output.ts";
import { troubleWords } from "../troubles.ts";
import { withKey } from "../unlock.ts";
import { kindWords } from "../words.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("list")
    .summary("list accounts")
    .description(
      "Lists accounts, all or those with the given words in name, login or address. While the key is locked, private accounts are listed without their names.",
    )
    .argument("[text]", "words to look for")
    .option("--unlock", "ask for the PIN, so that private accounts have their names")
    .action(action(listCommand));
};

async function listCommand(context: Context, { unlock }: { unlock?: true }, text = ""): Promise<Result> {
  const accounts = await withContact(context, () => read(context, text, unlock ?? false));
  const locked = accounts.filter(({ kind, details }) => kind === "private" && !details).length;
  return {
    value: { accounts: accounts.map(jsonOf) },
    lines: [...linesOf(accounts), ...(locked > 0 ? [lockedWords(locked)] : [])],
    status: accounts.some(({ trouble }) => trouble !== null) ? exitStatuses.trouble : 0,
  };
}

/** Without asking: what the agent can read, or else what can be read without the PIN. */
async function read(context: Context, text: string, mayAsk: boolean): Promise<readonly ListedAccount[]> {
  const isUnlocked = context.usesAgent && (await askAgent(context.place, "status"))?.ok;
  if (isUnlocked || mayAsk) return await withKey(context, (key) => key.list(text));
  const { listAccounts } = await import("@hesper/keyring");
  return await listAccounts(await context.host(), { text });
}

function jsonOf({ id, kind, details, updatedAt, trouble }: ListedAccount) {
  return { id, kind, ...(details ?? { name: null }), updatedAt, trouble };
}

function linesOf(accounts: readonly ListedAccount[]): string[] {
  if (accounts.length === 0) return ["No accounts."];
  const rows = accounts.flatMap((account) => {
    const { kind, details, trouble } = account;
    const isOpen = kind !== "private" || details;
    const name = isOpen ? [nameOf(account), plain(details?.login ?? ""), kindWords[kind]] : null;
    return name ? [[...name, trouble ? `! ${troubleWords[trouble]}` : ""]] : [];
  });
  return table(rows);
}

function lockedWords(count: number): string {
  return `${counted(count, "private account")} without a name: the key is locked. With names: hesper-key list --unlock`;
}
