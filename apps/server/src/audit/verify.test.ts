// Somebody who can write to the database, but has not the master key, tampers with 100,000 sealed events: each is named.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditHead } from "@hesper/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, inTransaction, openDatabase } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { findingsOf, keyringOf, sealAll, writeEvents } from "../testing/audit.ts";
import { TestServer } from "../testing/harness.ts";
import { findHead } from "./seals.ts";
import { recordEvent } from "./service.ts";

const wanted = 100_000;
const atOnce = 1000;
const server = new TestServer();
const ids = createIds(server.clock, systemRandom);
let head: AuditHead;

beforeAll(async () => {
  await server.start();
  await server.setUp();
  const { db } = server.hesper;
  for (let made = 0; made < wanted; made += atOnce) {
    server.clock.move(10);
    await writeEvents(server, atOnce);
  }
  server.clock.move(120);
  await sealAll(server);
  head = (await findHead(db, await keyringOf(server))) as AuditHead;
  await server.hesper.close();
}, 120_000);
afterAll(async () => {
  await server.stop().catch(() => {});
});

interface Copy {
  readonly db: Database;
  /** What a verification finds, as texts. */
  find(heads?: readonly AuditHead[]): Promise<string[]>;
  close(): Promise<void>;
}

async function copy(): Promise<Copy> {
  const dataDir = mkdtempSync(join(tmpdir(), "hesper-audit-"));
  cpSync(server.dataDir, dataDir, { recursive: true });
  const db = await openDatabase({ dataDir, databaseUrl: null });
  return {
    db,
    find: (heads = []) => findingsOf(server, { db, heads }),
    close: async () => {
      await db.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The id of the event at a place, counted from the first. */
async function eventAt({ db }: Copy, offset: number): Promise<string> {
  const query = db.selectFrom("audit_events").select("id").orderBy("id").offset(offset).limit(1);
  return (await query.executeTakeFirstOrThrow()).id;
}

async function tampered(act: (one: Copy) => Promise<string | undefined>, heads?: readonly AuditHead[]) {
  const one = await copy();
  try {
    const id = await act(one);
    return { id, found: await one.find(heads) };
  } finally {
    await one.close();
  }
}

it("finds nothing where nothing was done, with the head that was kept", async () => {
  const { found } = await tampered(async () => undefined, [head]);
  expect(found).toEqual([]);
});

describe("names the event", () => {
  it("of which one byte was changed, whatever the column", async () => {
    const columns = [
      ["detail", `'{"x":1}'`],
      ["address", "'192.0.2.2'"],
      ["at", "at + 1"],
      ["outcome", "'refused'"],
      ["type", "'login.succeeded'"],
      ["actor_id", "'01900000-0000-7000-8000-000000000001'"],
      ["subject_id", "'01900000-0000-7000-8000-000000000001'"],
      ["user_agent", "'tesu'"],
      ["factor", "'totp'"],
    ] as const;
    const targets: string[] = [];
    const { found } = await tampered(async (one) => {
      for (const [at, [column, value]] of columns.entries()) {
        const target = await eventAt(one, 11_111 * (at + 1) - 1);
        await sql`update audit_events set ${sql.raw(column)} = ${sql.raw(value)} where id = ${target}`.execute(one.db);
        targets.push(target);
      }
      return undefined;
    });
    const named = (id: string) => found.some((text) => text.includes(id) && text.includes("was changed"));
    expect(columns.filter((_, at) => !named(String(targets[at])))).toEqual([]);
    expect(found.every((text) => targets.some((id) => text.includes(id)))).toBe(true);
  });

  it("that was removed", async () => {
    const { id, found } = await tampered(async (one) => {
      const target = await eventAt(one, 77_777);
      await one.db.deleteFrom("audit_events").where("id", "=", target).execute();
      return target;
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`${id}.*removed`));
  });

  it.each([
    ["with the number of a seal", "seal"],
    ["as if it waited to be sealed", "null"],
  ])("that was inserted %s", async (_, seal) => {
    const { found } = await tampered(async (one) => {
      const target = await eventAt(one, 50_000);
      await sql`insert into audit_events (id, at, type, outcome, actor_id, subject_id, address, user_agent, factor, detail, seal)
        select '${sql.raw(target.slice(0, 24))}ffffffffffff', at, type, outcome, actor_id, subject_id, address, user_agent,
        factor, detail, ${sql.raw(seal)} from audit_events where id = ${target}`.execute(one.db);
      return undefined;
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/ffffffffffff.*inserted/);
  });

  it("that was moved to another seal", async () => {
    const { id, found } = await tampered(async (one) => {
      const target = await eventAt(one, 12_345);
      await sql`update audit_events set seal = seal + 1 where id = ${target}`.execute(one.db);
      return target;
    });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((text) => text.includes(String(id)))).toBe(true);
  });

  it("that was changed together with the list of its seal: the signature does not hold", async () => {
    const { found } = await tampered(async (one) => {
      const target = await eventAt(one, 33_333);
      await sql`update audit_events set address = '192.0.2.9' where id = ${target}`.execute(one.db);
      const other = target.slice(0, -1) + (target.endsWith("0") ? "1" : "0");
      await sql`update audit_seals set entries = replace(entries, ${target}, ${other})
        where number = (select seal from audit_events where id = ${target})`.execute(one.db);
      return undefined;
    });
    expect(found.join("\n")).toMatch(/list of events of seal \d+ was changed/);
  });
});

describe("notices that the tail was cut", () => {
  const cut = async ({ db }: Copy) => {
    const last = head.seal - 3;
    await sql`delete from audit_events where seal > ${last}`.execute(db);
    await sql`delete from audit_seals where number > ${last}`.execute(db);
    return undefined;
  };

  it("with a head that was kept elsewhere, and says where", async () => {
    const { found } = await tampered(cut, [head]);
    expect(found).toEqual([expect.stringMatching(new RegExp(`cut off after seal ${head.seal - 3}`))]);
  });

  it("also where the server has gone on since", async () => {
    const { found } = await tampered(
      async (one) => {
        await cut(one);
        for (let at = 0; at < 3; at += 1) {
          await writeEvents(server, 1, one.db);
          await sealAll(server, one.db);
        }
        return undefined;
      },
      [head],
    );
    expect(found.join("\n")).toMatch(/chain was rewritten/);
  });

  it("of events alone, without any head", async () => {
    const { found } = await tampered(async ({ db }) => {
      await sql`delete from audit_events where seal = ${head.seal}`.execute(db);
      return undefined;
    });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((text) => text.includes("removed"))).toBe(true);
  });
});

describe("finds a chain that was made up", () => {
  it("by leaving a seal out", async () => {
    const { found } = await tampered(async ({ db }) => {
      await sql`delete from audit_events where seal = 40`.execute(db);
      await sql`delete from audit_seals where number = 40`.execute(db);
      return undefined;
    });
    expect(found.join("\n")).toMatch(/seal 40/);
  });

  it("by saying that the time of old events had come", async () => {
    const { found } = await tampered(async ({ db }) => {
      await sql`update audit_seals set entries = null where number <= 10`.execute(db);
      await sql`delete from audit_events where seal <= 10`.execute(db);
      const event = {
        type: "audit.removed",
        actorId: null,
        subjectId: null,
        detail: { upToSeal: 10, events: 1 },
      } as const;
      await inTransaction(db, (tx) => recordEvent(tx, ids, { ...event, origin: { address: "server", userAgent: "" } }));
      return undefined;
    });
    expect(found.join("\n")).toMatch(/seals 1 to 10 were removed, and not by the retention setting/);
  });

  it("with another head than the one that was kept", async () => {
    const { found } = await tampered(
      async () => undefined,
      [{ ...head, hash: `${head.hash.startsWith("x") ? "y" : "x"}${head.hash.slice(1)}` }],
    );
    expect(found.join("\n")).toMatch(/kept head of seal \d+ is not signed rightly/);
  });
});
