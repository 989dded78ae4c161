// `hesper admin create`: makes an administrator, the first one included.
import { email, personName } from "@hesper/contract";
import { commandLineOrigin } from "../audit/service.ts";
import { createAdministrator } from "../setup/service.ts";
import { checked } from "./checked.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";
import { readPassword } from "./password-input.ts";

interface Options {
  readonly email: string;
  readonly name: string;
  readonly passwordStdin?: true;
}

export async function createAdministratorCommand(options: Options): Promise<void> {
  const person = { email: checked(email, options.email, "--email"), name: checked(personName, options.name, "--name") };
  const password = await readPassword(options.passwordStdin ?? false);
  await withDatabase(async (deps) => {
    const result = await createAdministrator(deps, { ...person, password }, commandLineOrigin);
    if (!result.ok) throw new Failure(result.detail ?? "The administrator was not made.");
  });
  process.stdout.write(`${person.name} <${person.email}> is an administrator now and can log in.\n`);
}
