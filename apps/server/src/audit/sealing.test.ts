// When events are sealed: after a minute, or when 1,000 wait, by one of the servers, and whatever the clock does.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingsOf, writeEvents } from "../testing/audit.ts";
import { TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";

let server: TestServer;

beforeEach(async () => {
  server = new TestServer();
  await server.start();
});
afterEach(() => server.stop());

/** How many events each seal holds, the first seal first; then how many wait. */
async function sealed(): Promise<{ seals: number[]; waiting: number }> {
  const seals = await server.hesper.db.selectFrom("audit_seals").selectAll().orderBy("number").execute();
  const events = await eventsOf(server);
  expect(seals.map((seal) => seal.number)).toEqual(seals.map((_, at) => at + 1));
  for (const seal of seals) expect(events.filter((one) => one.seal === seal.number)).toHaveLength(seal.event_count);
  return { seals: seals.map((seal) => seal.event_count), waiting: events.filter((one) => one.seal === null).length };
}

async function turn() {
  await server.hesper.background.runDue();
  return sealed();
}

/** Fills up what waits. The keys that a new server has made are on record already. */
async function fillUp(count: number): Promise<void> {
  await writeEvents(server, count - (await sealed()).waiting);
}

describe("by the clock", () => {
  it("an event waits for a minute, and those that came since are sealed with it", async () => {
    await fillUp(10);
    expect(await turn()).toEqual({ seals: [], waiting: 10 });
    server.clock.move(30);
    await writeEvents(server, 5);
    server.clock.move(29.999);
    expect(await turn()).toEqual({ seals: [], waiting: 15 });
    server.clock.move(0.001);
    expect(await turn()).toEqual({ seals: [15], waiting: 0 });
    server.clock.move(3600);
    expect(await turn()).toEqual({ seals: [15], waiting: 0 });
  });

  it("that was set back by an hour holds nothing up, and nothing is taken for forged", async () => {
    await fillUp(3);
    server.clock.move(60);
    await writeEvents(server, 2);
    await turn();
    await writeEvents(server, 1);
    server.clock.move(-3600);
    await writeEvents(server, 4);
    server.clock.move(59.999);
    expect(await turn()).toEqual({ seals: [5], waiting: 5 });
    server.clock.move(0.001);
    expect(await turn()).toEqual({ seals: [5, 5], waiting: 0 });
    await writeEvents(server, 1);
    server.clock.move(3600);
    expect(await turn()).toEqual({ seals: [5, 5, 1], waiting: 0 });
    expect(await findingsOf(server)).toEqual([]);
  });
});

describe("by their number", () => {
  it("999 wait, and 1,000 are sealed at once", async () => {
    await fillUp(999);
    expect(await turn()).toEqual({ seals: [], waiting: 999 });
    await writeEvents(server, 1);
    expect(await turn()).toEqual({ seals: [1000], waiting: 0 });
  });

  it("of 2,500 two seals are made in one turn, and 500 wait for their minute", async () => {
    await fillUp(2500);
    expect(await turn()).toEqual({ seals: [1000, 1000], waiting: 500 });
    server.clock.move(60);
    expect(await turn()).toEqual({ seals: [1000, 1000, 500], waiting: 0 });
    expect(await findingsOf(server)).toEqual([]);
  });
});

it("of servers that try at once, one makes the seal", async () => {
  const others = [await server.start(), await server.start(), await server.start()];
  for (let round = 1; round <= 5; round += 1) {
    await fillUp(100);
    server.clock.move(60);
    await Promise.all([server.hesper, ...others].map((one) => one.background.runDue()));
    expect(await sealed()).toEqual({ seals: Array(round).fill(100), waiting: 0 });
  }
  expect(await findingsOf(server)).toEqual([]);
});
