// `hesper-key export`: everything that the key can open, in one file to a passphrase.
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { AddCommands } from "../command.ts";
import type { Context } from "../context.ts";
import { exitStatuses, Failure } from "../failure.ts";
import { askNew } from "../input.ts";
import { counted, type Result } from "../output.ts";
import { troubleWords } from "../troubles.ts";
import { unlockHere } from "../unlock.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("export")
    .summary("write all accounts into a file with a passphrase")
    .description(
      "Writes all accounts that the key can open into an age file, which a passphrase opens: with hesper-key import, or with the age program. Asks for the PIN, also while the key is unlocked.",
    )
    .argument("<file>", "where to write it; it must not be there yet")
    .option("--passphrase-stdin", "read the passphrase from a line of the standard input, after the PIN")
    .action(action(exportCommand));
};

async function exportCommand(context: Context, options: { passphraseStdin?: true }, file = ""): Promise<Result> {
  if (existsSync(file)) throw isThere(file);
  const { exportAccounts } = await import("@hesper/keyring");
  const { identity } = await unlockHere(context);
  const fromStdin = options.passphraseStdin ?? false;
  const asking = { what: "passphrase", option: "--passphrase-stdin", fromStdin, message: "Passphrase of the file" };
  const passphrase = await askNew(asking, () => null);
  const exported = await exportAccounts(await context.host(), identity, passphrase);
  write(file, exported.file);
  const { accounts, leftOut } = exported;
  return {
    value: { file, accounts, leftOut },
    lines: [
      `${counted(accounts, "account")} in ${file}. Whoever has the file and its passphrase has all of them.`,
      ...leftOut.map(({ id, trouble }) => `Left out: ${id}, ${troubleWords[trouble]}.`),
    ],
    status: leftOut.length > 0 ? exitStatuses.trouble : 0,
  };
}

function isThere(file: string): Failure {
  return new Failure("failed", `${file} is there already. Choose another name.`);
}

/** Over nothing that is there. */
function write(file: string, content: Uint8Array): void {
  let isBegun = false;
  try {
    const descriptor = openSync(file, "wx", 0o600);
    isBegun = true;
    writeFileSync(descriptor, content, { flush: true });
    closeSync(descriptor);
  } catch (error) {
    if (isBegun) rmSync(file, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw isThere(file);
    throw new Failure("failed", `${file} cannot be written: ${message}`);
  }
}
