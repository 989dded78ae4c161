// The peer as a process, and the people that it makes.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../apps/server/src/testing/free-port.ts";
import type { Bench } from "../scenario.ts";
import { type Cores, startNode, untilItAnswers } from "./processes.ts";

/** What the browser of one of its people holds, and the secret of the authenticator app. */
export interface Peer {
  readonly cookie: string;
  /** The bytes of the secret as text; empty where there is none. */
  readonly secret: string;
}

/** `sessions`: people who are logged in. `steps`: people who have given the password and owe a code. */
export interface PeerTask {
  readonly make: "sessions" | "steps";
  readonly count: number;
}

export interface RunningPeer {
  readonly child: ChildProcess;
  readonly url: string;
  make(task: PeerTask): Promise<Peer[]>;
}

const program = join(import.meta.dirname, "../programs/better-auth.ts");

/** @param databaseUrl null: SQLite in the folder of the bench. */
export async function startPeer({ folder }: Bench, databaseUrl: string | null, cores: Cores): Promise<RunningPeer> {
  const port = await freePort();
  const where: Record<string, string> =
    databaseUrl === null ? { BENCH_FILE: join(folder, `peer-${port}.sqlite`) } : { BENCH_DATABASE_URL: databaseUrl };
  const environment = { BENCH_PORT: String(port), ...where };
  const child = startNode(program, { cores, environment, talks: "messages" });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(child, `${url}/api/auth/ok`);
  const make = async (task: PeerTask) => {
    child.send(task);
    const [peers] = (await once(child, "message")) as [Peer[]];
    return peers;
  };
  return { child, url, make };
}
