// `hesper admin create`: makes an administrator, the first one included.

import { email, personName } from "@hesper/contract";
import type { Command } from "commander";
import { commandLineOrigin } from "../audit/service.ts";
import type { Database } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";
import { createAdministrator } from "../setup/service.ts";
import { checked } from "./checked.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";
import { readPassword } from "./password-input.ts";

export function addCommands(program: Command): void {
  program
    .command("admin")
    .description("administrators")
    .command("create")
    .description("make an administrator without the set-up link")
    .requiredOption("--email <email>", "the email to log in with")
    .requiredOption("--name <name>", "the person's name")
    .option("--password-stdin", "read the password from the standard input")
    .action(createCommand);
}

interface Options {
  readonly email: string;
  readonly name: string;
  readonly passwordStdin?: true;
}

async function createCommand(options: Options): Promise<void> {
  const person = { email: checked(email, options.email, "--email"), name: checked(personName, options.name, "--name") };
  const password = await readPassword(options.passwordStdin ?? false);
  const create = async (deps: { db: Database; ids: IdSource }) => {
    const result = await createAdministrator(deps, { ...person, password }, commandLineOrigin);
    if (!result.ok) throw new Failure(result.detail ?? "The administrator was not made.");
  };
  // It may be the first thing that is done with an installation.
  await withDatabase(create, { mayMake: true });
  process.stdout.write(`${person.name} <${person.email}> is an administrator now and can log in.\n`);
}
