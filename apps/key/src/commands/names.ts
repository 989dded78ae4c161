// `hesper-key names`: what the completion of shells asks.
import { askAgent } from "../agent/client.ts";
import type { AddCommands } from "../command.ts";
import type { Context } from "../context.ts";
import { plain, type Result } from "../output.ts";
import { hasStore } from "../store/database.ts";

export const addCommands: AddCommands = (program, action) => {
  program.command("names", { hidden: true }).action(action(namesCommand));
};

/** One line for each name. Without the PIN: those of private accounts only while the key is unlocked. */
async function namesCommand(context: Context): Promise<Result> {
  const names = hasStore(context.place) ? await readNames(context) : [];
  const lines = [...new Set(names.map(plain))].sort();
  return { value: lines, lines };
}

async function readNames(context: Context): Promise<string[]> {
  const reply = context.usesAgent ? await askAgent(context.place, "list") : null;
  if (reply?.ok) return (reply.result as { details: { name: string } | null }[]).flatMap(nameIn);
  const storage = await context.storage();
  return await storage.read(async (tx) => {
    // A key that opens nothing tells nothing.
    if ((await tx.getRecord())?.status !== "active") return [];
    return (await tx.listAccounts({ after: null, limit: mostNames })).flatMap(nameIn);
  });
}

const mostNames = 10_000;

function nameIn({ details }: { readonly details: { readonly name: string } | null }): string[] {
  return details ? [details.name] : [];
}
