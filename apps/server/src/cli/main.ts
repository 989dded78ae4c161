// The `hesper` command: administration on the server itself, with the server running or stopped.
import { Command } from "commander";
import { BackupProblem } from "../backup/problem.ts";
import { ConfigProblem } from "../config/config.ts";
import { DatabaseProblem, isOutage } from "../database/errors.ts";
import { MasterKeyProblem } from "../security/master-key.ts";
import { createAdministratorCommand } from "./admin.ts";
import { auditHeadCommand, sealAuditCommand, verifyAuditCommand } from "./audit.ts";
import { addBackupCommands } from "./backup.ts";
import { addDatabaseCommands } from "./database.ts";
import { Failure } from "./failure.ts";
import { prepareMasterKeyCommand, rotateMasterKeyCommand } from "./master-key.ts";
import { setPasswordCommand } from "./password.ts";
import { endSessionsCommand } from "./sessions.ts";
import { disableTwoFactorCommand } from "./two-factor.ts";

const program = new Command("hesper")
  .description("Administers a Hesper server. Reads the same HESPER_* environment as the server.")
  .showHelpAfterError("(hesper --help shows the commands)");

program
  .command("admin")
  .description("administrators")
  .command("create")
  .description("make an administrator without the set-up link")
  .requiredOption("--email <email>", "the email to log in with")
  .requiredOption("--name <name>", "the person's name")
  .option("--password-stdin", "read the password from the standard input")
  .action(createAdministratorCommand);

const audit = program.command("audit").description("the sealed record of what happened");
audit
  .command("verify")
  .description("find events that were changed, removed, inserted or cut off; names each, and exits with 1")
  .option("--head <file...>", "a head that was kept elsewhere: the record must hold it")
  .action(verifyAuditCommand);
audit.command("seal").description("seal now what waits to be sealed").action(sealAuditCommand);
audit
  .command("head")
  .description("print the signed head, to be kept elsewhere")
  .option("--out <file>", "write it to a file")
  .action(auditHeadCommand);

const masterKey = program.command("master-key").description("the key that everything secret hangs on");
masterKey
  .command("rotate")
  .description("replace the master key and encrypt every secret anew, with the server running; may be interrupted")
  .action(rotateMasterKeyCommand);
masterKey
  .command("prepare")
  .description("make the next master key without using it: where there are several servers, each needs it first")
  .action(prepareMasterKeyCommand);

program
  .command("password")
  .description("passwords")
  .command("set")
  .description("give a person a new password; ends the person's sessions, leaves the second factors")
  .requiredOption("--email <email>", "the person's email")
  .option("--password-stdin", "read the password from the standard input")
  .action(setPasswordCommand);

program
  .command("sessions")
  .description("sessions")
  .command("end")
  .description("log a person out everywhere, or everybody")
  .option("--email <email>", "the person's email")
  .option("--everybody", "all sessions of all people")
  .action(endSessionsCommand);

program
  .command("two-factor")
  .description("second factors")
  .command("disable")
  .description("remove all second factors of a person who has lost them; ends the person's sessions")
  .requiredOption("--email <email>", "the person's email")
  .action(disableTwoFactorCommand);

addBackupCommands(program);
addDatabaseCommands(program);

/** What a person can put right; anything else is a bug. */
const expected = [Failure, ConfigProblem, MasterKeyProblem, DatabaseProblem, BackupProblem];

// What is written here is for this user only.
process.umask(0o077);

try {
  await program.parseAsync();
} catch (error) {
  const lines = error instanceof ConfigProblem ? error.lines : [(error as Error).message];
  process.stderr.write(`${lines.map((line) => `hesper: ${line}`).join("\n")}\n`);
  process.exitCode = expected.some((kind) => error instanceof kind) || isOutage(error) ? 1 : 70;
}
