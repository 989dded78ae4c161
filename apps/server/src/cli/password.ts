// `hesper password set`: for a person who has forgotten the password, or whose password was switched off.
import type { Command } from "commander";
import { commandLineOrigin } from "../audit/service.ts";
import { findEmployeeByEmail } from "../employees/service.ts";
import { changePassword } from "../passwords/change.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";
import { readPassword } from "./password-input.ts";

export function addCommands(program: Command): void {
  program
    .command("password")
    .description("passwords")
    .command("set")
    .description("give a person a new password; ends the person's sessions, leaves the second factors")
    .requiredOption("--email <email>", "the person's email")
    .option("--password-stdin", "read the password from the standard input")
    .action(setCommand);
}

async function setCommand(options: { email: string; passwordStdin?: true }): Promise<void> {
  const password = await readPassword(options.passwordStdin ?? false);
  await withDatabase(async (deps) => {
    const employee = await findEmployeeByEmail(deps.db, options.email);
    if (!employee) throw new Failure(`Nobody has the email ${options.email}. Check how it is written.`);
    const by = { actorId: null, origin: commandLineOrigin };
    const result = await changePassword(deps, employee, { password, by });
    if (!result.ok) throw new Failure(result.detail ?? "The password was not changed.");
    process.stdout.write(
      `The password of ${employee.email} is changed. All sessions were ended; second factors are as they were.\n`,
    );
  });
}
