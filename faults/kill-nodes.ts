// Two nodes on one database, people who enrol, log in, spend and reset codes all the time; one node after the other is
// killed at a random moment and started again. `node faults/kill-nodes.ts --engine sqlite|postgres --times 50`
import { setTimeout as sleep } from "node:timers/promises";
import { conclude, DurablePostgres, Installation, onPostgres, options, say } from "./installation.ts";

const postgres = onPostgres ? new DurablePostgres() : null;
await postgres?.start();
const installation = new Installation(postgres?.database ?? null, 2);
const times = Number(options.times);
const startedMs = Date.now();
await installation.start(Number(options.people));
installation.live();
for (let kill = 1; kill <= times; kill += 1) {
  await sleep(200 + Math.random() * 1800);
  const victim = kill % 2;
  await installation.killNode(victim);
  await installation.startNode(victim);
  if (kill % 10 === 0) say(`${kill} kills, ${installation.acknowledged} changes acknowledged`);
}
await installation.stopLiving();
const { acknowledged, lost, refused } = installation;
const figures = { kills: times, acknowledged, answersLost: lost, refused };
const broken = await installation.findBroken();
await installation.stop();
await postgres?.stop();
conclude("kill-nodes", { ...figures, seconds: Math.round((Date.now() - startedMs) / 1000) }, broken);
