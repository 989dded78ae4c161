// Where the master key comes from: the file while it is replaced, on one machine and on several, and the environment.

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentsOf } from "../testing/contents.ts";
import { TestServer } from "../testing/harness.ts";
import { found, type Member } from "../testing/people.ts";
import { rotate, rotationOf } from "../testing/rotation.ts";
import { prepareNextKey } from "./open.ts";
import { replaceMasterKey } from "./rotation.ts";

let server: TestServer;
let admin: Member;
const others: TestServer[] = [];
beforeEach(async () => {
  server = new TestServer();
  await server.start();
  admin = await found(server);
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
  await server.stop();
});

const keyFile = (of = server) => join(of.dataDir, "master.key");
const textOf = (file: string) => readFileSync(file, "utf8");

async function prepare(): Promise<string> {
  const { db, ids } = await rotationOf(server);
  await prepareNextKey(db, { kind: "file", file: keyFile() }, ids.random);
  return textOf(`${keyFile()}.new`);
}

/** As after a crash between the two: the database is wrapped with the next key, and the file was not renamed. */
async function rotateUpToTheRename(): Promise<{ old: string; next: string }> {
  const old = textOf(keyFile());
  copyFileSync(keyFile(), join(server.dataDir, "kept"));
  const next = await prepare();
  await replaceMasterKey(await rotationOf(server));
  renameSync(keyFile(), `${keyFile()}.new`);
  renameSync(join(server.dataDir, "kept"), keyFile());
  return { old, next };
}

describe("between the database and the file", () => {
  it("a server that starts uses the key that opens the database, and finishes the rename", async () => {
    const { old, next } = await rotateUpToTheRename();
    expect([textOf(keyFile()), textOf(`${keyFile()}.new`)]).toEqual([old, next]);
    const other = await server.start();
    expect(textOf(keyFile())).toBe(next);
    expect(existsSync(`${keyFile()}.new`)).toBe(false);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    await admin.logIn(server.browser().at(other));
  });

  it("a server that runs goes on working, and finishes the rename", async () => {
    const { next } = await rotateUpToTheRename();
    await admin.logIn();
    await admin.browser.post("/profile/two-factor/authenticators");
    await server.hesper.background.runDue();
    expect(textOf(keyFile())).toBe(next);
    expect(existsSync(`${keyFile()}.new`)).toBe(false);
  });

  it("the command finishes that rotation and begins no other", async () => {
    const { next } = await rotateUpToTheRename();
    expect(await replaceMasterKey(await rotationOf(server))).toMatchObject({ result: "resumed" });
    expect(textOf(keyFile())).toBe(next);
  });
});

function makeLink(): void {
  renameSync(keyFile(), `${keyFile()}.real`);
  symlinkSync(`${keyFile()}.real`, keyFile());
}

describe("the next key", () => {
  it("is on disk, for the owner only, before anything needs it; nothing uses it, and a rotation takes it", async () => {
    const old = textOf(keyFile());
    const next = await prepare();
    expect(next).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect(next).not.toBe(old);
    expect(statSync(`${keyFile()}.new`).mode & 0o777).toBe(0o600);
    expect(await prepare()).toBe(next);
    await server.hesper.background.runDue();
    const other = await server.start();
    await admin.logIn(server.browser().at(other));
    expect([textOf(keyFile()), textOf(`${keyFile()}.new`)]).toEqual([old, next]);
    await rotate(server);
    expect(textOf(keyFile())).toBe(next);
  });

  it("is not put in the place of the one that is in use by a file that nothing is wrapped with", async () => {
    await prepare();
    const { keyring, db } = await rotationOf(server);
    await rotate(server);
    const inUse = textOf(keyFile());
    await prepare();
    await server.hesper.background.runDue();
    expect(textOf(keyFile())).toBe(inUse);
    await keyring.read(db);
  });

  it.each([
    ["is a link", makeLink],
    ["is in a folder that cannot be written to", () => mkdirSync(`${keyFile()}.tmp`)],
  ])("is not made where the file %s: nothing is changed", async (_, spoil) => {
    spoil();
    const deps = await rotationOf(server);
    const before = await contentsOf(server.hesper.db);
    const old = textOf(keyFile());
    await expect(replaceMasterKey(deps)).rejects.toThrow(/cannot be replaced: .*Nothing was changed/);
    expect(await contentsOf(server.hesper.db)).toEqual(before);
    expect(textOf(keyFile())).toBe(old);
    expect(existsSync(`${keyFile()}.new`)).toBe(false);
  });
});

describe("servers on several machines", () => {
  /** Another machine: the same database, and a copy of the key file of its own. */
  function machine(environment: Record<string, string> = {}): TestServer {
    const one: TestServer = new TestServer({ ...server.environment, ...environment }, server.clock);
    others.push(one);
    return one;
  }

  it("that were given the next key file go on working, and put it in place by themselves", async () => {
    const copy = join(server.dataDir, "elsewhere", "master.key");
    mkdirSync(join(server.dataDir, "elsewhere"));
    copyFileSync(keyFile(), copy);
    const other = await machine({ HESPER_MASTER_KEY_FILE: copy }).start();
    await prepare();
    copyFileSync(`${keyFile()}.new`, `${copy}.new`);
    await rotate(server);
    await admin.logIn(server.browser().at(other));
    await other.background.runDue();
    expect(textOf(copy)).toBe(textOf(keyFile()));
    expect(existsSync(`${copy}.new`)).toBe(false);
  });

  it("with the key in the environment go on working with both, and then with the new one alone", async () => {
    const old = textOf(keyFile()).trim();
    const next = Buffer.alloc(32, 7).toString("base64");
    const both = { HESPER_MASTER_KEY: old, HESPER_MASTER_KEY_NEXT: next };
    const [one, other] = [await machine(both).start(), await machine(both).start()];
    const rotating = machine(both);
    await rotating.start();
    expect(await rotate(rotating)).toMatchObject({ done: 1, broken: [] });
    for (const at of [one, other]) await admin.logIn(server.browser().at(at));
    const again = await rotationOf(rotating);
    expect(await replaceMasterKey(again)).toEqual({ result: "next_in_use" });
    await admin.logIn(server.browser().at(await machine({ HESPER_MASTER_KEY: next }).start()));
    await expect(machine({ HESPER_MASTER_KEY: old }).start()).rejects.toThrow(/not the one this database was made/);
    expect(await replaceMasterKey(await rotationOf(machine({ HESPER_MASTER_KEY: next }), one.db))).toEqual({
      result: "no_next_key",
    });
  });
});
