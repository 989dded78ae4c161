// The dashboard: exact figures over days that pass, counted once in a minute, and a day that is over counted once for ever.
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordEvent } from "../audit/service.ts";
import { databaseFile, inTransaction } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { type KeyHolder, makeAccount, makeOrganisationKey } from "../testing/accounts.ts";
import { onPostgres } from "../testing/engine.ts";
import { alan, type Browser, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { makeKey, type TestKey } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { keepDays } from "./days.ts";

const server = new TestServer();
const { clock } = server;
const kind = "hybrid";
const day = 86_400;
const today = "2026-03-01";
let boss: Member;
let auditor: Browser;
let person: Member;
let key: TestKey;
let organisation: KeyHolder;
let accountId = "";

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  auditor = (await join(boss, alan)).browser;
  person = await join(boss, edith);
  key = await makeKey(server, boss.browser, person.id, { kind });
  organisation = await makeOrganisationKey(boss.browser, { kind });
  const account = await makeAccount(boss.browser, `/employees/${person.id}/accounts`, [organisation, key], {});
  accountId = account.id;
});
afterAll(() => server.stop());

interface Figures {
  readonly asOf: string;
  readonly recounting: boolean;
  readonly logIns: { day: string; outcome: string; factor: string; count: number }[];
  readonly [name: string]: unknown;
}

async function look(browser: Browser = boss.browser): Promise<Figures> {
  return (await expectStatus(browser.get("/dashboard"), 200)).body as unknown as Figures;
}

/** A minute later, what was counted then: the first look gives what is old, and begins to count. */
async function lookAgain(): Promise<Figures> {
  clock.move(60);
  expect(await look()).toMatchObject({ recounting: true });
  await expect.poll(() => look(), { timeout: 10_000, interval: 10 }).toMatchObject({ recounting: false });
  return look();
}

const lines = ({ logIns }: Figures) =>
  logIns.map(({ day, outcome, factor, count }) => `${day} ${outcome} ${factor} ${count}`);

it("an auditor sees it, an employee does not (V8.2.1)", async () => {
  expect((await person.browser.get("/dashboard")).status).toBe(403);
  expect((await server.browser().get("/dashboard")).status).toBe(401);
  expect(await look(auditor)).toEqual(await look());
});

it("counts log-ins of today by what came of them and the factor, once in a minute", async () => {
  const before = await lookAgain();
  const wrong = { email: edith.email, password: "not the password of Edith" };
  await expectStatus(server.browser().post("/login", wrong), 401);
  await expectStatus(server.browser().post("/login", wrong), 401);
  await expectStatus(person.givePassword(), 200);
  const stranger = await server.givePassword();
  await expectStatus(stranger.post("/login/totp", { code: "000000" }), 401);
  await boss.logIn();
  expect(await look()).toEqual(before);
  expect(lines(await lookAgain())).toEqual([
    `${today} succeeded password 1`,
    `${today} succeeded totp 1`,
    `${today} failed password 2`,
    `${today} failed totp 1`,
  ]);
});

it("counts refusals that were too many to be recorded one by one, before and after they are summed up", async () => {
  const type = "login.second_factor_failed";
  const origin = { address: "192.0.2.9", userAgent: "" };
  const ids = createIds(clock, systemRandom);
  for (let at = 0; at < 25; at += 1) {
    const event = { type, actorId: null, subjectId: null, origin, factor: "passkey" } as const;
    await inTransaction(server.hesper.db, (tx) => recordEvent(tx, ids, event));
  }
  const expected = expect.arrayContaining([`${today} failed passkey 20`, `${today} failed unknown 5`]);
  expect(lines(await lookAgain())).toEqual(expected);
  clock.move(660);
  await server.hesper.background.runDue();
  const written = await eventsOf(server, type);
  expect(written.filter(({ detail }) => detail.count === 5)).toHaveLength(1);
  expect(lines(await lookAgain())).toEqual(expected);
});

it("keeps a day that is over, an hour after its end, and shows it for thirty days", async () => {
  const { db } = server.hesper;
  const kept = async () =>
    (await db.selectFrom("log_in_days").selectAll().execute()).filter((one) => one.day === today);
  const before = lines(await lookAgain());
  clock.move((Date.parse(`${today}T00:00:00Z`) + (day + 1800) * 1000 - clock.nowMs()) / 1000);
  await server.hesper.background.runDue();
  expect(await kept()).toEqual([]);
  await boss.logIn();
  expect(lines(await lookAgain())).toEqual([...before, "2026-03-02 succeeded totp 1"]);
  clock.move(3600);
  await server.hesper.background.runDue();
  expect(await kept()).toHaveLength(14);
  // As the retention of the audit does.
  await sql`delete from audit_events where at < ${Date.parse("2026-03-02T00:00:00Z")}`.execute(db);
  await boss.logIn();
  expect(lines(await lookAgain())).toEqual([...before, "2026-03-02 succeeded totp 2"]);
  clock.move(28 * day);
  await boss.logIn();
  expect(lines(await lookAgain())).toEqual([...before, "2026-03-02 succeeded totp 2", "2026-03-30 succeeded totp 1"]);
  clock.move(day);
  await boss.logIn();
  expect(lines(await lookAgain()).slice(0, 2)).toEqual(["2026-03-02 succeeded totp 2", "2026-03-30 succeeded totp 1"]);
});

