// The two steps of a log-in: the password, which costs a slow hash, and the code, which costs writes that reach the disk.
import { join } from "node:path";
import { totp } from "@hesper/otp";
import { type Bench, ratio, scenario } from "../scenario.ts";
import { startBare } from "../tools/bare.ts";
import { startPeer } from "../tools/better-auth.ts";
import { Hesper } from "../tools/hesper.ts";
import { load } from "../tools/load.ts";
import { passwordSteps, totpSteps } from "../tools/people.ts";
import { runProgram } from "../tools/processes.ts";

const connections = 10;
const stop = async () => {};
const argon2 = join(import.meta.dirname, "../programs/argon2.ts");

/** All cores are for the server here, as they are for the hashes alone: the load needs next to nothing. */
export const passwordStep = scenario<"hesper" | "argon2">({
  name: "password-step",
  warmUp: true,
  lines: [
    {
      name: "password",
      what: "password step, SQLite",
      against: "Argon2id alone, all cores",
      bar: { atLeast: 0.9 },
      read: ratio("hesper", "argon2", "perSecond"),
    },
  ],
  async prepare(bench) {
    const { seconds } = bench;
    const hesper = new Hesper(bench);
    const requests = await hesper.inside((inside) => passwordSteps(inside, 100));
    const { child, url } = await hesper.start("any");
    const sides = {
      hesper: () => load({ url, connections, seconds, requests, status: 200 }, child, "any"),
      argon2: () => runProgram(argon2, { cores: "any", environment: { BENCH_SECONDS: String(seconds) } }),
    };
    return { sides, stop };
  },
});

/** How many people take the step at a time: each one once, as codes work once. */
const stepsOf = ({ isQuick }: Bench) => (isQuick ? 40 : 1000);

async function startHesper(bench: Bench, databaseUrl: string | null) {
  const hesper = new Hesper(bench, databaseUrl);
  await hesper.inside((inside) => totpSteps(inside, 1));
  const { child, url } = await hesper.start("server");
  return async () => {
    const requests = await hesper.inside((inside) => totpSteps(inside, stepsOf(bench)));
    return load({ url, connections, seconds: "once", requests, status: 200 }, child);
  };
}

async function startBetterAuth(bench: Bench, databaseUrl: string | null) {
  const { child, url, make } = await startPeer(bench, databaseUrl, "server");
  return async () => {
    const peers = await make({ make: "steps", count: stepsOf(bench) });
    const headers = { "content-type": "application/json", origin: url };
    const requests = await Promise.all(
      peers.map(async ({ cookie, secret }) => {
        const code = await totp({ secret: Buffer.from(secret), nowMs: Date.now() });
        const path = "/api/auth/two-factor/verify-totp";
        return { method: "POST" as const, path, headers: { ...headers, cookie }, body: JSON.stringify({ code }) };
      }),
    );
    return load({ url, connections, seconds: "once", requests, status: 200 }, child);
  };
}

async function startBareSteps(bench: Bench) {
  const { child, url } = await startBare(bench, "server");
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ code: "123456" });
  let made = 0;
  return () => {
    const requests = Array.from({ length: stepsOf(bench) }, () => {
      made += 1;
      const own = { ...headers, cookie: `person=${made}` };
      return { method: "POST" as const, path: "/step", headers: own, body };
    });
    return load({ url, connections, seconds: "once", requests, status: 200 }, child);
  };
}

export const stepsOnSqlite = scenario<"hesper" | "bare" | "peer">({
  name: "totp-sqlite",
  warmUp: true,
  lines: [
    {
      name: "totp-bare",
      what: "TOTP step, SQLite",
      against: "bare Fastify, one durable write",
      bar: { atLeast: 0.6 },
      read: ratio("hesper", "bare", "perSecond"),
    },
    {
      name: "totp-peer-sqlite",
      what: "TOTP step, SQLite",
      against: "better-auth verify-totp, SQLite",
      bar: { atLeast: 5 },
      read: ratio("hesper", "peer", "perSecond"),
    },
  ],
  async prepare(bench) {
    const hesper = await startHesper(bench, null);
    return { sides: { hesper, bare: await startBareSteps(bench), peer: await startBetterAuth(bench, null) }, stop };
  },
});

export const stepsOnPostgres = scenario<"hesper" | "peer">({
  name: "totp-postgres",
  warmUp: true,
  lines: [
    {
      name: "totp-peer-postgres",
      what: "TOTP step, PostgreSQL",
      against: "better-auth verify-totp, PostgreSQL",
      bar: { atLeast: 3 },
      read: ratio("hesper", "peer", "perSecond"),
    },
  ],
  async prepare(bench) {
    const hesper = await startHesper(bench, await bench.makeDatabase());
    return { sides: { hesper, peer: await startBetterAuth(bench, await bench.makeDatabase()) }, stop };
  },
});
