// Jobs: each done by one of the servers when it is due, whatever the others do, and never cut off in the middle.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { createLogger } from "../config/logger.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { expectStatus, TestServer } from "../testing/harness.ts";
import { found } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";
import { createJobs, type Job } from "./service.ts";

const server = new TestServer();
let other: Hesper;
let log: string[] = [];

beforeAll(async () => {
  await server.start();
  other = await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  log = [];
});

function jobsOf(jobs: readonly Job[], at: Hesper = server.hesper) {
  const logger = createLogger("trace", { write: (line) => log.push(line) });
  return createJobs({ db: at.db, ids: createIds(server.clock, systemRandom), logger }, jobs);
}

/** A job that counts how often it was done. */
function counted(name: string, everySeconds: number | null) {
  const run = async () => {
    job.times += 1;
  };
  const job = { name, everySeconds, times: 0, run };
  return job;
}

describe("a job that is done each hour", () => {
  it("is done by one of two servers that look at once, and not again before the hour is over", async () => {
    const job = counted("hourly", 3600);
    const rows = [jobsOf([job]), jobsOf([job], other)];
    const look = () => Promise.all([...rows, ...rows].map((row) => row.runDue()));
    for (let round = 1; round <= 8; round += 1) {
      await look();
      expect(job.times).toBe(round);
      server.clock.move(3599);
      await look();
      expect(job.times).toBe(round);
      server.clock.move(1);
    }
  });

  it("is not due at once for a server that starts again", async () => {
    const job = counted("after a start", 3600);
    await jobsOf([job]).runDue();
    await jobsOf([job], other).runDue();
    expect(job.times).toBe(1);
  });

  it("does nothing when nothing is due: the database is only read", async () => {
    const job = counted("quiet", 3600);
    const jobs = jobsOf([job]);
    await jobs.runDue();
    const written = () => other.db.selectFrom("jobs").selectAll().orderBy("name").execute();
    const before = await written();
    for (let at = 0; at < 5; at += 1) await jobs.runDue();
    expect(await written()).toEqual(before);
  });
});

it("a job of every turn is done by every server", async () => {
  const job = counted("each", null);
  await Promise.all([jobsOf([job]).runDue(), jobsOf([job], other).runDue()]);
  expect(job.times).toBe(2);
});

// One job that failed ended the turn: mail stood still because the clean-up could not be done.
it("a job that throws is logged, stops no other, and is tried again in its time", async () => {
  const after = counted("after it", null);
  let tries = 0;
  const broken: Job = {
    name: "broken",
    everySeconds: 60,
    run: async () => {
      tries += 1;
      throw new Error("the disk is full");
    },
  };
  const jobs = jobsOf([broken, after]);
  for (let at = 0; at < 3; at += 1) await jobs.runDue();
  expect([tries, after.times]).toEqual([1, 3]);
  server.clock.move(60);
  await jobs.runDue();
  expect([tries, after.times]).toEqual([2, 4]);
  expect(log).toHaveLength(2);
  expect(log[0]).toContain("the disk is full");
  expect(log[0]).toContain('"job":"broken"');
});

it("turns do not overlap: who asks while one is under way waits for it", async () => {
  let under = 0;
  let most = 0;
  const slow: Job = {
    name: "slow",
    everySeconds: null,
    run: async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
    },
  };
  const jobs = jobsOf([slow]);
  await Promise.all(Array.from({ length: 10 }, () => jobs.runDue()));
  expect(most).toBe(1);
});

describe("stopping", () => {
  it("waits for what is under way, and begins nothing more", async () => {
    let finish = () => {};
    let begun = () => {};
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const events: string[] = [];
    const long: Job = {
      name: "long",
      everySeconds: null,
      run: async ({ isOver }) => {
        begun();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        events.push(`ended, told to stop: ${isOver()}`);
      },
    };
    const next = counted("next", null);
    const jobs = jobsOf([long, next]);
    void jobs.runDue();
    await isBegun;
    const stopped = jobs.stop().then(() => events.push("stopped"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
    finish();
    await stopped;
    expect(events).toEqual(["ended, told to stop: true", "stopped"]);
    await jobs.runDue();
    expect(next.times).toBe(0);
  });

  // A server with a thousand mails to send did not stop before the last was sent, and was killed in the middle.
  it("waits for the mail that is being handed over, and leaves the others to the next start", async () => {
    const post = new PostOffice();
    await post.open();
    const mailing = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" });
    await mailing.start();
    const boss = await found(mailing);
    await mailing.hesper.background.runDue();
    post.mails.length = 0;
    for (let at = 0; at < 10; at += 1) await expectStatus(boss.browser.post("/mail/test"), 204);
    let stopped: Promise<void> | null = null;
    post.onOffer = () => {
      stopped ??= mailing.hesper.background.stop();
    };
    await mailing.hesper.background.runDue();
    await stopped;
    expect(post.mails).toHaveLength(1);
    const rows = await mailing.hesper.db.selectFrom("outbox").select("sent_at").where("kind", "=", "test").execute();
    expect(rows.filter((row) => row.sent_at !== null)).toHaveLength(1);
    const next = await mailing.start();
    await next.background.runDue();
    expect(post.mails).toHaveLength(10);
    await mailing.stop();
    await post.close();
  });
});
