// Audit events with their chain against rows that are merely inserted: each in a durable transaction of its own, as an
// event comes with a change.

import { sealEvents } from "../../apps/server/src/audit/seals.ts";
import { type AuditEvent, recordEvent } from "../../apps/server/src/audit/service.ts";
import { inTransaction } from "../../apps/server/src/database/database.ts";
import type { Tables } from "../../apps/server/src/database/tables.ts";
import { newId } from "../../apps/server/src/security/ids.ts";
import { type Bench, type Figures, ratio, type Scenario, scenario } from "../scenario.ts";
import { addAdministrator } from "../tools/demo.ts";
import { Hesper, type Inside } from "../tools/hesper.ts";

type Side = "chain" | "plain";

function auditOn(engine: "sqlite" | "postgres"): Scenario {
  const words = engine === "sqlite" ? "SQLite" : "PostgreSQL";
  return scenario<Side>({
    name: `audit-${engine}`,
    warmUp: true,
    lines: [
      {
        name: `audit-${engine}`,
        what: `audit events written with their chain, ${words}`,
        against: "plain insert of the same rows",
        bar: { atLeast: 0.8 },
        read: ratio("chain", "plain", "perSecond"),
      },
    ],
    async prepare(bench) {
      const databaseUrl = engine === "sqlite" ? null : await bench.makeDatabase();
      return { sides: sidesOf(bench, new Hesper(bench, databaseUrl)), stop: async () => {} };
    },
  });
}

function sidesOf(bench: Bench, hesper: Hesper): Record<Side, () => Promise<Figures>> {
  const count = bench.isQuick ? 500 : 5000;
  let administrator: Awaited<ReturnType<typeof addAdministrator>> | null = null;
  const event = async (inside: Inside): Promise<AuditEvent> => {
    administrator ??= await addAdministrator(inside);
    const origin = { address: "192.0.2.1", userAgent: "bench" };
    const detail = { newBrowser: false };
    return {
      type: "login.succeeded",
      actorId: administrator.id,
      subjectId: administrator.id,
      origin,
      factor: "totp",
      detail,
    };
  };
  return {
    chain: () =>
      hesper.inside(async (inside) => {
        const { db, ids } = inside;
        const one = await event(inside);
        await sealEvents(inside, { all: true });
        return timed(count, async () => {
          for (let at = 0; at < count; at += 1) await inTransaction(db, (tx) => recordEvent(tx, ids, one));
          await sealEvents(inside, { all: true });
        });
      }),
    plain: () =>
      hesper.inside(async (inside) => {
        const { actorId, subjectId, origin, factor = null, detail, type } = await event(inside);
        const { address, userAgent: user_agent } = origin;
        const who = { actor_id: actorId, subject_id: subjectId, address, user_agent, factor };
        const row = { type, outcome: "done" as const, ...who, detail: JSON.stringify(detail), seal: null };
        const done = await timed(count, async () => {
          for (let at = 0; at < count; at += 1) await insertPlain(inside, row);
        });
        // The next round seals its own only.
        await sealEvents(inside, { all: true });
        return done;
      }),
  };
}

type PlainRow = Omit<Tables["audit_events"], "id" | "at">;

async function insertPlain({ db, ids }: Inside, row: PlainRow): Promise<void> {
  const values = { ...row, id: newId<string>(ids), at: ids.clock.nowMs() };
  await inTransaction(db, (tx) => tx.insertInto("audit_events").values(values).execute());
}

async function timed(count: number, work: () => Promise<void>): Promise<Figures> {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: count / seconds, cpuMicroseconds: (user + system) / count };
}

export const auditOnSqlite = auditOn("sqlite");
export const auditOnPostgres = auditOn("postgres");
