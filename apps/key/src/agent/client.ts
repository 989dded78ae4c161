// How commands find the agent, ask it, start it and end it.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname } from "node:path";
import type { ListedAccount } from "@hesper/keyring";
import { programFile } from "../program.ts";
import type { Place } from "../store/place.ts";
import type { Code, Opened, UnlockedKey } from "../unlocked.ts";
import { findAddress } from "./address.ts";
import { readLine } from "./lines.ts";
import { type Ask, longestReply, type Reply, readReply, type Start } from "./protocol.ts";

/** To open the names of thousands of private accounts takes an agent a while, once. */
const patienceMs = 60_000;
const stopPatienceMs = 1000;
const startPatienceMs = 10_000;

/** @returns null: there is no agent, or none that answers. */
export async function askAgent(
  { agentFile }: Place,
  ask: Ask,
  { text = "", waitMs = patienceMs }: { text?: string; waitMs?: number } = {},
): Promise<Reply | null> {
  const address = findAddress(agentFile);
  if (!address) return null;
  const socket = createConnection(address.socket);
  // Nobody listens any more, or it hangs.
  socket.on("error", () => socket.destroy());
  socket.setTimeout(waitMs, () => socket.destroy());
  socket.write(`${JSON.stringify({ v: 1, token: address.token, ask, text })}\n`);
  const line = await readLine(socket, longestReply);
  socket.destroy();
  return readReply(line ?? "");
}

/** What an agent refused, by its code. */
export class AgentRefusal extends Error {
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

/** The agent has ended between two requests. */
export class AgentGone extends Error {}

/** The key that an agent keeps unlocked. Its methods throw `AgentRefusal` and `AgentGone`. */
export class AgentKey implements UnlockedKey {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async list(text: string): Promise<readonly ListedAccount[]> {
    return (await this.#ask("list", text)) as readonly ListedAccount[];
  }

  async find(name: string): Promise<readonly ListedAccount[]> {
    return (await this.#ask("find", name)) as readonly ListedAccount[];
  }

  async open(id: string): Promise<Opened> {
    return (await this.#ask("open", id)) as Opened;
  }

  async identity(): Promise<string> {
    return String(await this.#ask("identity"));
  }

  async code(id: string): Promise<Code> {
    return (await this.#ask("code", id)) as Code;
  }

  async #ask(ask: Ask, text = ""): Promise<unknown> {
    const reply = await askAgent(this.#place, ask, { text });
    if (!reply) throw new AgentGone();
    if (!reply.ok) throw new AgentRefusal(reply.code, reply.sentence);
    return reply.result;
  }
}

/** Ends the agent, whoever started it: one that does not answer gives nothing out afterwards either. */
export async function stopAgent(place: Place): Promise<void> {
  await askAgent(place, "stop", { waitMs: stopPatienceMs });
  rmSync(place.agentFile, { force: true });
}

/** @returns whether it runs. */
export async function startAgent(place: Place, start: Omit<Start, "v">): Promise<boolean> {
  const program = programFile("agent/process");
  // A debugger is not let in by a signal.
  const args = ["--disable-sigusr1", "--disable-warning=ExperimentalWarning", program];
  const [command = "", ...rest] = withoutCoreDumps([process.execPath, ...args]);
  const child = spawn(command, rest, {
    detached: true,
    windowsHide: true,
    cwd: place.folder,
    env: agentEnvironment(place),
    stdio: ["pipe", "pipe", "ignore"],
  });
  return await new Promise((resolve) => {
    const done = (isRunning: boolean) => {
      clearTimeout(timer);
      child.stdin.destroy();
      child.stdout.destroy();
      child.unref();
      resolve(isRunning);
    };
    const timer = setTimeout(() => done(false), startPatienceMs);
    child.on("error", () => done(false));
    child.on("exit", () => done(false));
    child.stdout.once("data", () => done(true));
    child.stdin.on("error", () => done(false));
    child.stdin.write(`${JSON.stringify({ v: 1, ...start })}\n`);
  });
}

/** What is in memory must not be written to a disk when the process breaks down. */
function withoutCoreDumps(command: readonly string[]): readonly string[] {
  return process.platform === "win32" ? command : ["/bin/sh", "-c", 'ulimit -c 0; exec "$@"', "sh", ...command];
}

/** What it needs to run and to find its store, and nothing else that the shell has, such as options for Node. */
function agentEnvironment({ folder }: Place): NodeJS.ProcessEnv {
  const names = ["XDG_RUNTIME_DIR", "HOME", "TMPDIR", "PATH", "NODE_COMPILE_CACHE", "TEMP", "TMP", "SystemRoot"];
  const taken = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { ...Object.fromEntries(taken), HESPER_KEY_DIR: dirname(folder) };
}
