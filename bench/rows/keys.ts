// Keys that ask for what is new: most of the time nothing is, and in the morning all of them get something at once.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ratio, scenario } from "../scenario.ts";
import { startFile } from "../tools/bare.ts";
import { Hesper } from "../tools/hesper.ts";
import { addKeys, type MadeKey } from "../tools/keys.ts";
import { type LoadRequest, load } from "../tools/load.ts";
import { sessionChecks } from "../tools/people.ts";

const connections = 10;
const accountsOfKey = 10_000;

function syncOf({ token }: MadeKey, since: number): LoadRequest {
  return { path: `/api/v1/key/changes?since=${since}`, headers: { authorization: `Bearer ${token}` } };
}

export const keySync = scenario<"sync" | "check">({
  name: "key-sync",
  warmUp: true,
  lines: [
    {
      name: "key-sync-idle",
      what: "key sync with nothing new at 10,000 accounts: processor time",
      against: "session check",
      bar: { atMost: 1.5 },
      unit: "times",
      read: ratio("sync", "check", "cpuMicroseconds"),
    },
  ],
  async prepare(bench) {
    const hesper = new Hesper(bench);
    const [keys, checks] = await hesper.inside(async (inside) => [
      await addKeys(inside, { keys: 10, accounts: bench.isQuick ? accountsOfKey / 10 : accountsOfKey }),
      await sessionChecks(inside, 100),
    ]);
    const { child, url } = await hesper.start("server");
    const plan = { url, connections, seconds: bench.seconds, status: 200 };
    const requests = keys.map((key) => syncOf(key, key.revision));
    return {
      sides: {
        sync: () => load({ ...plan, requests }, child),
        check: () => load({ ...plan, requests: checks }, child),
      },
      stop: async () => {},
    };
  },
});

const changes = 20;
const warm = 500;

export const morningRush = scenario<"rush" | "file">({
  name: "morning-rush",
  warmUp: true,
  lines: [
    {
      name: "morning-rush",
      what: "morning rush: 5,000 keys sync 20 changes each",
      against: "the same bytes from a static file through Fastify",
      bar: { atLeast: 0.3 },
      read: ratio("rush", "file", "perSecond"),
    },
  ],
  async prepare(bench) {
    const count = bench.isQuick ? 100 : 5000;
    const hesper = new Hesper(bench);
    const keys = await hesper.inside((inside) => addKeys(inside, { keys: count, accounts: changes }));
    const { child, url } = await hesper.start("server");
    const requests = keys.map((key) => syncOf(key, 0));
    const file = join(bench.folder, "changes.json");
    writeFileSync(file, await firstAnswer(url, requests[0]));
    const bare = await startFile(file, "server");
    const again = Array.from({ length: count }, () => ({ path: "/file" }));
    const once = { connections, seconds: "once", status: 200 } as const;
    // Both have been running before the morning comes.
    await load({ ...once, url, requests: keys.slice(0, warm).map((key) => syncOf(key, key.revision - 1)) }, child);
    await load({ ...once, url: bare.url, requests: again.slice(0, warm) }, bare.child);
    return {
      sides: {
        // In each round every key calls once.
        rush: () => load({ ...once, url, requests }, child),
        file: () => load({ ...once, url: bare.url, requests: again }, bare.child),
      },
      stop: async () => {},
    };
  },
});

async function firstAnswer(url: string, request: LoadRequest | undefined): Promise<Buffer> {
  const answer = await fetch(`${url}${request?.path}`, { headers: { ...request?.headers } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { accounts } = JSON.parse(bytes.toString()) as { accounts: unknown[] };
  if (accounts.length !== changes) throw new Error(`A key got ${accounts.length} changes instead of ${changes}.`);
  return bytes;
}
