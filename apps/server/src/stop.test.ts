// Stopping a server, which is a process: what is under way is finished, what comes is refused, nothing holds it up for long.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Authenticator, ada, type Browser, TestServer } from "./testing/harness.ts";
import { eventsOf } from "./testing/people.ts";
import { killProcess, type ServerProcess, setProcessClock, startProcess } from "./testing/server-process.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

/** More than the buffers between two sockets hold. */
const events = 40_000;
const server = new TestServer();
let browser: Browser;
let authenticator: Authenticator;
let cookie = "";
let running: ServerProcess;

beforeAll(async () => {
  await server.start();
  browser = await server.setUp();
  authenticator = await server.enrol(browser);
  cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
  await sql`
    insert into audit_events (id, at, type, outcome, address, user_agent, detail, seal)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${events})
    select '01900000-0000-7000-8000-' || printf('%012x', i), ${server.clock.nowMs()}, 'logout', 'done', '192.0.2.1',
      'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0', '{}', 1 from n`.execute(server.hesper.db);
  setProcessClock(server.dataDir, server.clock.nowMs());
}, 120_000);
afterAll(async () => {
  await killProcess(running);
  await server.stop();
});

async function start(): Promise<void> {
  running = await startProcess(server.dataDir, server.environment);
}

/** Ends with the exit code when the process has ended. */
async function exitCode(): Promise<number | null> {
  const { child } = running;
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

/** A connection, and what has come over it. */
class Line {
  readonly socket: Socket;
  text = "";

  constructor() {
    const { hostname, port } = new URL(running.address);
    this.socket = connect(Number(port), hostname);
    this.socket.setEncoding("latin1").on("data", (chunk: string) => {
      this.text += chunk;
    });
    this.socket.on("error", () => {});
  }

  async open(): Promise<this> {
    await once(this.socket, "connect");
    return this;
  }

  send(method: string, path: string, headers: Record<string, string | number> = {}): void {
    const lines = Object.entries({ host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}`);
    this.socket.write([`${method} ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  }

  async has(text: string): Promise<void> {
    while (!this.text.includes(text)) await once(this.socket, "data");
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, "close");
  }
}

/** Sends the head of a log-in, and the half of its body. @returns what sends the rest. */
async function halfLogIn(): Promise<{ line: Line; finish: () => void }> {
  const body = JSON.stringify({ email: ada.email, password: ada.password });
  const line = await new Line().open();
  const headers = { "content-type": "application/json", "content-length": body.length };
  line.send("POST", "/api/v1/login", headers);
  line.socket.write(body.slice(0, 10));
  return { line, finish: () => line.socket.write(body.slice(10)) };
}

/** What `/readyz` says, until nobody listens any more. */
async function readiness(): Promise<string[]> {
  const said: string[] = [];
  for (;;) {
    try {
      const response = await fetch(`${running.address}/readyz`);
      said.push(`${response.status} ${((await response.json()) as { status: string }).status}`);
    } catch {
      return said;
    }
  }
}

describe("SIGTERM", () => {
  it("finishes what is under way, ends what is idle, says before that it is not ready, and ends with 0", async () => {
    await start();
    const download = await new Line().open();
    download.send("GET", "/api/v1/audit-events/export?format=jsonl", { cookie });
    await download.has("200 OK");
    download.socket.pause();
    const another = await new Line().open();
    another.send("GET", "/api/v1/audit-events/export?format=jsonl", { cookie });
    await another.has("200 OK");
    another.socket.pause();
    const logIn = await halfLogIn();
    const silent = await new Line().open();
    const kept = await new Line().open();
    kept.send("GET", "/healthz");
    await kept.has('{"status":"ok"}');
    const watching = readiness();
    running.child.kill("SIGTERM");
    const said = await watching;
    expect([...new Set(said)].filter((one) => one !== "200 ok")).toEqual(["503 stopping"]);
    expect(said.lastIndexOf("200 ok")).toBeLessThan(said.indexOf("503 stopping"));
    // Nobody listens now. Idle connections end while others are at work.
    await Promise.all([silent.closed(), kept.closed()]);
    expect(running.child.exitCode).toBeNull();
    logIn.finish();
    await logIn.line.closed();
    expect(logIn.line.text).toContain("200 OK");
    expect(logIn.line.text).toContain('"second_factor_required"');
    another.socket.resume();
    await another.closed();
    expect(another.text.split(`"type":"logout"`).length - 1).toBe(events);
    expect(running.child.exitCode).toBeNull();
    download.send("GET", "/api/v1/session", { cookie });
    download.socket.resume();
    await download.closed();
    expect(download.text.split('"type":"logout"').length - 1).toBe(events);
    // A request that came behind it, in a connection that was still open.
    const [, late = ""] = download.text.split("HTTP/1.1 503");
    expect(late.toLowerCase()).toContain("connection: close");
    expect(late).toContain('"code":"overloaded"');
    expect(await exitCode()).toBe(0);
  });

  it("waits ten seconds at most for a request that never ends", async () => {
    await start();
    const hanging = await halfLogIn();
    const beganMs = performance.now();
    running.child.kill("SIGTERM");
    expect(await exitCode()).toBe(0);
    await hanging.line.closed();
    expect(hanging.line.text).toBe("");
    // Far less than the 30 seconds that a request may take otherwise.
    expect(performance.now() - beganMs).toBeLessThan(25_000);
  });

  it("is not waited for when a second one comes", async () => {
    await start();
    await halfLogIn();
    running.child.kill("SIGTERM");
    while ((await fetch(`${running.address}/readyz`)).status === 200);
    running.child.kill("SIGTERM");
    expect(await exitCode()).toBe(1);
  });

  it("loses nothing that was acknowledged", async () => {
    await start();
    const path = `/api/v1/profile/two-factor/authenticators/${authenticator.id}`;
    const acknowledged: string[] = [];
    const write = async (writer: number) => {
      for (let at = 0; ; at += 1) {
        const name = `${writer}-${at}`;
        const headers = { "content-type": "application/json", cookie };
        const request = { method: "PATCH", headers, body: JSON.stringify({ name }) };
        const response = await fetch(`${running.address}${path}`, request).catch(() => null);
        if (response?.status !== 200) return;
        acknowledged.push(name);
        if (acknowledged.length === 50) running.child.kill("SIGTERM");
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    expect(await exitCode()).toBe(0);
    const kept = await eventsOf(server, "authenticator.renamed");
    const names = new Set(kept.map(({ detail }) => detail.name));
    expect(acknowledged.length).toBeGreaterThanOrEqual(50);
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
  });
});
