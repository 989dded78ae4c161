// `hesper-key pin`: another PIN.
import { pinProblem } from "@hesper/keyring";
import type { AddCommands } from "../command.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { askNew } from "../input.ts";
import type { Result } from "../output.ts";
import { askPin } from "../unlock.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("pin")
    .summary("change the PIN")
    .description(
      "Changes the PIN of this key. With --pin-stdin the first line of the standard input is the PIN as it is, the second one the new one.",
    )
    .action(action(pinCommand));
};

async function pinCommand(context: Context): Promise<Result> {
  const host = await context.host();
  const { changePin, checkUsable, readStatus } = await import("@hesper/keyring");
  await checkUsable(host);
  const { policy } = await readStatus(host);
  const problem = (pin: string) => pinProblem(pin, policy);
  const before = await askPin(context, "PIN as it is");
  const fromStdin = context.options.pinStdin ?? false;
  const after = await askNew({ what: "PIN", option: "--pin-stdin", fromStdin }, problem);
  const refusal = problem(after);
  if (refusal) throw new Failure("weak_pin", refusal);
  await changePin(host, { before, after });
  return { value: { changed: true }, lines: ["The PIN was changed."] };
}
