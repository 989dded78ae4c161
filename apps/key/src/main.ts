// The `hesper-key` command: a software key.
import { Command, CommanderError } from "commander";
import type { AddCommands, MakeAction } from "./command.ts";
import { Context, defaultProfile, optionsOf } from "./context.ts";
import { bugStatus, exitStatuses, type Failure, failureOf } from "./failure.ts";
import { jsonText, note, plain, say } from "./output.ts";
import { version } from "./version.ts";

/** Loaded when named: `otp` is typed many times a day. In the order of the help. */
const rooms: Record<string, () => Promise<{ readonly addCommands: AddCommands }>> = {
  activate: () => import("./commands/activate.ts"),
  sync: () => import("./commands/sync.ts"),
  list: () => import("./commands/list.ts"),
  show: () => import("./commands/show.ts"),
  otp: () => import("./commands/otp.ts"),
  add: () => import("./commands/add.ts"),
  edit: () => import("./commands/edit.ts"),
  remove: () => import("./commands/remove.ts"),
  import: () => import("./commands/import.ts"),
  export: () => import("./commands/export.ts"),
  unlock: () => import("./commands/unlock.ts"),
  lock: () => import("./commands/lock.ts"),
  pin: () => import("./commands/pin.ts"),
  status: () => import("./commands/status.ts"),
  completion: () => import("./commands/completion.ts"),
  names: () => import("./commands/names.ts"),
};

const words = process.argv.slice(2);
/** Known before the words are understood, since what is wrong with them is said as JSON too. */
const isJson = words.includes("--json");

const program = new Command("hesper-key")
  .description("A software key: shows the accounts that were handed to you, and their one-time passwords.")
  .version(version, "--version", "show the version")
  .option("--key <name>", "which of several keys on this machine", defaultProfile)
  .option("--json", "give one JSON value, also for errors")
  .option("--offline", "use what the last sync brought, and ask nothing of the server")
  .option("--no-agent", "ask for the PIN each time, and keep nothing unlocked")
  .option("--pin-stdin", "read the PIN from the first line of the standard input")
  .helpOption("-h, --help", "show the help")
  .helpCommand("help [command]", "show the help of a command")
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({ writeErr: (text) => process.stderr.write(text), outputError: () => {} })
  .exitOverride();

/** Ends the command with what its work gave. */
const action: MakeAction =
  (run) =>
  async (...given) => {
    const command = given.at(-1) as Command;
    const context = new Context(optionsOf(command));
    try {
      const args = given.slice(0, -2) as string[];
      const result = await run(context, optionsOf(command) as never, ...args);
      if (!result) return;
      if (isJson) say(jsonText(result.value));
      else for (const line of result.lines) say(line);
      process.exitCode = result.status ?? 0;
    } finally {
      context.close();
    }
  };

// What is made here is for this user only.
process.umask(0o077);
// Whoever reads the output has seen enough.
process.stdout.on("error", () => process.exit());

const named = Object.keys(rooms).filter((room) => words.includes(room));
// Whoever asks for help, or mistypes, is shown all; and a completion completes all.
const wanted = named.length > 0 && !words.includes("completion") ? named : Object.keys(rooms);
for (const room of wanted) {
  const load = rooms[room];
  if (load) (await load()).addCommands(program, action);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? endOfWords(error) : endOf(error);
}

/** The command line was not understood, or help was asked for. */
function endOfWords({ exitCode, message, code }: CommanderError): number {
  if (exitCode === 0) return 0;
  // The help itself was written already, where nothing was named.
  if (code !== "commander.help") tell("usage", `${sentence(message)} Run: hesper-key --help`);
  return exitStatuses.usage;
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, "").replaceAll("\n", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? "" : "."}`;
}

function endOf(error: unknown): number {
  const failure = failureOf(error);
  if (failure) {
    tell(failure.code, failure.message, failure.candidates);
    return exitStatuses[failure.code];
  }
  tell("bug", error instanceof Error ? (error.stack ?? error.message) : String(error));
  return bugStatus;
}

function tell(code: string, message: string, candidates: Failure["candidates"] = []): void {
  if (isJson) {
    say(jsonText({ error: { code, message, ...(candidates.length > 0 ? { candidates } : {}) } }));
    return;
  }
  note(`hesper-key: ${message}`);
  for (const { id, name, login } of candidates)
    note(`  ${plain(name)}${login === "" ? "" : ` (${plain(login)})`}  ${id}`);
}
