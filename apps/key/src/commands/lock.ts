// `hesper-key lock`: forgets the identity, so that the next command asks for the PIN.
import { stopAgent } from "../agent/client.ts";
import type { AddCommands } from "../command.ts";
import type { Context } from "../context.ts";
import type { Result } from "../output.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("lock")
    .summary("lock the key")
    .description("Locks the key: the agent forgets what opens it, and the next command asks for the PIN.")
    .action(action(lockCommand));
};

async function lockCommand(context: Context): Promise<Result> {
  await stopAgent(context.place);
  return { value: { locked: true }, lines: ["The key is locked."] };
}
