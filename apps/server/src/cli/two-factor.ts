// `hesper two-factor disable`: the break-glass for a person who has lost the phone and the recovery codes.
import type { Command } from "commander";
import { commandLineOrigin } from "../audit/service.ts";
import { findEmployeeByEmail } from "../employees/service.ts";
import { disableTwoFactorOf } from "../two-factor/service.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";

export function addCommands(program: Command): void {
  program
    .command("two-factor")
    .description("second factors")
    .command("disable")
    .description("remove all second factors of a person who has lost them; ends the person's sessions")
    .requiredOption("--email <email>", "the person's email")
    .action(disableCommand);
}

async function disableCommand(options: { email: string }): Promise<void> {
  await withDatabase(async (deps) => {
    const employee = await findEmployeeByEmail(deps.db, options.email);
    if (!employee) throw new Failure(`Nobody has the email ${options.email}. Check how it is written.`);
    const done = await disableTwoFactorOf(deps, employee.id, commandLineOrigin);
    process.stdout.write(
      done
        ? `Two-factor authentication of ${employee.email} is disabled. All sessions were ended; the password still works.\n`
        : `${employee.email} has no second factor. Nothing was changed.\n`,
    );
  });
}
