// `hesper-key completion`: what a shell needs to complete commands, options and names of accounts.
import { Argument, type Command } from "commander";
import type { AddCommands } from "../command.ts";
import { type Described, scripts, shells } from "../completion-scripts.ts";
import type { Result } from "../output.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("completion")
    .summary("print the completion of a shell")
    .description("Prints what makes a shell complete commands, options and names of accounts.")
    .addArgument(new Argument("<shell>").choices([...shells]))
    .action(action((_context, _options: object, shell = "") => printScript(program, shell)));
};

async function printScript(program: Command, shell: string): Promise<Result> {
  const script = scripts[shells.find((one) => one === shell) ?? "bash"](describe(program));
  return { value: { shell, script }, lines: [script] };
}

/** Commands that take the name of an account. */
const naming = ["show", "otp", "edit", "remove"];

function describe(program: Command): readonly Described[] {
  const common = optionsOf(program);
  return program.commands
    .filter((command) => command.name() !== "names")
    .map((command) => ({
      name: command.name(),
      summary: command.summary() || command.description(),
      options: [...optionsOf(command), ...common.filter(({ flag }) => flag !== "--help")],
      takes: naming.includes(command.name()) ? "name" : takesOf(command),
    }));
}

function takesOf(command: Command): Described["takes"] {
  const [first] = command.registeredArguments;
  if (first?.name() === "file") return "file";
  return first?.argChoices ?? [];
}

function optionsOf(command: Command): { flag: string; summary: string }[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, description }) => ({ flag: long ?? "", summary: description }))
    .filter(({ flag }) => flag !== "");
}
