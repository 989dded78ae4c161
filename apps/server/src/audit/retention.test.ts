// Old events are removed as the setting asks: on record, the chain still holds, and a removal by anybody else is found.
import type { AuditHead } from "@hesper/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../config/logger.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { findingsOf, keyringOf, sealAll, writeEvents } from "../testing/audit.ts";
import { TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";
import { removeOldEvents } from "./retention.ts";
import { findHead } from "./seals.ts";

const day = 86_400;
const keptDays = 30;
let server: TestServer;
/** A head from each time, as if kept elsewhere. */
let heads: AuditHead[] = [];

/** Seals so many events each. */
async function seal(...counts: number[]): Promise<void> {
  for (const count of counts) {
    await writeEvents(server, count);
    await sealAll(server);
    server.clock.move(60);
  }
  heads.push((await findHead(server.hesper.db, await keyringOf(server))) as AuditHead);
}

/** Three old seals and two young ones. Events are kept for 30 days. */
beforeEach(async () => {
  server = new TestServer();
  heads = [];
  await server.start();
  await sealAll(server);
  await seal(1000, 1000);
  server.clock.move((keptDays + 1) * day);
  await seal(50, 60);
  await server.change("auditRetentionDays", keptDays);
});
afterEach(() => server.stop());

/** As the servers do it each hour. */
async function remove(): Promise<void> {
  server.clock.move(3600);
  await server.hesper.background.runDue();
  await sealAll(server);
}

/** The number of each seal whose events are there, with how many they are. */
async function present(): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { seal: number } of await eventsOf(server))
    if (number !== null) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}

const find = (known = heads) => findingsOf(server, { heads: known });
const db = () => server.hesper.db;

async function eventIn(number: number): Promise<string> {
  const query = db()
    .selectFrom("audit_events")
    .select("id")
    .where("seal", "=", number)
    .orderBy("id")
    .offset(7)
    .limit(1);
  return (await query.executeTakeFirstOrThrow()).id;
}

/** As somebody would who can write to the database. */
async function emptyByHand(...numbers: number[]): Promise<void> {
  await db().deleteFrom("audit_events").where("seal", "in", numbers).execute();
  await db().updateTable("audit_seals").set({ entries: null }).where("number", "in", numbers).execute();
}

describe("by the setting", () => {
  it("the events of old seals go, the removal is an event, and the chain holds with every head (V16.4.2)", async () => {
    await remove();
    expect(await present()).toEqual({ 4: 50, 5: 60, 6: 1 });
    const removed = await eventsOf(server, "audit.removed");
    expect(removed).toMatchObject([{ actor_id: null, address: "server", outcome: "done", seal: 6 }]);
    expect(removed[0]?.detail).toEqual({ upToSeal: 3, events: 2001, olderThanDays: keptDays });
    expect(await find()).toEqual([]);
    await remove();
    expect(await eventsOf(server, "audit.removed")).toHaveLength(1);
    server.clock.move((keptDays + 1) * day);
    await remove();
    expect((await eventsOf(server, "audit.removed")).map((event) => event.detail)).toEqual([
      { upToSeal: 6, events: 111, olderThanDays: keptDays },
    ]);
    expect(await find()).toEqual([]);
  });

  it("a seal stays while an event of it is a moment younger", async () => {
    await server.change("auditRetentionDays", keptDays + 1);
    const [last] = await db().selectFrom("audit_seals").select("last_at").where("number", "=", 3).execute();
    server.clock.move(((last?.last_at ?? 0) - server.clock.nowMs()) / 1000 + (keptDays + 1) * day);
    await server.hesper.background.runDue();
    expect(await present()).toEqual({ 3: 1000, 4: 50, 5: 60 });
    await remove();
    expect(await present()).toEqual({ 4: 50, 5: 60, 6: 1, 7: 1 });
  });

  it("nothing goes where events are kept for ever", async () => {
    await server.change("auditRetentionDays", 0);
    server.clock.move(10 * 365 * day);
    const before = await present();
    await remove();
    expect(await present()).toEqual(before);
    expect(await eventsOf(server, "audit.removed")).toEqual([]);
  });

  it("of servers that try at once one puts it on record, and one that stops in the middle leaves it whole", async () => {
    const other = await server.start();
    const ids = createIds(server.clock, systemRandom);
    const logger = createLogger("silent");
    const deps = { db: db(), ids, keyring: await keyringOf(server), logger };
    let pieces = 0;
    const stopping = {
      isOver: () => {
        pieces += 1;
        return pieces > 1;
      },
    };
    await Promise.all([removeOldEvents(deps, stopping), removeOldEvents({ ...deps, db: other.db }, stopping)]);
    expect(Object.keys(await present())).toContain("3");
    expect(await find()).toEqual([]);
    await Promise.all([removeOldEvents(deps), removeOldEvents({ ...deps, db: other.db })]);
    expect(await present()).toEqual({ 4: 50, 5: 60 });
    expect(await eventsOf(server, "audit.removed")).toHaveLength(1);
    expect(await find()).toEqual([]);
  });
});

