// Filled databases of each older version of the tables: restored as they were, migrated, and still good to log in with.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { FixtureSecrets } from "../../../../scripts/make-fixture.ts";
import { commandLineOrigin } from "../audit/service.ts";
import { describeTables } from "../database/dump.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { findingsOf, sealAll } from "../testing/audit.ts";
import { type Browser, expectStatus, MovableClock, TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";
import { BackupReader } from "./format.ts";
import { restoreBackup } from "./restore.ts";

// The fixtures were hashed as in production.
vi.unmock("@node-rs/argon2");

const folder = join(import.meta.dirname, "../database/fixtures");
const versions = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name) => name.replace(".jsonl", ""));

it("there is one of the tables of the first release", () => {
  expect(versions).toContain("0008-audit-removals");
});

describe.each(versions)("a database of %s", (version) => {
  const bytes = readFileSync(join(folder, `${version}.jsonl`));
  const secrets = JSON.parse(readFileSync(join(folder, `${version}.secrets.json`), "utf8")) as FixtureSecrets;
  const server = new TestServer({}, new MovableClock(secrets.nowMs));
  const [ada] = secrets.people;
  beforeAll(async () => {
    await server.database.make();
    writeFileSync(server.masterKeyFile, `${secrets.masterKey}\n`, { mode: 0o600 });
    const reader = await BackupReader.open(Readable.from([bytes]));
    expect(reader.head.schema).toBe(version);
    const request = {
      place: server.config(),
      masterKey: server.config().masterKey,
      origin: commandLineOrigin,
    } as const;
    await restoreBackup(createIds(server.clock, systemRandom), reader, request);
    await server.start();
  });
  afterAll(() => server.stop());

  async function asked(): Promise<Browser> {
    const browser = server.browser();
    const body = { email: ada?.email, password: ada?.password };
    const answer = await expectStatus(browser.post("/login", body), 200);
    expect(answer.body.status).toBe("second_factor_required");
    return browser;
  }

  it("has all that it had", async () => {
    const { head } = await BackupReader.open(Readable.from([bytes]));
    const { db } = server.hesper;
    for (const table of [
      "employees",
      "passwords",
      "authenticators",
      "recovery_codes",
      "passkeys",
      "audit_seals",
    ] as const) {
      const { count } = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      expect(Number(count), table).toBe(head.tables.find(({ name }) => name === table)?.rows);
    }
    expect((await eventsOf(server, "backup.restored"))[0]?.detail).toMatchObject({ schema: version });
  });

  it("lets in with password and code; what was spent stays spent", async () => {
    server.clock.move(90);
    const code = await server.code({ secret: ada?.totpSecret ?? "" });
    const browser = await asked();
    await expectStatus(browser.post("/login/totp", { code }), 200);
    await expectStatus(browser.get("/employees"), 200);
    expect((await (await asked()).post("/login/totp", { code })).body.code).toBe("code_already_used");
    const { spent, unused } = secrets.recoveryCodes;
    expect((await (await asked()).post("/login/recovery-code", { code: spent })).body.code).toBe("invalid_code");
    await expectStatus((await asked()).post("/login/recovery-code", { code: unused }), 200);
  });

  it("has an audit that holds, before and after more is sealed", async () => {
    expect(await findingsOf(server)).toEqual([]);
    await sealAll(server);
    expect(await findingsOf(server)).toEqual([]);
  });

  it("has the tables of now, column by column", async () => {
    const fresh = new TestServer();
    await fresh.start();
    expect(await describeTables(server.hesper.db)).toEqual(await describeTables(fresh.hesper.db));
    await fresh.stop();
  });
});
