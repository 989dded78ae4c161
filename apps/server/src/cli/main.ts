// The `hesper` command: administration on the server itself, with the server running or stopped.
import { Command } from "commander";
import { BackupProblem } from "../backup/problem.ts";
import { ConfigProblem } from "../config/config.ts";
import { DatabaseProblem, isOutage } from "../database/errors.ts";
import { MasterKeyProblem } from "../security/master-key.ts";
import { Failure } from "./failure.ts";

/** Loaded when named: to read all that the server is made of takes longer than most commands. */
const rooms: Record<string, () => Promise<{ addCommands(program: Command): void }>> = {
  admin: () => import("./admin.ts"),
  audit: () => import("./audit.ts"),
  "master-key": () => import("./master-key.ts"),
  password: () => import("./password.ts"),
  sessions: () => import("./sessions.ts"),
  "two-factor": () => import("./two-factor.ts"),
  backup: () => import("./backup.ts"),
  database: () => import("./database.ts"),
  demo: () => import("./demo.ts"),
};

const program = new Command("hesper")
  .description("Administers a Hesper server. Reads the same HESPER_* environment as the server.")
  .showHelpAfterError("(hesper --help shows the commands)");

const named = process.argv[2] ?? "";
// Whoever asks for help, or mistypes, is shown all.
const wanted = Object.keys(rooms).filter((room) => !Object.hasOwn(rooms, named) || room === named);
for (const room of await Promise.all(wanted.map((name) => rooms[name]?.()))) room?.addCommands(program);

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