it("counts people with a second factor, each once, and none who may not log in", async () => {
  const { db } = server.hesper;
  expect(await lookAgain()).toMatchObject({
    adoption: { people: 3, withSecondFactor: 1, byKind: { totp: 1, passkey: 0 } },
  });
  const { id: alanId } = await db
    .selectFrom("employees")
    .select("id")
    .where("email", "=", alan.email)
    .executeTakeFirstOrThrow();
  for (const [at, employee_id] of [boss.id, alanId, alanId].entries()) {
    await sql`insert into passkeys (id, employee_id, credential_id, public_key, sign_count, transports, backup_eligible,
        backed_up, aaguid, rp_id, name, created_at)
      values (${`passkey ${at}`}, ${employee_id}, ${`c${at}`}, '', 0, '', 0, 0, '', '', '', 0)`.execute(db);
  }
  expect(await lookAgain()).toMatchObject({
    adoption: { people: 3, withSecondFactor: 2, byKind: { totp: 1, passkey: 2 } },
  });
  await db.updateTable("employees").set({ status: "deactivated" }).where("id", "=", alanId).execute();
  expect(await lookAgain()).toMatchObject({
    adoption: { people: 2, withSecondFactor: 1, byKind: { totp: 1, passkey: 1 } },
  });
});

it("counts keys, and what is on its way to those that are active", async () => {
  const software = (status: string, count: number) => ({ kind: "software", status, count });
  expect(await lookAgain()).toMatchObject({
    keys: [software("active", 1)],
    deliveries: { waiting: 0, queued: 1, keysWaiting: 0 },
  });
  await boss.logIn();
  const phone = await makeKey(server, boss.browser, person.id, { name: "Phone", kind });
  await expectStatus(boss.browser.post(`/employees/${person.id}/keys`, { name: "Tablet" }), 201);
  expect(await lookAgain()).toMatchObject({
    keys: [software("active", 2), software("reserved", 1)],
    deliveries: { waiting: 1, queued: 1, keysWaiting: 1 },
  });
  await server.hesper.db
    .updateTable("keys")
    .set({ status: "suspended" })
    .where("id", "=", phone.keyId as never)
    .execute();
  expect(await lookAgain()).toMatchObject({
    keys: [software("active", 1), software("reserved", 1), software("suspended", 1)],
    deliveries: { waiting: 0, queued: 1, keysWaiting: 0 },
  });
});

it("counts accounts by the age of their password, to the second", async () => {
  const { db } = server.hesper;
  const nowMs = clock.nowMs() + 60_000;
  const old = (days: number, seconds: number) => nowMs - (days * day + seconds) * 1000;
  const ages: [changed: number | null, created: number][] = [
    [old(90, -1), 0],
    [null, old(90, 0)],
    [old(180, -1), 0],
    [old(180, 0), old(180, 0)],
    [old(365, 0), 0],
    [null, old(1000, 0)],
    [nowMs + 5000, 0],
  ];
  for (const [at, [password_changed_at, created_at]] of ages.entries()) {
    const { id, ...one } = await db
      .selectFrom("accounts")
      .selectAll()
      .where("id", "=", accountId as never)
      .executeTakeFirstOrThrow();
    const copy = { ...one, id: `${id.slice(0, -1)}-${at}` as typeof id, password_changed_at, created_at };
    await db.insertInto("accounts").values(copy).execute();
  }
  const { accounts } = await lookAgain();
  expect(accounts).toEqual([
    { passwordAge: "under_90_days", count: 3 },
    { passwordAge: "90_to_180_days", count: 2 },
    { passwordAge: "180_to_365_days", count: 1 },
    { passwordAge: "over_365_days", count: 2 },
  ]);
});

it("gives what it has when the database does not answer, and counts when it does again", async () => {
  const { db } = server.hesper;
  const before = await look();
  await sql`alter table log_in_days rename to log_in_days_away`.execute(db);
  clock.move(60);
  expect(await look()).toEqual({ ...before, recounting: true });
  await expect.poll(() => server.logs.some((line) => line.includes("figures of the dashboard"))).toBe(true);
  await sql`alter table log_in_days_away rename to log_in_days`.execute(db);
  await lookAgain();
});

it.skipIf(onPostgres)("keeps a day that is over also while another process writes", async () => {
  const fresh = new TestServer();
  await fresh.start();
  fresh.clock.move(2 * day);
  const other = new DatabaseSync(databaseFile(fresh.dataDir));
  other.exec("begin immediate");
  const { db } = fresh.hesper;
  const ids = createIds(fresh.clock, systemRandom);
  const kept = keepDays({ db, ids, dataDir: fresh.dataDir }, { isOver: () => false });
  await sleep(500);
  other.exec("commit");
  await kept;
  expect(await db.selectFrom("log_in_days").selectAll().execute()).not.toEqual([]);
  other.close();
  await fresh.stop();
});
