// PostgreSQL, or the way to it, fails while people live at two nodes: it is killed and comes back, connections are cut,
// answers are slow. The nodes are never restarted. `node faults/database.ts --times 5`
import { setTimeout as sleep } from "node:timers/promises";
import { TcpProxy } from "../apps/server/src/testing/tcp-proxy.ts";
import { conclude, DurablePostgres, Installation, options, say } from "./installation.ts";

const postgres = new DurablePostgres();
await postgres.start();
const proxy = new TcpProxy();
const url = new URL(postgres.database);
await proxy.open({ host: url.hostname, port: Number(url.port) });
url.port = String(proxy.port);
const installation = new Installation(url.href, 2);
const times = Number(options.times);
await installation.start(Number(options.people));
installation.live();
const recoveries: Record<string, number[]> = { killed: [], cut: [], silent: [] };
const answered: Record<string, { acknowledged: number; refused: number }> = {};

async function during(fault: string, cause: () => Promise<void>): Promise<void> {
  const before = { acknowledged: installation.acknowledged, refused: installation.refused };
  for (let time = 0; time < times; time += 1) {
    await sleep(1000 + Math.random() * 1000);
    await cause();
    recoveries[fault]?.push(await installation.untilReady());
  }
  const { acknowledged, refused } = installation;
  answered[fault] = { acknowledged: acknowledged - before.acknowledged, refused: refused - before.refused };
  say(`${fault}: ${JSON.stringify(answered[fault])}`);
}

await during("killed", () => postgres.crash(1000));
await during("cut", async () => {
  proxy.cut();
  await sleep(1000);
  proxy.restore();
});
await during("silent", async () => {
  proxy.silence();
  await sleep(4000);
  proxy.cut();
  proxy.restore();
});
await during("slow", async () => {
  proxy.delay(100);
  await sleep(4000);
  proxy.restore();
});
await installation.stopLiving();
const broken = await installation.findBroken();
await installation.stop();
await proxy.close();
await postgres.stop();
const longest = Object.fromEntries(Object.entries(recoveries).map(([fault, all]) => [fault, Math.max(...all)]));
conclude(
  "database",
  { engine: "postgres", times, answered, longestRecoveryMs: longest, answersLost: installation.lost },
  broken,
);
