// The signed head by mail, to a real mail server: once a day from any number of servers, and good for a comparison.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditHead } from "@hesper/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Hesper } from "../app.ts";
import { findingsOf, writeEvents } from "../testing/audit.ts";
import { runHesper } from "../testing/command-line.ts";
import { TestServer } from "../testing/harness.ts";
import { PostOffice } from "../testing/post-office.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const day = 86_400;
const archive = "archive@example.org";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" });
  await server.start();
  other = await server.start();
  await turns();
  await server.change("auditHeadEmail", archive);
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(() => {
  post.mails.length = 0;
});

/** Both servers do what is due, at once: queue the mail, then send it, and once more. */
async function turns(): Promise<void> {
  for (let at = 0; at < 3; at += 1) await Promise.all([server.hesper, other].map((one) => one.background.runDue()));
}

async function sealMore(): Promise<void> {
  await writeEvents(server, 5);
  server.clock.move(60);
  await turns();
}

async function lastSeal(): Promise<{ number: number; hash: string }> {
  const seals = server.hesper.db.selectFrom("audit_seals").select(["number", "hash"]);
  return seals.orderBy("number", "desc").executeTakeFirstOrThrow();
}

/** The line that the mail asks to save as a file. */
function headIn(text: string): string {
  return text.split("\n").find((line) => line.startsWith("{")) ?? "";
}

/** As a person copies it from the HTML of the mail. */
function shown(html: string): string {
  const entities: Record<string, string> = { "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return html.replace(/<[^>]*>/g, "\n").replace(/&[^;]+;/g, (one) => entities[one] ?? one);
}

function verify(line: string) {
  const file = join(server.dataDir, "from-mail.json");
  writeFileSync(file, line);
  return runHesper(server.environment, ["audit", "verify", "--head", file]);
}

describe("the head by mail (V16.4.3)", () => {
  it("comes once a day, though two servers look at once, and to nobody else", async () => {
    await sealMore();
    for (let round = 0; round < 3; round += 1) {
      post.mails.length = 0;
      server.clock.move(day);
      await turns();
      await turns();
      expect(post.mails.map(({ to }) => to)).toEqual([[archive]]);
      server.clock.move(day / 2);
      await sealMore();
      expect(post.mails).toHaveLength(1);
    }
  });

  it("is the end of the chain when it is sent, and verify takes what the mail holds, as text and as HTML", async () => {
    await sealMore();
    server.clock.move(day);
    await turns();
    const { text = "", html, subject } = post.last(archive, "Audit head of Hesper");
    const { number, hash } = await lastSeal();
    expect(subject).toBe(`Audit head of Hesper: seal ${number}`);
    expect(JSON.parse(headIn(text))).toMatchObject({ seal: number, hash });
    expect(headIn(shown(String(html)))).toBe(headIn(text));
    expect(await findingsOf(server, { heads: [JSON.parse(headIn(text)) as AuditHead] })).toEqual([]);
    expect(verify(headIn(text))).toMatchObject({ status: 0, stderr: "" });
    await sealMore();
    expect(verify(headIn(text)).status).toBe(0);
    const { db } = server.hesper;
    await db.deleteFrom("audit_events").where("seal", ">=", number).execute();
    await db.deleteFrom("audit_seals").where("number", ">=", number).execute();
    const cut = verify(headIn(text));
    expect([cut.status, cut.stdout]).toEqual([1, expect.stringMatching(`cut off after seal ${number - 1} `)]);
  });

  it("comes to nobody where the policy names nobody", async () => {
    await server.change("auditHeadEmail", "");
    await sealMore();
    server.clock.move(2 * day);
    await turns();
    expect(post.mails).toEqual([]);
  });
});
