// Argon2id alone: compares passwords with hashes of the parameters that ship, on all cores, and nothing else.
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { defaultParameters } from "../../apps/server/src/security/password-hash.ts";

const { memoryKib, passes, lanes } = defaultParameters;
const parameters = { memoryCost: memoryKib, timeCost: passes, parallelism: lanes, outputLen: 32 };
const password = Buffer.from("correct horse battery staple");
// 2: Argon2id.
const stored = await hash(password, { algorithm: 2, ...parameters });

const usedBefore = process.cpuUsage();
const beganMs = performance.now();
const endMs = beganMs + Number(process.env.BENCH_SECONDS) * 1000;
let hashes = 0;

async function work(): Promise<void> {
  while (performance.now() < endMs) {
    if (!(await verify(stored, password))) throw new Error("The hash does not fit the password.");
    hashes += 1;
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
const perSecond = (hashes * 1000) / (performance.now() - beganMs);
const { user, system } = process.cpuUsage(usedBefore);
process.stdout.write(JSON.stringify({ perSecond, cpuMicroseconds: (user + system) / hashes }));
