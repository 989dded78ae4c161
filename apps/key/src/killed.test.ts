// Programs that are killed at any moment, and several at once: the store stays whole, counts of wrong PINs never go back,
// and what was acknowledged is there.
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { listAccounts, PrivateDetails, parseIdentity, unlock } from "@hesper/keyring";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { askAgent } from "./agent/client.ts";
import { systemHost } from "./host.ts";
import { type RunOptions, realScrypt } from "./testing/command-line.ts";
import { type KeyMachine, pin, World } from "./testing/world.ts";

const world = new World();
let machine: KeyMachine;
/** What a program takes that nobody kills. */
let usualMs = 0;

beforeAll(async () => {
  await world.start();
  machine = await world.key();
  await world.account("First");
  await machine.unlock();
  const begun = performance.now();
  await machine.run(["sync"]);
  usualMs = performance.now() - begun;
});
afterAll(() => world.stop());

interface Life {
  readonly isAcknowledged: boolean;
  readonly status: number | null;
}

/** @param afterMs until it is killed; null: never. */
async function live(args: readonly string[], options: RunOptions, afterMs: number | null): Promise<Life> {
  const child = machine.start(args, options);
  const said = text(child.stdout).catch(() => "");
  const gone = once(child, "close") as Promise<[number | null]>;
  if (afterMs !== null) void wait(afterMs).then(() => child.kill("SIGKILL"));
  const [status] = await gone;
  return { status, isAcknowledged: (await said).includes("\n") };
}

function moments(count: number): number[] {
  // Spread over the life of a program, and the same each time.
  return Array.from({ length: count }, (_, at) => ((at * 0.618) % 1) * 1.2 * usualMs);
}

/** Reads the file itself: what a program reads it has perhaps just put right. */
function expectWhole(): void {
  const database = new DatabaseSync(machine.place().database, { readOnly: true, timeout: 5000 });
  expect(database.prepare("pragma integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  database.close();
}

async function names(): Promise<string[]> {
  const host = systemHost(await machine.storage());
  const privateDetails = new PrivateDetails(parseIdentity(machine.identity));
  return (await listAccounts(host, { privateDetails })).map(({ details }) => details?.name ?? "?");
}

it("counts each wrong PIN, however the program ends", async () => {
  let counted = 0;
  for (const afterMs of [...moments(12), null, null]) {
    const { status } = await live(["unlock", "--pin-stdin"], { input: "000000\n" }, afterMs);
    expectWhole();
    const { wrongPins, pinLock } = await machine.record();
    expect(wrongPins).toBeGreaterThanOrEqual(counted + (status === 3 ? 1 : 0));
    counted = wrongPins;
    // As an administrator does it, so that there is always one left to try.
    if (wrongPins > 7 || pinLock !== null) {
      await machine.change({ wrongPins: 0, pinLock: null });
      counted = 0;
    }
  }
  await machine.change({ wrongPins: 0, pinLock: null });
});

it("keeps what was acknowledged, and syncs to the end the next time", async () => {
  await machine.unlock();
  const wanted: string[] = [];
  for (const [at, afterMs] of moments(16).entries()) {
    const name = `Killed ${at}`;
    const isAdding = at % 2 === 0;
    if (!isAdding) await world.account(`Given ${at}`, { password: "x" });
    const args = isAdding ? ["add", name, "--login", "edith", "--generate"] : ["sync"];
    const { isAcknowledged } = await live(args, {}, afterMs);
    if (isAdding && isAcknowledged) wanted.push(name);
    if (!isAdding) wanted.push(`Given ${at}`);
    expectWhole();
    const there = await names();
    expect(wanted.filter((one) => one.startsWith("Killed") && !there.includes(one))).toEqual([]);
  }
  expect((await machine.run(["sync"])).status).toBe(0);
  const there = await names();
  expect(wanted.filter((one) => !there.includes(one))).toEqual([]);
  expect(there.length).toBe(new Set(there).size);
});

it("has the PIN of before or the new one when the change of it is killed", async () => {
  const before = (await machine.record()).lockedIdentity;
  // The new PIN costs a real try: nearly all of the time goes into that.
  const options = { input: `${pin}\n222222\n`, environment: realScrypt };
  const { isAcknowledged } = await live(["pin", "--pin-stdin"], options, usualMs + 400);
  expectWhole();
  const isChanged = (await machine.record()).lockedIdentity !== before;
  expect(isChanged || !isAcknowledged).toBe(true);
  await machine.change({ wrongPins: 0, pinLock: null });
  const opened = await unlock(systemHost(await machine.storage()), isChanged ? "222222" : pin);
  expect(opened.reveal()).toBe(machine.identity);
});

it("does what several programs ask at once", async () => {
  const [one, two] = [await world.key("Both"), await world.key("Other")];
  machine = one;
  await world.account("Shared by all");
  await machine.unlock();
  await machine.run(["sync"]);
  const added = ["alpha", "beta", "gamma"];
  const { lockedIdentity } = await machine.record();
  const results = await Promise.all([
    ...added.map((name) => machine.run(["add", name, "--login", "edith", "--generate"])),
    machine.run(["sync"]),
    machine.run(["sync", "--from-the-beginning"]),
    machine.run(["otp", "shared"]),
    machine.run(["list"]),
    machine.run(["pin", "--pin-stdin"], { input: `${pin}\n222222\n` }),
    two.run(["sync"]),
  ]);
  expect(results.map(({ status, stderr }) => [status, stderr])).toEqual(results.map(() => [0, ""]));
  expect(await names()).toEqual(expect.arrayContaining(added));
  expectWhole();
  expect((await machine.record()).lockedIdentity).not.toBe(lockedIdentity);

  // Several that are given the right PIN each start an agent: one stays.
  await machine.change({ lockedIdentity });
  await machine.run(["lock"]);
  const unlocked = await Promise.all(
    [1, 2, 3].map(() => machine.run(["otp", "shared", "--pin-stdin"], { input: `${pin}\n` })),
  );
  expect(unlocked.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect((await askAgent(machine.place(), "status"))?.ok).toBe(true);
  expect((await machine.record()).wrongPins).toBe(0);
  if (process.platform === "linux") {
    await vi.waitFor(() => expect(agentsIn(machine.place().folder)).toHaveLength(1), 15_000);
    // What other users can read of a process says nothing.
    for (const told of agentsIn(machine.place().folder)) expect(told).not.toMatch(/AGE-SECRET/i);
  }
  await machine.run(["lock"]);
  if (process.platform === "linux") {
    await vi.waitFor(() => expect(agentsIn(machine.place().folder)).toEqual([]), 15_000);
  }
});

/** Arguments and environment of each: agents live in the folder of their store. */
function agentsIn(folder: string): string[] {
  return readdirSync("/proc").flatMap((id) => {
    try {
      if (!/^\d+$/.test(id) || readlinkSync(`/proc/${id}/cwd`) !== folder) return [];
      return [`${readFileSync(`/proc/${id}/cmdline`)} ${readFileSync(`/proc/${id}/environ`)}`];
    } catch {
      return [];
    }
  });
}
