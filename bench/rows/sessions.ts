// The session check, which every page and every program asks for.
import { type Bench, ratio, scenario } from "../scenario.ts";
import { bareSessions, startBare } from "../tools/bare.ts";
import { startPeer } from "../tools/better-auth.ts";
import { Hesper } from "../tools/hesper.ts";
import { load } from "../tools/load.ts";
import { sessionChecks } from "../tools/people.ts";

const connections = 10;
const people = 100;

async function startHesper(bench: Bench, databaseUrl: string | null) {
  const hesper = new Hesper(bench, databaseUrl);
  const requests = await hesper.inside((inside) => sessionChecks(inside, people));
  const { child, url } = await hesper.start("server");
  return () => load({ url, connections, seconds: bench.seconds, requests, status: 200 }, child);
}

async function startBetterAuth(bench: Bench, databaseUrl: string | null) {
  const { child, url, make } = await startPeer(bench, databaseUrl, "server");
  const peers = await make({ make: "sessions", count: people });
  const requests = peers.map(({ cookie }) => ({ path: "/api/auth/get-session", headers: { cookie } }));
  return () => load({ url, connections, seconds: bench.seconds, requests, status: 200 }, child);
}

// Processes that are left are ended after each scenario.
const stop = async () => {};

export const sessionsOnSqlite = scenario<"hesper" | "bare" | "peer">({
  name: "sessions-sqlite",
  warmUp: true,
  lines: [
    {
      name: "session-bare",
      what: "session check, SQLite",
      against: "bare Fastify, one read by primary key",
      bar: { atLeast: 0.75 },
      read: ratio("hesper", "bare", "perSecond"),
    },
    {
      name: "session-peer-sqlite",
      what: "session check, SQLite",
      against: "better-auth get-session, SQLite",
      bar: { atLeast: 10 },
      read: ratio("hesper", "peer", "perSecond"),
    },
  ],
  async prepare(bench) {
    const bare = await startBare(bench, "server");
    const plan = { url: bare.url, connections, seconds: bench.seconds, requests: bareSessions, status: 200 };
    const sides = {
      hesper: await startHesper(bench, null),
      bare: () => load(plan, bare.child),
      peer: await startBetterAuth(bench, null),
    };
    return { sides, stop };
  },
});

export const sessionsOnPostgres = scenario<"hesper" | "peer">({
  name: "sessions-postgres",
  warmUp: true,
  lines: [
    {
      name: "session-peer-postgres",
      what: "session check, PostgreSQL",
      against: "better-auth get-session, PostgreSQL",
      bar: { atLeast: 4 },
      read: ratio("hesper", "peer", "perSecond"),
    },
  ],
  async prepare(bench) {
    const sides = {
      hesper: await startHesper(bench, await bench.makeDatabase()),
      peer: await startBetterAuth(bench, await bench.makeDatabase()),
    };
    return { sides, stop };
  },
});
