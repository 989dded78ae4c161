// Processes that are measured: each on the cores that are meant for it, with what it has used of them and of memory.
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import type { Figures } from "../scenario.ts";

/**
 * `server`: the first core; `load`: all others; `any`: all. Where there is one core only, or no `taskset`, everything
 * runs wherever it likes.
 */
export type Cores = "server" | "load" | "any";

const cores = availableParallelism();
const canPin = cores > 1 && process.platform === "linux" && spawnSync("taskset", ["-V"]).status === 0;
const running = new Set<ChildProcess>();
let isOver = false;

export interface Starting {
  readonly cores: Cores;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its output goes; nothing: nowhere. Errors of the process are shown with ours. */
  readonly logFile?: string;
  /** `streams`: it is written to and read from. `messages`: it gets messages of Node, and sends some. */
  readonly talks?: "streams" | "messages";
}

/** Starts a program of Node, on the Node that runs this. */
export function startNode(file: string, { cores: where, environment = {}, logFile, talks }: Starting): ChildProcess {
  if (isOver) throw new Error("The bench was ended.");
  const [command = "", ...args] = [...pin(where), process.execPath, "--disable-warning=ExperimentalWarning", file];
  const log = logFile === undefined ? null : openSync(logFile, "a");
  const output = log ?? "ignore";
  const quiet: StdioOptions = ["ignore", output, log ?? "inherit"];
  const stdio: StdioOptions = talks === "streams" ? ["pipe", "pipe", "inherit"] : talks ? [...quiet, "ipc"] : quiet;
  const child = spawn(command, args, { env: { ...process.env, NODE_ENV: "production", ...environment }, stdio });
  if (log !== null) closeSync(log);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function pin(where: Cores): string[] {
  if (!canPin || where === "any") return [];
  return ["taskset", "-c", where === "server" ? "0" : `1-${cores - 1}`];
}

/** @returns when it is gone. It is asked first, and killed when it does not listen. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await gone;
  clearTimeout(impatience);
}

/** For good: nothing is started any more. */
export async function stopForGood(): Promise<void> {
  isOver = true;
  await stopEverything();
}

export async function stopEverything(): Promise<void> {
  await Promise.all([...running].map(stop));
}

/** Waits until something answers there with success. Throws when the process ends before. */
export async function untilItAnswers(
  child: ChildProcess,
  url: string,
  headers: Record<string, string> = {},
): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Nothing answers at ${url}: it ended.`);
    try {
      const answer = await fetch(url, { headers });
      await answer.arrayBuffer();
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** What a process has used of the processor since its start, all threads, in milliseconds; 0 where it cannot be told. */
export function cpuMsOf({ pid }: ChildProcess): number {
  const text = readProc(pid, "stat");
  // After the name, which may hold spaces: the 12th and 13th number are in hundredths of a second (proc_pid_stat(5)).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

/** What a process holds of memory, in MiB; 0 where it cannot be told. */
export function rssMibOf({ pid }: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, "status"))?.[1] ?? 0) / 1024;
}

/** The most that a process has held of memory so far, in MiB; 0 where it cannot be told. */
export function peakMibOf({ pid }: ChildProcess): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, "status"))?.[1] ?? 0) / 1024;
}

function readProc(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

/** Waits until a process has done nothing for half a second. */
export async function untilIdle(child: ChildProcess): Promise<void> {
  for (let quiet = 0; quiet < 5; ) {
    const before = cpuMsOf(child);
    await new Promise((resolve) => setTimeout(resolve, 100));
    quiet = cpuMsOf(child) === before ? quiet + 1 : 0;
  }
}

/** Runs a program that prints figures as JSON. */
export async function runProgram(file: string, starting: Omit<Starting, "talks" | "logFile">): Promise<Figures> {
  const child = startNode(file, { ...starting, talks: "streams" });
  child.stdin?.end();
  const said: string[] = [];
  child.stdout?.on("data", (text) => said.push(String(text)));
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`${basename(file)} ended with ${status}.`);
  return JSON.parse(said.join("")) as Figures;
}

/** What a process that was idle may use at once, in milliseconds, before it is held still. */
const burstMs = 5;

/**
 * Lets each process use so much of one core at most: as if its machine were that much slower. Its main thread is
 * counted, by the kernel, and the process is held still while it is ahead. @returns ends that.
 */
export function rationed(children: readonly ChildProcess[], share: number): () => void {
  const rations = children.map((child) => ({ child, beganMs: performance.now() - mainThreadMs(child) / share }));
  const timer = setInterval(() => {
    for (const ration of rations) {
      const nowMs = performance.now();
      const aheadMs = mainThreadMs(ration.child) - (nowMs - ration.beganMs) * share;
      // What was not used is not saved up.
      if (aheadMs < -burstMs) ration.beganMs -= (aheadMs + burstMs) / share;
      ration.child.kill(aheadMs > 0 ? "SIGSTOP" : "SIGCONT");
    }
  }, 1);
  return () => {
    clearInterval(timer);
    for (const child of children) child.kill("SIGCONT");
  };
}

/** What the main thread has used of the processor. */
function mainThreadMs({ pid }: ChildProcess): number {
  return Number(readProc(pid, "schedstat").split(" ")[0]) / 1e6;
}
