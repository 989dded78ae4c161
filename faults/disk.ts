// The disk is full, and has room again, while people live at two nodes: on a small file system of its own, for which one
// must be root. `node faults/disk.ts --engine sqlite|postgres --times 3`
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { conclude, DurablePostgres, Installation, onPostgres, options, say } from "./installation.ts";

const disk = mkdtempSync(join(tmpdir(), "hesper-disk-"));
const size = onPostgres ? "160m" : "24m";
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=1777`, "tmpfs", disk]);
if (mounted.status !== 0) {
  say("No small file system could be made: only root may.");
  process.exit(2);
}
// The data directory and the database are made here.
process.env.TMPDIR = disk;
const ballast = join(disk, "ballast");

function fill(): void {
  const file = openSync(ballast, "w");
  try {
    for (const size of [1 << 20, 1 << 12]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size));
      } catch {
        // Full, but for what a smaller piece may find.
      }
    }
  } finally {
    closeSync(file);
  }
}

const postgres = onPostgres ? new DurablePostgres() : null;
await postgres?.start();
const installation = new Installation(postgres?.database ?? null, 2);
await installation.start(Number(options.people));
const reader = await installation.logIn();
installation.live();
const rounds: { acknowledged: number; refused: number; reading: number; recoveryMs: number }[] = [];
for (let time = 0; time < Number(options.times); time += 1) {
  await sleep(2000);
  fill();
  // What was under way may still find room in files that are there.
  await sleep(2000);
  const before = { acknowledged: installation.acknowledged, refused: installation.refused };
  await sleep(3000);
  const reading = await reader();
  const [acknowledged, refused] = [installation.acknowledged, installation.refused];
  rmSync(ballast);
  const begun = performance.now();
  while (installation.acknowledged === acknowledged) await sleep(50);
  const recoveryMs = Math.round(performance.now() - begun);
  rounds.push({
    acknowledged: acknowledged - before.acknowledged,
    refused: refused - before.refused,
    reading,
    recoveryMs,
  });
  say(JSON.stringify(rounds.at(-1)));
}
await installation.stopLiving();
const broken = await installation.findBroken();
await installation.stop();
await postgres?.stop();
spawnSync("umount", [disk]);
conclude("disk", { rounds, answersLost: installation.lost }, broken);
