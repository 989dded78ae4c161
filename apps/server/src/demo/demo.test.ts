// A demo, as somebody finds it who looks around: the same each time, well formed everywhere, and of no use to break in.
import { openAccount, readSealedHeader } from "@hesper/vault";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { wordsOf } from "../database/words.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { type KeyHolder, makeOrganisationKey } from "../testing/accounts.ts";
import { findingsOf, keyringOf, sealAll } from "../testing/audit.ts";
import { runHesper } from "../testing/command-line.ts";
import { findOverlooked } from "../testing/deliveries.ts";
import { type Browser, expectStatus, TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";
import { fillDemo, obstacleToDemo } from "./fill.ts";
import { SealedMeanwhile } from "./fill-events.ts";
import { days, eventsOf as eventsOn, logInOn } from "./log-ins.ts";
import { personOf } from "./people.ts";
import { openAccounts } from "./sealing.ts";
import { type DemoWish, dayMs, usualWish, worldOf } from "./world.ts";

const wish: DemoWish = { employees: 300, events: 3000, accounts: 150, keys: 120, seed: "one" };
const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

interface Demo {
  readonly server: TestServer;
  readonly browser: Browser;
  readonly holder: KeyHolder;
}

async function demoOf(wanted: DemoWish): Promise<Demo> {
  const server = new TestServer();
  await server.start();
  const browser = await server.setUp();
  await server.enrol(browser);
  const holder = await makeOrganisationKey(browser);
  const { db } = server.hesper;
  const deps = { db, ids: createIds(server.clock, systemRandom), keyring: await keyringOf(server), rpId: "localhost" };
  let rows = 0;
  const filled = await fillDemo(deps, { wish: wanted, passwordHash, onRows: (count) => (rows += count) });
  expect(filled.passphrase).toBeNull();
  expect(rows).toBe(wanted.employees + filled.events);
  return { server, browser, holder };
}

let demo: Demo;
beforeAll(async () => {
  demo = await demoOf(wish);
});
afterAll(() => demo.server.stop());

/** Everything about people that is not made anew for each demo. */
function peopleOf({ server }: Demo) {
  return server.hesper.db
    .selectFrom("employees")
    .selectAll()
    .where("external_id", "is not", null)
    .orderBy("id")
    .execute();
}

describe("the same seed", () => {
  it("makes the same people, with the same ids, and another seed makes others", async () => {
    const again = await demoOf({ ...wish, employees: 120 });
    const other = await demoOf({ ...wish, employees: 120, seed: "two" });
    try {
      const names = async (of: Demo) => (await peopleOf(of)).map(({ name, email }) => `${name} ${email}`);
      const world = worldOf({ ...wish, employees: 120 }, demo.server.clock.nowMs());
      const expected = Array.from({ length: 120 }, (_, at) => personOf(world, at));
      const people = await peopleOf(again);
      expect(people).toHaveLength(120);
      expect(people.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
      expect((await names(again)).sort()).toEqual(expected.map(({ name, email }) => `${name} ${email}`).sort());
      expect(await names(other)).not.toEqual(await names(again));
    } finally {
      await again.server.stop();
      await other.server.stop();
    }
  });
});

describe("everything that must hold of any installation", () => {
  it("the audit is whole, and every event is in its chain (V16.4.2)", async () => {
    const events = await eventsOf(demo.server);
    expect(await findingsOf(demo.server)).toEqual([]);
    expect(events.filter((one) => one.seal === null)).toEqual([]);
    // Full seals of old events first, then what happened when the demo was made.
    expect(Math.max(...events.map((one) => Number(one.seal)))).toBeGreaterThan(2);
    const told = events.find((one) => one.type === "demo.filled");
    expect(told?.detail).toEqual({ employees: 300, events: 3000, seed: "one" });
  });

  it("deliveries are what the keys and accounts ask for", async () => {
    expect(await findOverlooked(demo.server.hesper.db)).toEqual([]);
    const { db } = demo.server.hesper;
    const found = await db.selectFrom("key_accounts").select("status").distinct().execute();
    expect(found.map(({ status }) => status).sort()).toEqual(["delivered", "queued", "waiting"]);
  });

  it("people are found by each of their words, and sorted by name", async () => {
    const people = await peopleOf(demo);
    for (const person of people.slice(0, 20)) {
      const word = wordsOf(person.name).at(-1) ?? "";
      const { body } = await expectStatus(
        demo.browser.get(`/employees?limit=200&search=${encodeURIComponent(word)}`),
        200,
      );
      expect((body.items as { id: string }[]).map(({ id }) => id)).toContain(person.id);
    }
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await expectStatus(demo.browser.get(`/employees?limit=200${cursor}`), 200);
      seen.push(...(body.items as { name: string }[]).map(({ name }) => wordsOf(name).join(" ")));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(String(body.nextCursor))}`;
    }
    expect(seen).toHaveLength(301);
    expect(seen).toEqual([...seen].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  it("what is said of the last log-in is what the events say", async () => {
    const events = (await eventsOf(demo.server)).filter((one) => one.type === "login.succeeded");
    const last = new Map(events.map((one) => [one.actor_id, one.at]));
    const people = await peopleOf(demo);
    const oldest = days(worldOf(wish, demo.server.clock.nowMs()))[0] ?? 0;
    for (const { id, last_login_at } of people) {
      if (last.has(id)) expect(last_login_at).toBe(last.get(id));
      else expect(last_login_at ?? 0).toBeLessThan(oldest);
    }
    expect(last.size).toBeGreaterThan(100);
  });

  it("sealed parts are age files for as many keys as they name; the first open, each as the account that it is", async () => {
    const { db } = demo.server.hesper;
    const parts = await db
      .selectFrom("account_sealed_parts as p")
      .select(["p.account_id", "p.sealed"])
      .select((eb) =>
        eb
          .selectFrom("account_sealed_to as t")
          .select((one) => one.fn.countAll<number>().as("n"))
          .whereRef("t.account_id", "=", "p.account_id")
          .as("keys"),
      )
      .execute();
    let opened = 0;
    for (const { account_id, sealed, keys } of parts) {
      const bytes = new Uint8Array(Buffer.from(sealed, "base64"));
      expect(readSealedHeader(bytes)).toMatchObject({ kind: "x25519", recipients: Number(keys) });
      const expected = { account: account_id, revisionAtLeast: 1 };
      const found = await openAccount(bytes, demo.holder.identity, expected).catch(() => null);
      if (found !== null) opened += 1;
    }
    expect(parts.length).toBeGreaterThan(openAccounts);
    expect(opened).toBeGreaterThanOrEqual(openAccounts);
  });
});

it("lets nobody in, and makes no administrator", async () => {
  const { db } = demo.server.hesper;
  const administrators = await db.selectFrom("employees").select("email").where("role", "=", "administrator").execute();
  expect(administrators).toEqual([{ email: "ada@example.org" }]);
  const people = new Set<string>((await peopleOf(demo)).map(({ id }) => id));
  const sessions = await db.selectFrom("sessions").select("employee_id").execute();
  expect(sessions.filter(({ employee_id }) => people.has(employee_id))).toEqual([]);
  const hashes = await db.selectFrom("passwords").selectAll().execute();
  expect(new Set(hashes.flatMap((one) => (people.has(one.employee_id) ? [one.hash] : [])))).toEqual(
    new Set([passwordHash]),
  );
});

it("is refused where there are people or things already, and only there", async () => {
  const obstacle = ({ hesper, clock }: TestServer, wanted = wish) =>
    obstacleToDemo({ db: hesper.db, ids: createIds(clock, systemRandom) }, wanted);
  expect(await obstacle(demo.server)).toContain("people or things");
  const server = new TestServer();
  try {
    await server.start();
    expect(await obstacle(server)).toBeNull();
    const browser = await server.setUp();
    expect(await obstacle(server)).toBeNull();
    // The past of what is sealed cannot be added to, not even by us.
    await sealAll(server);
    expect(await obstacle(server)).toContain("sealed already");
    expect(await obstacle(server, { ...wish, events: 0 })).toBeNull();
    await server.enrol(browser);
    await expectStatus(browser.post("/groups", { name: "Real people", description: "" }), 201);
    expect(await obstacle(server, { ...wish, events: 0 })).toContain("people or things");
  } finally {
    await server.stop();
  }
});

it("stops when a server seals meanwhile, instead of adding to the past", async () => {
  const server = new TestServer();
  try {
    await server.start();
    const { db } = server.hesper;
    const deps = {
      db,
      ids: createIds(server.clock, systemRandom),
      keyring: await keyringOf(server),
      rpId: "localhost",
    };
    const browser = await server.setUp();
    await server.enrol(browser);
    await makeOrganisationKey(browser);
    let sealed = 0;
    const onRows = () => {
      if (sealed === 0) pending = sealAll(server).then((count) => (sealed = count));
    };
    let pending: Promise<unknown> = Promise.resolve();
    const filling = fillDemo(deps, { wish: { ...wish, employees: 20 }, passwordHash, onRows });
    await expect(filling).rejects.toThrow(SealedMeanwhile);
    await pending;
    expect(sealed).toBeGreaterThan(0);
    expect(await findingsOf(server)).toEqual([]);
  } finally {
    await server.stop();
  }
});

it("hesper demo fill says what it makes, and lets them in with a password that is asked for, and no other way", async () => {
  const server = new TestServer();
  const run = (...args: string[]) =>
    runHesper(server.environment, ["demo", "fill", ...args], { input: "a plain demo password\n" });
  try {
    await server.database.make();
    expect(run("--employees", "none")).toMatchObject({ status: 1, stdout: "" });
    const { status, stdout } = run("--employees", "12", "--events", "40", "--keys", "0", "--password-stdin");
    expect([status, stdout.split("\n")[0]]).toEqual([
      0,
      "Making 12 people who do not exist, with about 40 events of log-ins, 9 personal accounts and 0 keys, from the seed “hesper”.",
    ]);
    expect(stdout).toMatch(/passphrase [0-9A-Z-]{23},/);
    expect(run("--employees", "12").stderr).toContain("people or things");
    const { db } = await server.start();
    const hashes = await db.selectFrom("passwords").select("hash").distinct().execute();
    expect(hashes).toHaveLength(1);
    // What the tests hash with is quicker, and knows nothing of what programs have hashed.
    const argon2 = await vi.importActual<typeof import("@node-rs/argon2")>("@node-rs/argon2");
    expect(await argon2.verify(hashes[0]?.hash ?? "", "a plain demo password")).toBe(true);
  } finally {
    await server.stop();
  }
});

describe("what is wished for", () => {
  const world = worldOf({ ...usualWish(2000), seed: "three" }, Date.UTC(2026, 2, 4, 12));

  it("comes out about right, spread over working days and hours", () => {
    const all = days(world).map((day) => ({ day, events: eventsOn(world, day) }));
    const count = all.reduce((sum, { events }) => sum + events.length, 0);
    expect(Math.abs(count / world.events - 1)).toBeLessThan(0.15);
    const isWeekend = (day: number) => [0, 6].includes(new Date(day).getUTCDay());
    const busiest = Math.max(...all.filter(({ day }) => isWeekend(day)).map(({ events }) => events.length));
    const whole = all.slice(0, -1).filter(({ day }) => !isWeekend(day));
    expect(Math.min(...whole.map(({ events }) => events.length))).toBeGreaterThan(busiest);
    for (const { day, events } of all) {
      const times = events.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.every((atMs) => atMs >= day && atMs < day + dayMs && atMs < world.nowMs)).toBe(true);
    }
  });

  it("gives everybody an email and a number of their own, also when names are used twice", () => {
    const many = Array.from({ length: 60_000 }, (_, at) => personOf({ ...world, employees: 60_000 }, at));
    for (const one of ["email", "externalId", "id"] as const)
      expect(new Set(many.map((p) => p[one])).size).toBe(60_000);
    expect(many.every(({ email }) => /^[a-z]+\.[a-z]+\d*@[a-z-]+\.example$/.test(email))).toBe(true);
  });

  it("is worked out again without being remembered", () => {
    const [day = 0] = days(world).slice(-3);
    const twice = [logInOn(world, 17, day), logInOn(worldOf(world, world.nowMs), 17, day)];
    expect(twice[0]).toBe(twice[1]);
  });
});