describe("an event that was removed by hand", () => {
  it("is found after others were removed by the setting", async () => {
    await remove();
    const id = await eventIn(4);
    await db().deleteFrom("audit_events").where("id", "=", id).execute();
    expect(await find()).toEqual([expect.stringMatching(new RegExp(`${id}.*was removed`))]);
  });

  it.each([
    ["removed", (id: string) => db().deleteFrom("audit_events").where("id", "=", id).execute()],
    [
      "changed",
      (id: string) => db().updateTable("audit_events").set({ factor: "totp" }).where("id", "=", id).execute(),
    ],
  ])("or was %s before its time came, is found afterwards: its seal is kept as evidence", async (done, tamper) => {
    const id = await eventIn(2);
    await tamper(id);
    await remove();
    expect(Object.keys(await present())).toEqual(["2", "4", "5", "6"]);
    expect(await find()).toEqual([expect.stringMatching(new RegExp(`${id}.*was ${done}`))]);
    expect(server.logs.join("")).toContain("are kept as evidence");
  });

  it("with the record of the removal, is found", async () => {
    await remove();
    const [record] = await eventsOf(server, "audit.removed");
    await db()
      .deleteFrom("audit_events")
      .where("id", "=", record?.id ?? "")
      .execute();
    expect(await find()).toEqual([expect.stringMatching(new RegExp(`${record?.id}.*was removed`))]);
  });
});

describe("a removal that somebody with the database has made up", () => {
  const notByTheSetting = (seals: string) =>
    expect.stringContaining(`The events of ${seals} were removed, and not by the retention setting`);
  const notSigned = (number: number) =>
    `The record that events up to seal ${number} were removed is not signed rightly.`;

  it("is found where none was on record", async () => {
    const [last] = await db().selectFrom("audit_seals").selectAll().where("number", "=", 3).execute();
    if (!last) throw new Error("There is no such seal.");
    await emptyByHand(1, 2, 3);
    const { number, hash, last_at, key_id, signature } = last;
    const record = { up_to_seal: number, seal_hash: hash, events_before: last_at + 1, removed_at: last_at + 1 };
    await db()
      .insertInto("audit_removals")
      .values({ ...record, key_id, signature })
      .execute();
    expect(await find()).toEqual([notSigned(3), notByTheSetting("seals 1 to 3")]);
  });

  it("is found where the record was moved on", async () => {
    await remove();
    await emptyByHand(4);
    await db().updateTable("audit_removals").set({ up_to_seal: 4 }).execute();
    expect(await find()).toEqual([notSigned(4), notByTheSetting("seals 1 to 4")]);
  });

  it("is found where it claims that events had been older", async () => {
    await remove();
    await db()
      .updateTable("audit_removals")
      .set((eb) => ({ events_before: eb("events_before", "+", 40 * day * 1000) }))
      .execute();
    expect(await find()).toEqual([notSigned(3), notByTheSetting("seals 1 to 3")]);
  });

  it("is found where it goes further than the record", async () => {
    await remove();
    await emptyByHand(4, 5);
    expect(await find()).toEqual([notByTheSetting("seals 4 to 5")]);
  });

  it("is found where an older record was put back, or a genuine one lost", async () => {
    await remove();
    const [older] = await db().selectFrom("audit_removals").selectAll().execute();
    if (!older) throw new Error("Nothing is on record.");
    server.clock.move((keptDays + 1) * day);
    await remove();
    await db().updateTable("audit_removals").set(older).execute();
    expect(await find()).toEqual([notByTheSetting("seals 4 to 6")]);
    await db().deleteFrom("audit_removals").execute();
    expect(await find()).toEqual([notByTheSetting("seals 1 to 6")]);
  });

  it("is found where the first seals are gone as well", async () => {
    await remove();
    await db().deleteFrom("audit_seals").where("number", "<=", 3).execute();
    expect(await find([])).toEqual([expect.stringContaining("Missing: seals 1 to 3")]);
  });

  it("does not lead a server on to remove more", async () => {
    await db()
      .insertInto("audit_removals")
      .values({ up_to_seal: 5, seal_hash: "x", events_before: 0, removed_at: 0, key_id: "x", signature: "x" })
      .execute();
    await server.change("auditRetentionDays", 0);
    const before = await present();
    await remove();
    expect(await present()).toEqual(before);
  });
});
