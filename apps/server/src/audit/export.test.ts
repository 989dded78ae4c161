// Exporting a million events over real HTTP: whole, with flat memory, while others are served, and given up with the client.
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Database, inTransaction, openDatabase } from "../database/database.ts";
import { findEmployeeByEmail } from "../employees/service.ts";
import { createIds, type EmployeeId } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { beginSession } from "../sessions/service.ts";
import { ada, TestServer } from "../testing/harness.ts";
import { setProcessClock, startProcess } from "../testing/server-process.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const events = 1_000_000;
const server = new TestServer();
let child: ChildProcess;
let address = "";
let cookie = "";

beforeAll(async () => {
  await server.start();
  await server.setUp({ ...ada, name: "=1+1" });
  const { db } = server.hesper;
  const { id = "" } = (await findEmployeeByEmail(db, ada.email)) ?? {};
  cookie = `hesper_session=${await sessionOf(db, id as EmployeeId)}`;
  await addEvents(db, id);
  await server.hesper.close();
  setProcessClock(server.dataDir, server.clock.nowMs());
  // With room for a tenth of the events: without a bound, memory grows until it is worth the while to collect garbage.
  const environment = { ...server.environment, NODE_OPTIONS: "--max-old-space-size=128" };
  ({ child, address } = await startProcess(server.dataDir, environment));
}, 120_000);
afterAll(async () => {
  child?.kill("SIGKILL");
  await server.stop().catch(() => {});
});

async function sessionOf(db: Database, employeeId: EmployeeId): Promise<string> {
  const begin = { employeeId, assurance: "two_factor", origin: { address: "127.0.0.1", userAgent: "" } } as const;
  const ids = createIds(server.clock, systemRandom);
  const { token } = await inTransaction(db, (tx) => beginSession(tx, ids, begin));
  return token.reveal();
}

/** In one statement of the database, with ids that sort like those of the server. */
async function addEvents(db: Database, employeeId: string): Promise<void> {
  const hex = sql.raw("printf('%012x', i)");
  await sql`
    insert into audit_events (id, at, type, outcome, actor_id, subject_id, address, user_agent, factor, detail, seal)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${events})
    select '01900000-0000-7000-8000-' || ${hex}, ${server.clock.nowMs()} - ${events} + i, 'logout', 'done',
      ${employeeId}, ${employeeId}, '192.0.2.' || (i % 200), 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0', null, '{}', 1
    from n`.execute(db);
}

/** Memory of the server in MiB; 0 where the machine does not tell. */
function memory(): number {
  const file = `/proc/${child.pid}/status`;
  const kib = existsSync(file) ? /VmRSS:\s+(\d+)/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return Number(kib ?? 0) / 1024;
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function request(path: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${address}${path}`, { headers: { cookie }, ...(signal ? { signal } : {}) });
}

/** How long answers to a small request take, in milliseconds, until told to stop. */
async function pings(stop: AbortSignal): Promise<number[]> {
  const took: number[] = [];
  while (!stop.aborted) {
    const begun = performance.now();
    expect((await request("/api/v1/session")).status).toBe(200);
    took.push(performance.now() - begun);
    await sleep(20);
  }
  return took.sort((one, other) => one - other);
}

function lineCounter() {
  let lines = 0;
  let bytes = 0;
  let first = "";
  const add = (chunk: Uint8Array) => {
    if (bytes === 0) first = new TextDecoder().decode(chunk.subarray(0, 2000));
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
  };
  return { add, result: () => ({ lines, bytes, first }) };
}

describe.each([
  ["csv", events + 1],
  ["jsonl", events],
])("a million events as %s", (format, wantedLines) => {
  it("come whole, with flat memory, while others are served", async () => {
    const stop = new AbortController();
    const others = pings(stop.signal);
    const response = await request(`/api/v1/audit-events/export?format=${format}&type=logout`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="hesper-audit.${format}"`);
    expect(Number(response.headers.get("x-total-lines"))).toBe(events);
    const counter = lineCounter();
    // In the first half the program warms up; what grew with the rows would grow on in the second. The middle value: the
    // highest is whatever there was just before garbage was collected.
    const used = { first: [] as number[], second: [] as number[] };
    for await (const chunk of response.body ?? []) {
      counter.add(chunk);
      const part = counter.result().lines < events / 2 ? "first" : "second";
      used[part].push(memory());
    }
    stop.abort();
    const { lines, first } = counter.result();
    expect(lines).toBe(wantedLines);
    // The name of the person would run as a formula.
    if (format === "csv") expect(first).toContain(",'=1+1,");
    else expect(JSON.parse(first.split("\n")[0] ?? "")).toMatchObject({ type: "logout", actor: { name: "=1+1" } });
    const took = await others;
    expect(took.length).toBeGreaterThan(20);
    expect(took[Math.floor(took.length * 0.95)]).toBeLessThan(1000);
    expect(middle(used.second) - middle(used.first)).toBeLessThan(32);
  }, 120_000);
});

it("a client that goes away ends the work", async () => {
  const leave = new AbortController();
  const response = await request("/api/v1/audit-events/export?format=jsonl&type=logout", leave.signal);
  await response.body?.getReader().read();
  leave.abort();
  await sleep(300);
  const used = () => Number(readFileSync(`/proc/${child.pid}/stat`, "utf8").split(" ")[13]);
  const before = used();
  await sleep(1000);
  // In hundredths of a second of the processor.
  expect(used() - before).toBeLessThan(40);
});

it("is on record, with how much was asked for", async () => {
  const db = await openDatabase(server.config());
  const rows = await db.selectFrom("audit_events").select("detail").where("type", "=", "audit.exported").execute();
  await db.destroy();
  expect(rows.map(({ detail }) => JSON.parse(detail).format)).toEqual(["csv", "jsonl", "jsonl"]);
});
