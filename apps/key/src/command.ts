// What a command is: a file of `commands/` adds it to the program, with an action made of what it does.
import type { Command } from "commander";
import type { Context } from "./context.ts";
import type { Result } from "./output.ts";

/** Does the work of a command. Null: it has said everything already. */
export type Run<O> = (context: Context, options: O, ...args: string[]) => Promise<Result | null>;

/** Makes the action of a command of what it does. */
export type MakeAction = <O>(run: Run<O>) => (...given: unknown[]) => Promise<void>;

export type AddCommands = (program: Command, action: MakeAction) => void;
