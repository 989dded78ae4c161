// Load, from a process of its own: how many answers there are in a second, and how long they take.
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Figures } from "../scenario.ts";
import { type Cores, cpuMsOf, startNode } from "./processes.ts";

export interface LoadRequest {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Plan {
  /** Origin of the server. */
  readonly url: string;
  readonly connections: number;
  /** `once`: each request is sent once, and that is all. Otherwise over and over, for so many seconds or so many times. */
  readonly seconds: number | "once" | { readonly times: number };
  /** Each connection has its own share of them. */
  readonly requests: readonly LoadRequest[];
  /** Any other answer fails the measurement; nothing: any answer will do. */
  readonly status?: number;
  /**
   * Nothing: the next request follows the answer at once. Otherwise so many begin in a second, on all connections
   * together, and the time of an answer counts from when its request was due.
   */
  readonly pacePerSecond?: number;
}

/** As the program `load.ts` sends it. */
export interface LoadAnswer {
  readonly answers: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that got no answer. */
  readonly lost: number;
}

const program = join(import.meta.dirname, "../programs/load.ts");

/**
 * Sends what the plan says. @param server whose use of the processor is counted.
 * @returns `perSecond`, `p50Ms`, `p99Ms`, and `cpuMicroseconds` of the server for each answer.
 */
export async function load(plan: Plan, server: ChildProcess | null, cores: Cores = "load"): Promise<Figures> {
  const before = server === null ? 0 : cpuMsOf(server);
  const { answers, seconds, p50Ms, p99Ms, statuses, lost } = await sendLoad(plan, cores).done;
  const cpuMs = server === null ? 0 : cpuMsOf(server) - before;
  const others = Object.entries(statuses).filter(
    ([status]) => plan.status !== undefined && Number(status) !== plan.status,
  );
  if (others.length > 0 || lost > 0 || answers === 0) {
    throw new Error(`${plan.url} answered with ${JSON.stringify(statuses)}, and ${lost} times not at all.`);
  }
  return { perSecond: answers / seconds, p50Ms, p99Ms, cpuMicroseconds: (cpuMs * 1000) / answers };
}

/** Load that goes on beside something else, until its process is ended or the plan is done. */
export function sendLoad(
  plan: Plan,
  cores: Cores,
): { readonly done: Promise<LoadAnswer>; readonly child: ChildProcess } {
  const child = idle.get(cores)?.pop() ?? start(cores);
  const done = new Promise<LoadAnswer>((resolve, reject) => {
    const gone = () => reject(new Error("The load ended before its time."));
    child.once("exit", gone);
    child.once("message", (answer: LoadAnswer) => {
      child.off("exit", gone);
      putAside(child, cores);
      resolve(answer);
    });
  });
  child.send(plan);
  return { done, child };
}

/** Processes that wait for their next plan: to start one takes as long as a short measurement. */
const idle = new Map<Cores, ChildProcess[]>();

function putAside(child: ChildProcess, cores: Cores): void {
  idle.set(cores, [...(idle.get(cores) ?? []), child]);
}

function start(cores: Cores): ChildProcess {
  const child = startNode(program, { cores, talks: "messages" });
  const others = () => (idle.get(cores) ?? []).filter((one) => one !== child);
  child.once("exit", () => idle.set(cores, others()));
  return child;
}
