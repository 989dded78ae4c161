// Power cut while a mail is handed over: the server has taken it, and nobody lives to write that down. After the lease
// it is sent again, and can be told by its Message-ID to be the same.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openDatabase } from "../database/database.ts";
import { MovableClock, TestServer } from "../testing/harness.ts";
import { PostOffice } from "../testing/post-office.ts";
import { type ServerProcess, setProcessClock, startProcess } from "../testing/server-process.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const leaseSeconds = 600;
const post = new PostOffice();
const clock = new MovableClock();
let installation: TestServer;
let child: ChildProcess | null = null;

beforeAll(async () => {
  await post.open();
  const environment = { HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" };
  installation = new TestServer(environment, clock);
  await installation.database.make();
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await post.close();
  await installation.stop();
});

function moveClock(seconds: number): void {
  clock.move(seconds);
  setProcessClock(installation.dataDir, clock.nowMs());
}

async function startServer(): Promise<ServerProcess> {
  const started = await startProcess(installation.dataDir, installation.environment);
  ({ child } = started);
  return started;
}

/** Ends when a mail is offered to the mail server. */
function offered(): Promise<void> {
  return new Promise((resolve) => {
    post.onOffer = () => resolve();
  });
}

async function send(address: string, path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`${address}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

it("sends a mail again when it was killed before it knew that the mail was sent", async () => {
  moveClock(0);
  const first = await startServer();
  const ada = { email: "ada@example.org", name: "Ada Lovelace", password: "correct horse battery staple" };
  expect((await send(first.address, "/setup", { ...ada, setupToken: first.token })).status).toBe(201);
  const killed = once(child as ChildProcess, "exit");
  post.onOffer = () => void child?.kill("SIGKILL");
  // The first log-in with a new browser is told to the person.
  expect((await send(first.address, "/login", { email: ada.email, password: ada.password })).status).toBe(200);
  await killed;
  const [taken] = post.to(ada.email);
  expect(taken?.subject).toBe("Log-in with a new browser");

  const row = async () => {
    const db = await openDatabase(installation.config());
    const rows = await db.selectFrom("outbox").selectAll().orderBy("id").execute();
    await db.destroy();
    return rows[0];
  };
  expect(await row()).toMatchObject({
    attempts: 1,
    sent_at: null,
    next_attempt_at: clock.nowMs() + leaseSeconds * 1000,
  });

  moveClock(leaseSeconds - 1);
  let next = offered();
  const second = await startServer();
  // Another mail goes out meanwhile; the one that is leased waits.
  expect((await send(second.address, "/login", { email: ada.email, password: ada.password })).status).toBe(200);
  await next;
  await expect.poll(() => post.to(ada.email).length).toBe(2);
  next = offered();
  moveClock(1);
  await next;
  await expect.poll(() => post.to(ada.email).length).toBe(3);
  const [before, between, after] = post.to(ada.email);
  expect(between?.messageId).not.toBe(before?.messageId);
  expect([after?.messageId, after?.text]).toEqual([before?.messageId, before?.text]);
  await expect.poll(async () => (await row())?.sent_at).toBe(clock.nowMs());
  child?.kill("SIGKILL");
}, 60_000);
