// The agent: answers whoever may ask, refuses what is no request, and ends when it should, by whichever way.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateIdentity, recipientOf, sealAccount } from "@hesper/vault";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { systemHost } from "../host.ts";
import { type Place, placeOf } from "../store/place.ts";
import { openStorage, type SqliteStorage } from "../store/storage.ts";
import { accountOf, recordAt } from "../testing/records.ts";
import { newSocketPath } from "./address.ts";
import { AgentKey, askAgent, stopAgent } from "./client.ts";
import { longestLine, readAddress } from "./protocol.ts";
import { Agent } from "./server.ts";

const startMs = Date.UTC(2026, 2, 1, 12, 0, 5);
const minute = 60_000;
const mail = "0198f3a2-0000-7000-8000-00000000000a";
const otp = { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", algorithm: "SHA1", digits: 6, period: 30 } as const;

const home = mkdtempSync(join(tmpdir(), "hk-"));
let place: Place;
let storage: SqliteStorage;
let identity = "";
let sealed = "";
let wallMs = startMs;
let steadyMs = 0;
const agents: Agent[] = [];
let count = 0;

beforeAll(async () => {
  vi.stubEnv("XDG_RUNTIME_DIR", "");
  vi.stubEnv("TMPDIR", home);
  const made = await generateIdentity("x25519");
  identity = made.reveal();
  const payload = { v: 1, account: mail, revision: 1, password: "open sesame", otp, notes: null } as const;
  sealed = Buffer.from(await sealAccount(payload, [await recipientOf(made)])).toString("base64");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  count += 1;
  place = placeOf(`key${count}`, { HESPER_KEY_DIR: home });
  storage = await openStorage(place);
  wallMs = startMs;
  steadyMs = 0;
  await storage.change(async (tx) => {
    await tx.putRecord(recordAt(startMs));
    await tx.putAccount(accountOf(mail, sealed, "Mail of the company"));
  });
});
afterEach(() => {
  for (const agent of agents.splice(0)) agent.end();
  storage.close();
});

/** @returns what tells whether it has ended. */
async function start(): Promise<{ agent: Agent; ended: () => boolean }> {
  let hasEnded = false;
  const host = { ...systemHost(storage), clock: { nowMs: () => wallMs } };
  const onEnd = () => {
    hasEnded = true;
  };
  const agent = new Agent({ host, place, onEnd, steadyMs: () => steadyMs }, { key: recordAt(0).keyId, identity });
  agents.push(agent);
  await agent.start();
  return { agent, ended: () => hasEnded };
}

function pass(ms: number): void {
  wallMs += ms;
  steadyMs += ms;
}

/** What comes back for these bytes; empty: the connection was closed. */
function send(bytes: string): Promise<string> {
  const { socket = "" } = readAddress(readFileSync(place.agentFile, "utf8")) ?? {};
  return new Promise((resolve) => {
    let text = "";
    const connection = createConnection(socket);
    connection.on("data", (chunk) => {
      text += chunk;
    });
    connection.on("error", () => {});
    connection.on("close", () => resolve(text));
    connection.write(bytes);
  });
}

it("finds, opens and makes codes for whoever can read its address, and nobody else can", async () => {
  await start();
  const key = new AgentKey(place);
  expect((await key.list("")).map(({ details }) => details?.name)).toEqual(["Mail of the company"]);
  expect((await key.find("mail of the company")).map(({ id }) => id)).toEqual([mail]);
  expect((await key.open(mail)).secrets).toEqual({ password: "open sesame", otp, notes: null });
  // RFC 6238 with the clock of the agent, whose secret does not leave it for a code.
  expect(await key.code(mail)).toMatchObject({
    code: expect.stringMatching(/^\d{6}$/),
    secondsLeft: 25,
    trouble: null,
  });
  expect(await askAgent(place, "identity")).toMatchObject({ ok: true, result: identity });
  await expect(key.open("0198f3a2-0000-7000-8000-00000000000b")).rejects.toMatchObject({ code: "not_found" });
  for (const name of readdirSync(place.folder).filter((one) => /agent|sock/.test(one))) {
    expect(statSync(join(place.folder, name)).mode & 0o077).toBe(0);
  }
});

it("closes the connection on whatever is no request, and goes on", async () => {
  await start();
  const { token = "" } = readAddress(readFileSync(place.agentFile, "utf8")) ?? {};
  const request = { v: 1, token, ask: "identity", text: "" };
  const garbage = [
    "\n",
    "{}\n",
    "[]\n",
    "null\n",
    '{"v":1\n',
    `${JSON.stringify({ ...request, token: "x".repeat(43) })}\n`,
    `${JSON.stringify({ ...request, v: 2 })}\n`,
    `${JSON.stringify({ ...request, ask: "constructor" })}\n`,
    `${JSON.stringify({ ...request, more: 1 })}\n`,
    `${JSON.stringify({ ...request, text: 1 })}\n`,
    "\u0000\uffff\n",
    "x".repeat(longestLine + 10),
  ];
  for (const line of garbage) expect(await send(line), line.slice(0, 60)).toBe("");
  expect(await send(`${JSON.stringify(request)}\n`)).toContain(identity);
});

it("ends when it was not used for as long as the policy says, by either clock, whatever is merely asked of its state", async () => {
  const { agent, ended } = await start();
  pass(14 * minute);
  await new AgentKey(place).list("");
  pass(14 * minute);
  expect((await askAgent(place, "status"))?.ok).toBe(true);
  agent.look();
  expect(ended()).toBe(false);
  pass(minute);
  expect(await askAgent(place, "identity")).toBeNull();
  expect([ended(), existsSync(place.agentFile)]).toEqual([true, false]);
  // A machine that slept, and one whose clock was turned back.
  const slept = await start();
  wallMs += 15 * minute;
  slept.agent.look();
  const turned = await start();
  wallMs -= 60 * minute;
  steadyMs += 15 * minute;
  turned.agent.look();
  expect([slept.ended(), turned.ended()]).toEqual([true, true]);
  // A policy that became stricter holds for the agent that runs.
  const strict = await start();
  const policy = { ...recordAt(0).policy, lockAfterMinutes: 1 };
  await storage.change((tx) => tx.putRecord({ ...recordAt(startMs), policy }));
  pass(minute);
  expect(await askAgent(place, "identity")).toBeNull();
  expect(strict.ended()).toBe(true);
});

it("ends at lock, also one that does not listen, and when another agent takes its place", async () => {
  const first = await start();
  const second = await start();
  first.agent.look();
  expect([first.ended(), second.ended()]).toEqual([true, false]);
  expect((await askAgent(place, "status"))?.ok).toBe(true);
  await stopAgent(place);
  expect([second.ended(), await askAgent(place, "status")]).toEqual([true, null]);
  const third = await start();
  rmSync(place.agentFile);
  third.agent.look();
  expect(third.ended()).toBe(true);
  // One that was killed: its file is still there, and nobody listens.
  writeFileSync(place.agentFile, JSON.stringify({ v: 1, socket: join(place.folder, "gone.sock"), token: "x", pid: 1 }));
  expect(await askAgent(place, "identity")).toBeNull();
  await start();
  expect((await askAgent(place, "status"))?.ok).toBe(true);
});

it("ends when the key was suspended, wiped, or is another one", async () => {
  const suspended = await start();
  await storage.change((tx) => tx.putRecord({ ...recordAt(startMs), status: "suspended" }));
  await expect(new AgentKey(place).open(mail)).rejects.toMatchObject({ code: "suspended" });
  expect(suspended.ended()).toBe(true);
  await storage.change((tx) => tx.putRecord(recordAt(startMs)));
  const other = await start();
  await storage.change((tx) => tx.putRecord({ ...recordAt(startMs), keyId: "0198f3a2-0000-7000-8000-0000000000ff" }));
  expect([await askAgent(place, "identity"), other.ended()]).toEqual([null, true]);
  await storage.change((tx) => tx.putRecord(recordAt(startMs)));
  const wiped = await start();
  await storage.change((tx) => tx.wipe());
  expect([await askAgent(place, "identity"), wiped.ended()]).toEqual([null, true]);
});

it("listens in no folder that others can enter", () => {
  // The names of sockets are short, and the folder for what tests leave has a long one.
  const open = join(home, "r");
  mkdirSync(open);
  const runtime = join(open, "hesper-key");
  expect(dirname(newSocketPath(place.folder, { XDG_RUNTIME_DIR: open }))).toBe(runtime);
  chmodSync(runtime, 0o755);
  expect(dirname(newSocketPath(place.folder, { XDG_RUNTIME_DIR: open }))).toBe(place.folder);
  expect(dirname(newSocketPath(`${place.folder}${"x".repeat(100)}`, {}))).toContain(`hesper-key-${process.getuid?.()}`);
});
