// `hesper-key unlock`: asks for the PIN, so that other commands need none for a while.
import { askAgent } from "../agent/client.ts";
import type { AddCommands } from "../command.ts";
import { withContact } from "../contact.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { counted, type Result } from "../output.ts";
import { unlockHere } from "../unlock.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("unlock")
    .summary("ask for the PIN, and keep the key unlocked for a while")
    .description(
      "Asks for the PIN. An agent keeps the key unlocked until it was not used for as long as the policy says.",
    )
    .action(action(unlockCommand));
};

async function unlockCommand(context: Context): Promise<Result> {
  if (!context.usesAgent) throw new Failure("usage", "Without the agent nothing stays unlocked: leave out --no-agent.");
  await withContact(context, () => unlockHere(context));
  const reply = await askAgent(context.place, "status");
  const minutes = reply?.ok ? Math.round(reply.leftMs / 60_000) : 0;
  const words = minutes > 0 ? ` It locks itself after ${counted(minutes, "minute")} without use.` : "";
  return { value: { unlocked: true, minutes }, lines: [`The key is unlocked.${words}`] };
}
