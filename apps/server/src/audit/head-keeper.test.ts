// The head in a file on another disk: always whole, never in place of a head that the audit no longer holds, and no
// disk holds up the sealing.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import type { AuditHead } from "@hesper/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { findingsOf, writeEvents } from "../testing/audit.ts";
import { alan, edith, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

let disk = "";
let file = "";
let server: TestServer;
let other: Hesper;
const post = new PostOffice();

beforeEach(async () => {
  disk = mkdtempSync(joinPath(tmpdir(), "hesper-disk-"));
  file = joinPath(disk, "head.json");
  await post.open();
  post.mails.length = 0;
  server = new TestServer({
    HESPER_AUDIT_HEAD_FILE: file,
    HESPER_SMTP_URL: post.url,
    HESPER_PUBLIC_URL: "http://localhost:8080",
  });
  await server.start();
  other = await server.start();
});
afterEach(async () => {
  await server.stop();
  await post.close();
  rmSync(disk, { recursive: true, force: true });
});

/** Both servers do what is due: seal what waits, then keep the head, then send mails. */
async function turns(): Promise<void> {
  for (let at = 0; at < 3; at += 1) await Promise.all([server.hesper, other].map((one) => one.background.runDue()));
}

/** @returns the number of the seal. */
async function sealMore(): Promise<number> {
  await writeEvents(server, 5);
  server.clock.move(60);
  await turns();
  return sealCount();
}

async function sealCount(): Promise<number> {
  const seals = await server.hesper.db.selectFrom("audit_seals").select("number").execute();
  return Math.max(0, ...seals.map((seal) => seal.number));
}

/** The tail, as somebody would cut it off who can write to the database. */
async function cutOff(from: number): Promise<void> {
  await server.hesper.db.deleteFrom("audit_events").where("seal", ">=", from).execute();
  await server.hesper.db.deleteFrom("audit_seals").where("number", ">=", from).execute();
}

const kept = () => JSON.parse(readFileSync(file, "utf8")) as AuditHead;
const errors = (text: string) => server.logs.filter((line) => line.includes(text)).length;

/** What Home says of the audit. */
async function home({ browser }: Member): Promise<unknown[]> {
  const items = (await browser.get("/next-steps")).body.items as { code: string }[];
  return items.filter((item) => item.code === "audit_head");
}

describe("the file (V16.4.3)", () => {
  it("holds the latest head after each seal, for the owner only, and the audit agrees with it", async () => {
    const boss = await found(server);
    for (let round = 0; round < 5; round += 1) {
      const number = await sealMore();
      expect((await boss.browser.get("/audit-head")).body.head).toEqual(kept());
      expect([kept().seal, statSync(file).mode & 0o777]).toEqual([number, 0o600]);
      expect(await findingsOf(server, { heads: [kept()] })).toEqual([]);
    }
    const before = statSync(file).mtimeMs;
    await turns();
    expect(statSync(file).mtimeMs).toBe(before);
    expect(await home(boss)).toEqual([]);
  });

  it("is replaced and not written over: whoever reads it finds one whole head", async () => {
    await sealMore();
    const before = readFileSync(file, "utf8");
    linkSync(file, joinPath(disk, "as it was"));
    await sealMore();
    expect(readFileSync(file, "utf8")).not.toBe(before);
    expect(readFileSync(joinPath(disk, "as it was"), "utf8")).toBe(before);
    expect(readdirSync(disk).sort()).toEqual(["as it was", "head.json"]);
  });

  it("never gets an end that is not signed by a server", async () => {
    const number = await sealMore();
    const before = readFileSync(file, "utf8");
    const { db } = server.hesper;
    const [last] = await db.selectFrom("audit_seals").selectAll().where("number", "=", number).execute();
    if (!last) throw new Error("Nothing is sealed.");
    const hash = `${last.hash.startsWith("x") ? "y" : "x"}${last.hash.slice(1)}`;
    await db
      .insertInto("audit_seals")
      .values({ ...last, number: number + 1, previous_hash: last.hash, hash })
      .execute();
    await turns();
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(errors("is not signed by this server")).toBe(2);
    await sealMore();
    expect(kept().seal).toBe(number + 2);
  });
});

describe("a kept head that the audit no longer holds (V16.4.2)", () => {
  let boss: Member;
  let auditor: Member;
  let employee: Member;
  const subject = "The audit was cut off or rewritten";

  beforeEach(async () => {
    boss = await found(server);
    auditor = await join(boss, alan, post);
    employee = await join(boss, edith, post);
    for (let round = 0; round < 3; round += 1) await sealMore();
    post.mails.length = 0;
  });

  it("stays in the file, however the audit goes on, and is told once: log, event, Home, mail", async () => {
    const before = readFileSync(file, "utf8");
    const { seal, hash } = kept();
    await cutOff(seal - 1);
    // Below, at and above the number of the kept head.
    for (let round = 0; round < 5; round += 1) {
      await sealMore();
      expect(readFileSync(file, "utf8")).toBe(before);
    }
    expect(await sealCount()).toBeGreaterThan(seal);
    expect((await eventsOf(server, "audit.head_lost")).map((event) => event.detail)).toEqual([{ seal, hash }]);
    // Once for each of the two servers.
    expect(errors("cut off or rewritten")).toBe(2);
    expect([await home(boss), await home(auditor), await home(employee)]).toEqual([
      [{ code: "audit_head", trouble: "lost" }],
      [{ code: "audit_head", trouble: "lost" }],
      [],
    ]);
    const told = [boss, auditor, employee].map((one) => post.subjectsTo(one.email).filter((text) => text === subject));
    expect(told).toEqual([[subject], [subject], []]);
    expect(post.last(boss.email, subject).text).toContain(`seal ${seal}, of ${kept().sealedAt}`);
    expect((await findingsOf(server, { heads: [kept()] })).join("\n")).toContain("the chain was rewritten");
  });

  it("is told again where somebody removes what was told, or has said beforehand that it was", async () => {
    const { seal, hash } = kept();
    await cutOff(seal);
    await turns();
    const { db } = server.hesper;
    await db.deleteFrom("audit_events").where("type", "=", "audit.head_lost").execute();
    await turns();
    expect(await eventsOf(server, "audit.head_lost")).toHaveLength(1);
    // A server that starts where such an event was made up.
    await db
      .updateTable("audit_events")
      .set({ detail: JSON.stringify({ seal, hash }) })
      .where("type", "=", "audit.head_lost")
      .execute();
    const lines = errors("cut off or rewritten");
    const third = await server.start();
    await third.background.runDue();
    expect(errors("cut off or rewritten")).toBe(lines + 1);
    const browser = boss.browser.at(third);
    expect((await browser.get("/next-steps")).body.items).toContainEqual({ code: "audit_head", trouble: "lost" });
  });

  it("is followed by a new one when the file was moved away", async () => {
    await cutOff(kept().seal);
    await turns();
    renameSync(file, joinPath(disk, "evidence.json"));
    const number = await sealMore();
    expect(kept().seal).toBe(number);
    expect(await home(boss)).toEqual([]);
  });
});

describe("a disk that refuses", () => {
  it("stops no sealing, is told, and gets the latest head when it is back", async () => {
    const boss = await found(server);
    await sealMore();
    renameSync(disk, `${disk}-gone`);
    const before = await sealCount();
    for (let round = 0; round < 5; round += 1) await sealMore();
    expect(await sealCount()).toBe(before + 5);
    expect(errors("cannot be written to the file")).toBe(2);
    expect(await home(boss)).toEqual([]);
    server.clock.move(301);
    await turns();
    expect(await home(boss)).toEqual([{ code: "audit_head", trouble: "behind" }]);
    renameSync(`${disk}-gone`, disk);
    await turns();
    expect(kept().seal).toBe(await sealCount());
    expect(readdirSync(disk)).toEqual(["head.json"]);
    expect(await home(boss)).toEqual([]);
  });

  it.each([
    ["was torn", () => writeFileSync(file, readFileSync(file, "utf8").slice(0, 80))],
    ["is no head", () => writeFileSync(file, '{"seal":1}')],
    [
      "is a folder",
      () => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])("or a file that %s, is left alone, and told", async (_, damage) => {
    const boss = await found(server);
    const number = await sealMore();
    damage();
    const before = statSync(file);
    await sealMore();
    expect(await sealCount()).toBe(number + 1);
    expect([statSync(file).ino, statSync(file).mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(errors("cannot be read, or holds something else")).toBe(2);
    expect(await home(boss)).toEqual([{ code: "audit_head", trouble: "unreadable" }]);
    rmSync(file, { recursive: true });
    await turns();
    expect(kept().seal).toBe(number + 1);
    expect(await home(boss)).toEqual([]);
  });

  // A disk of the network that does not answer: reading the head would not end, and nothing would be sealed any more.
  it("or that never answers, stops no sealing", async () => {
    expect(spawnSync("mkfifo", [file]).status).toBe(0);
    try {
      for (let round = 1; round <= 3; round += 1) {
        await writeEvents(server, 5);
        server.clock.move(60);
        void server.hesper.background.runDue();
        await expect.poll(sealCount, { timeout: 20_000 }).toBe(round);
      }
    } finally {
      // Ends the reading that hangs, and leaves nothing for the next one.
      const end = openSync(file, "r+");
      rmSync(file);
      closeSync(end);
    }
    await server.hesper.background.runDue();
    expect(kept().seal).toBe(3);
  });
});
