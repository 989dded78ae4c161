// `hesper admin create`: makes an administrator, the first one included.
import { text } from "node:stream/consumers";
import { password as askForPassword, cancel, isCancel } from "@clack/prompts";
import { email, newPassword, personName } from "@hesper/contract";
import type { z } from "zod";
import { commandLineOrigin } from "../audit/service.ts";
import { createAdministrator } from "../setup/service.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";

interface Options {
  readonly email: string;
  readonly name: string;
  readonly passwordStdin?: true;
}

export async function createAdministratorCommand(options: Options): Promise<void> {
  const person = { email: checked(email, options.email, "--email"), name: checked(personName, options.name, "--name") };
  const given = options.passwordStdin ? await readPassword() : await askTwice();
  const password = checked(newPassword, given, "The password");
  await withDatabase(async (deps) => {
    const result = await createAdministrator(deps, { ...person, password }, commandLineOrigin);
    if (!result.ok) throw new Failure(result.detail ?? "The administrator was not made.");
  });
  process.stdout.write(`${person.name} <${person.email}> is an administrator now and can log in.\n`);
}

function checked(schema: z.ZodType<string>, value: string, label: string): string {
  const result = schema.safeParse(value);
  if (!result.success) throw new Failure(`${label}: ${result.error.issues[0]?.message ?? "not valid"}`);
  return result.data;
}

/** The whole input but the end of its line, which the shell adds. */
async function readPassword(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

async function askTwice(): Promise<string> {
  if (!process.stdin.isTTY) throw new Failure("There is no terminal to ask for the password: use --password-stdin.");
  const first = await askForPassword({ message: "Password" });
  const second = isCancel(first) ? first : await askForPassword({ message: "Once more" });
  if (isCancel(first) || isCancel(second)) {
    cancel("Nothing was changed.");
    throw new Failure("Cancelled.");
  }
  if (first !== second) throw new Failure("The two passwords differ. Nothing was changed.");
  return first;
}
