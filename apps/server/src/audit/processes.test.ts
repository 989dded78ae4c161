// Two servers, each a process, write events at once and seal them at once, while the power of one or the other is cut:
// every act that was acknowledged is on record, each event is in one seal, and nothing looks tampered with.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { findingsOf } from "../testing/audit.ts";
import { type Authenticator, type Browser, TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";
import { killProcess, type ServerProcess, setProcessClock, startProcess } from "../testing/server-process.ts";
import { parseEntries } from "./chain.ts";
import { countUnsealed } from "./seals.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const writers = 8;
const server = new TestServer();
const running: ServerProcess[] = [];
/** Names that an act has given, by what is known of the act. */
const acknowledged: string[] = [];
const unknown: string[] = [];
let browser: Browser;
let authenticator: Authenticator;

beforeAll(async () => {
  await server.start();
  browser = await server.setUp();
  authenticator = await server.enrol(browser);
  setProcessClock(server.dataDir, server.clock.nowMs());
});
afterAll(async () => {
  await Promise.all(running.map(killProcess));
  await server.stop();
});

async function addProcess(): Promise<void> {
  running.push(await startProcess(server.dataDir, server.environment));
}

/** Cuts the power of the server that runs the longest, with requests under way. */
async function cutPower(): Promise<void> {
  const [gone] = running.splice(0, 1);
  if (gone) await killProcess(gone);
}

/** Each act leaves one event, which holds the name that was given. */
async function act(at: ServerProcess, name: string): Promise<void> {
  const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
  const request = { method: "PATCH", headers: { "content-type": "application/json", cookie } };
  const path = `/api/v1/profile/two-factor/authenticators/${authenticator.id}`;
  try {
    const response = await fetch(`${at.address}${path}`, { ...request, body: JSON.stringify({ name }) });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    acknowledged.push(name);
  } catch (error) {
    if (running.includes(at)) throw error;
    unknown.push(name);
  }
}

async function write(writer: number, stop: AbortSignal): Promise<void> {
  for (let at = writer; !stop.aborted; at += 1) {
    const process = running[at % running.length];
    if (process) await act(process, `act ${writer}-${at}`);
  }
}

/** A minute passes again and again, so that events are due to be sealed, until something is true. */
async function goOnUntil(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    server.clock.move(61);
    setProcessClock(server.dataDir, server.clock.nowMs());
    await sleep(500);
  }
}

async function untilSealed(more: number): Promise<void> {
  const count = async () => (await server.hesper.db.selectFrom("audit_seals").select("number").execute()).length;
  const wanted = (await count()) + more;
  await goOnUntil(async () => (await count()) >= wanted);
}

it("lose no event of an acknowledged act, and make one chain without a gap (V16.4.2)", async () => {
  await addProcess();
  await addProcess();
  const stop = new AbortController();
  const writing = Array.from({ length: writers }, (_, writer) => write(writer, stop.signal));
  // Whoever is alone makes the seals: so both have made some.
  await untilSealed(3);
  await cutPower();
  await untilSealed(2);
  await addProcess();
  await untilSealed(2);
  await cutPower();
  await untilSealed(2);
  await addProcess();
  await untilSealed(3);
  stop.abort();
  await Promise.all(writing);
  await goOnUntil(async () => (await countUnsealed(server.hesper.db)) === 0);

  const renamed = (await eventsOf(server, "authenticator.renamed")).map((event) => String(event.detail.name));
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(new Set(renamed).size).toBe(renamed.length);
  expect(acknowledged.filter((name) => !renamed.includes(name))).toEqual([]);
  expect(renamed.filter((name) => !acknowledged.includes(name) && !unknown.includes(name))).toEqual([]);

  const seals = await server.hesper.db.selectFrom("audit_seals").selectAll().orderBy("number").execute();
  expect(seals.map((seal) => seal.number)).toEqual(seals.map((_, at) => at + 1));
  const sealed = seals.flatMap((seal) => [...parseEntries(seal.entries ?? "").keys()]);
  const events = (await eventsOf(server)).map((event) => event.id);
  expect(sealed.toSorted()).toEqual(events.toSorted());
  expect(await findingsOf(server)).toEqual([]);
}, 120_000);
