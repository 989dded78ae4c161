// What the tests of the audit do to any record: write events, seal them, and look for what is wrong.
import type { AuditHead } from "@hesper/contract";
import { publicKeyOf, sealEvents } from "../audit/seals.ts";
import { recordEvent } from "../audit/service.ts";
import { verifyAudit } from "../audit/verify.ts";
import type { Keyring } from "../data-keys/data-keys.ts";
import { readSecrets } from "../data-keys/open.ts";
import { type Database, inSnapshot, inTransaction } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import type { TestServer } from "./harness.ts";

/** The keys that a server signs with. @param db where another one than that of the server is meant. */
export function keyringOf(server: TestServer, db: Database = server.hesper.db): Promise<Keyring> {
  return readSecrets(db, server.config(), createIds(server.clock, systemRandom));
}

/** Writes events of nobody, in one transaction. */
export async function writeEvents(server: TestServer, count: number, db = server.hesper.db): Promise<void> {
  const ids = createIds(server.clock, systemRandom);
  const origin = { address: "192.0.2.1", userAgent: "test" };
  await inTransaction(db, async (tx) => {
    for (let at = 0; at < count; at += 1)
      await recordEvent(tx, ids, { type: "logout", actorId: null, subjectId: null, origin });
  });
}

/** Seals what waits, without waiting. @returns how many events that were. */
export async function sealAll(server: TestServer, db = server.hesper.db): Promise<number> {
  const ids = createIds(server.clock, systemRandom);
  return sealEvents({ db, ids, keyring: await keyringOf(server, db) }, { all: true });
}

/** What a verification finds, as texts. @param heads those that were kept elsewhere. */
export async function findingsOf(
  server: TestServer,
  { db = server.hesper.db, heads = [] }: { db?: Database; heads?: readonly AuditHead[] } = {},
): Promise<string[]> {
  const found: string[] = [];
  const keys = await (await keyringOf(server, db)).read(db);
  const request = { publicKeyOf: (id: string) => publicKeyOf(keys, id), heads, nowMs: server.clock.nowMs() };
  await inSnapshot(db, (tx) => verifyAudit(tx, { ...request, report: (_, text) => found.push(text) }));
  return found;
}
