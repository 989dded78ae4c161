// Bare Fastify as a process.
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { freePort } from "../../apps/server/src/testing/free-port.ts";
import type { Bench } from "../scenario.ts";
import type { LoadRequest } from "./load.ts";
import { type Cores, startNode, untilItAnswers } from "./processes.ts";

const program = join(import.meta.dirname, "../programs/bare.ts");

export interface RunningBare {
  readonly child: ChildProcess;
  readonly url: string;
}

/** @returns when it answers. */
export async function startBare({ folder }: Bench, cores: Cores, port?: number): Promise<RunningBare> {
  const own = port ?? (await freePort());
  const environment = { BENCH_PORT: String(own), BENCH_FILE: join(folder, `bare-${own}.sqlite`) };
  const child = startNode(program, { cores, environment });
  const url = `http://127.0.0.1:${own}`;
  await untilItAnswers(child, `${url}/session`, { cookie: "session=token-0" });
  return { child, url };
}

/** A read for each of its people. */
export const bareSessions: readonly LoadRequest[] = Array.from({ length: 100 }, (_, at) => ({
  path: "/session",
  headers: { cookie: `session=token-${at}` },
}));

const fileProgram = join(import.meta.dirname, "../programs/file.ts");

/** Fastify that serves one file, under `/file`. @returns when it answers. */
export async function startFile(file: string, cores: Cores): Promise<RunningBare> {
  const port = await freePort();
  const child = startNode(fileProgram, { cores, environment: { BENCH_PORT: String(port), BENCH_FILE: file } });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(child, `${url}/file`);
  return { child, url };
}
