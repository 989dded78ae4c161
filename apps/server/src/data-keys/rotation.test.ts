// A rotation of the keys while servers run: everything opens before, meanwhile and afterwards, and nothing of the old
// keys is left but what cannot be made anew.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findHead } from "../audit/seals.ts";
import { openDatabase } from "../database/database.ts";
import { isForeignKeyViolation } from "../database/errors.ts";
import { type AuthenticatorId, type EmployeeId, newId } from "../security/ids.ts";
import { findingsOf, keyringOf, sealAll, writeEvents } from "../testing/audit.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Browser, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join as joinAs, type Member } from "../testing/people.ts";
import { openAllSecrets, plantSecrets, rotate, rotationOf, unwatched, valueKeys } from "../testing/rotation.ts";
import { SoftwarePasskey } from "../testing/software-passkey.ts";
import { insertEnrolment, placeOf } from "../totp/store.ts";
import { encryptAnew, replaceMasterKey } from "./rotation.ts";
import { deleteKeys, selectKeys } from "./store.ts";

let server: TestServer;
let admin: Member;
beforeEach(async () => {
  server = new TestServer();
  await server.start();
  admin = await found(server);
});
afterEach(() => server.stop());
/** All that is in the database, as a text. */
const everything = async () => JSON.stringify([...(await contentsOf(db()))]);
const db = () => server.hesper.db;

async function employeeId(): Promise<EmployeeId> {
  return (await db().selectFrom("employees").select("id").executeTakeFirstOrThrow()).id;
}

describe("after a rotation", () => {
  it("servers that were running let everybody in, with codes and recovery codes of before (V11.1.1, V11.2.2)", async () => {
    const other = await server.start();
    const second = await joinAs(admin, grace);
    await second.enrol();
    expect(await rotate(server)).toMatchObject({ done: 2, broken: [], isStopped: false });
    for (const at of [server.hesper, other]) {
      for (const member of [admin, second]) {
        await member.logIn(server.browser().at(at));
        const browser = server.browser().at(at);
        await expectStatus(member.givePassword(browser), 200);
        const code = member.authenticator?.recoveryCodes.pop();
        await expectStatus(browser.post("/login/recovery-code", { code }), 200);
      }
    }
    // Set up anew, everything is of the new keys.
    const fresh = await expectStatus(admin.browser.at(other).post("/profile/two-factor/recovery-codes"), 201);
    const browser = server.browser();
    await expectStatus(admin.givePassword(browser), 200);
    const [code] = fresh.body.recoveryCodes as string[];
    await expectStatus(browser.post("/login/recovery-code", { code }), 200);
  });

  it("nothing names the old keys, and the old master key is nowhere (V11.1.1)", async () => {
    await expectStatus(admin.browser.post("/profile/two-factor/authenticators"), 201);
    const before = await selectKeys(db());
    const oldText = readFileSync(join(server.dataDir, "master.key"), "utf8").trim();
    const oldValues = before.find(({ purpose }) => purpose === "values")?.id ?? "";
    expect(await everything()).toContain(oldValues);
    expect((await rotate(server)).done).toBe(2);
    expect(await everything()).not.toContain(oldValues);
    for (const { wrapped_key } of before) expect(await everything()).not.toContain(wrapped_key);
    const { known, named } = await valueKeys(db());
    expect(known).toHaveLength(1);
    expect(named).toEqual(known);
    for (const file of readdirSync(server.dataDir)) {
      expect(readFileSync(join(server.dataDir, file), "latin1").includes(oldText), file).toBe(false);
    }
    expect(readdirSync(server.dataDir).filter((name) => name.startsWith("master.key"))).toEqual(["master.key"]);
  });

  it("the record says what was done, and the seals before and after hold (V16.2.1)", async () => {
    await sealAll(server);
    const head = await findHead(db(), await keyringOf(server));
    const signer = () => db().selectFrom("audit_seals").select("key_id").orderBy("number", "desc").executeTakeFirst();
    const signedBefore = await signer();
    await rotate(server);
    const [rotated, ...more] = await eventsOf(server, "master_key.rotated");
    expect(more).toEqual([]);
    expect(rotated).toMatchObject({ address: "command line", actor_id: null });
    expect(rotated?.detail).toEqual({
      from: expect.stringMatching(/^[0-9a-f]{16}$/),
      to: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(rotated?.detail.from).not.toBe(rotated?.detail.to);
    const removed = await eventsOf(server, "server_keys.removed");
    expect(removed.map(({ detail }) => detail)).toEqual([{ purpose: "values", keys: 1 }]);
    await writeEvents(server, 3);
    await sealAll(server);
    expect((await signer())?.key_id).not.toBe(signedBefore?.key_id);
    expect(await findingsOf(server, { heads: head ? [head] : [] })).toEqual([]);
  });

  it("another rotation goes on from there, and two at once leave one key in use", async () => {
    const other = await openDatabase(server.config());
    const planted = await plantSecrets(server, 120);
    await Promise.all([rotate(server), rotate(server, other)]);
    await rotate(server);
    await other.destroy();
    const { keyring } = await rotationOf(server);
    const opened = await openAllSecrets(db(), keyring);
    for (const [id, secret] of planted) expect(opened.get(id)).toEqual(secret);
    const { known, named } = await valueKeys(db());
    expect(known).toEqual(named);
    await admin.logIn();
  });
});

describe("recovery codes", () => {
  it("keep their key until no set was hashed with it, and a day longer (V6.5.2)", async () => {
    const keysThen = async () => {
      await server.hesper.background.runDue();
      return (await selectKeys(db())).filter(({ purpose }) => purpose === "recovery_codes");
    };
    await rotate(server);
    server.clock.move(2 * 86_400);
    expect(await keysThen()).toHaveLength(2);
    // The person makes new codes: the last set of the old key goes.
    await admin.logIn();
    await expectStatus(admin.browser.post("/profile/two-factor/recovery-codes"), 201);
    await rotate(server);
    server.clock.move(3600);
    // The first key is long unused; the second was replaced just now and is that of the set.
    expect(await keysThen()).toHaveLength(2);
    const used = await db().selectFrom("recovery_code_sets").select("key_id").execute();
    expect((await keysThen()).map(({ id }) => id)).toContain(used[0]?.key_id);
    await admin.logIn();
    await expectStatus(admin.browser.post("/profile/two-factor/recovery-codes"), 201);
    server.clock.move(3600);
    // Unused, but a set may be being hashed with it at this moment.
    expect(await keysThen()).toHaveLength(2);
    server.clock.move(86_400);
    expect(await keysThen()).toHaveLength(1);
    const removed = await eventsOf(server, "server_keys.removed");
    expect(removed.filter(({ detail }) => detail.purpose === "recovery_codes")).toHaveLength(2);
  });
});

describe("a rotation that is interrupted", () => {
  it("leaves everything readable, and goes on where it stopped", async () => {
    const planted = await plantSecrets(server, 120);
    const deps = await rotationOf(server);
    const first = await replaceMasterKey(deps);
    let batches = 0;
    const stopped = await encryptAnew(deps, { onProgress: () => (batches += 1), isStopped: () => batches === 1 });
    expect(stopped).toEqual({ done: 50, broken: [], isStopped: true });
    expect((await valueKeys(db())).known).toHaveLength(2);
    const opened = await openAllSecrets(db(), (await rotationOf(server)).keyring);
    for (const [id, secret] of planted) expect(opened.get(id)).toEqual(secret);
    await admin.logIn();

    const again = await rotationOf(server);
    const resumed = await replaceMasterKey(again);
    expect(resumed).toEqual({ ...first, result: "resumed" });
    expect(await encryptAnew(again, unwatched)).toEqual({ done: 71, broken: [], isStopped: false });
    expect((await valueKeys(db())).known).toHaveLength(1);
    expect(await eventsOf(server, "master_key.rotated")).toHaveLength(1);
  });
});

describe("a server that read the keys before they were replaced", () => {
  it("and writes with one of them at the last moment loses nothing (V2.3.3)", async () => {
    // The removal trusted what was counted before it, and removed the key of a value that was written in between.
    const late = await rotationOf(server);
    const oldKeys = await late.keyring.read(db());
    await replaceMasterKey(await rotationOf(server));
    const id = newId<AuthenticatorId>(late.ids);
    const secret = late.ids.random.bytes(20);
    const write = async () => {
      const stored = oldKeys.encryptValue(secret, placeOf("authenticator_enrolments", id));
      const row = { id, employee_id: await employeeId(), name: "Late", secret: stored, created_at: 0, expires_at: 1 };
      await db()
        .transaction()
        .execute((tx) => insertEnrolment(tx, row));
    };
    // In turn the batches are: the authenticator, the end of them, and the end of the enrolments, of which there are none.
    let batches = 0;
    let writing: Promise<void> | null = null;
    const onProgress = () => {
      batches += 1;
      if (batches === 3) writing = write();
    };
    const outcome = await encryptAnew(await rotationOf(server), { onProgress, isStopped: () => false });
    await writing;
    expect(outcome).toEqual({ done: 2, broken: [], isStopped: false });
    const row = await db().selectFrom("authenticator_enrolments").select("secret").executeTakeFirstOrThrow();
    const keys = await late.keyring.read(db());
    expect(keys.decryptValue(row.secret, placeOf("authenticator_enrolments", id))).toEqual(secret);
    const { known, named } = await valueKeys(db());
    expect(named).toEqual(known);
  });

  it("cannot have its key removed under a value that names it: the database refuses", async () => {
    await replaceMasterKey(await rotationOf(server));
    const { known } = await valueKeys(db());
    const removing = db()
      .transaction()
      .execute((tx) => deleteKeys(tx, known));
    expect(isForeignKeyViolation(await removing.catch((error: unknown) => error))).toBe(true);
    expect((await valueKeys(db())).known).toHaveLength(2);
  });

  it("encrypts with the new key from its next transaction on", async () => {
    const other = await server.start();
    await replaceMasterKey(await rotationOf(server));
    await expectStatus(admin.browser.at(other).post("/profile/two-factor/authenticators"), 201);
    const [enrolment] = await db().selectFrom("authenticator_enrolments").select("secret_key_id").execute();
    const inUse = (await selectKeys(db())).find((key) => key.purpose === "values" && key.retired_at === null);
    expect(enrolment?.secret_key_id).toBe(inUse?.id);
  });

  it("takes the answer to a passkey challenge that another server made with the new key, and none of an old one", async () => {
    const other = await server.start();
    const host = { host: "localhost:80" };
    const passkey = new SoftwarePasskey();
    const send = (browser: Browser, path: string, body: unknown = {}) => browser.send("POST", path, body, host);
    const options = await expectStatus(send(admin.browser, "/profile/passkeys/options"), 200);
    await expectStatus(send(admin.browser, "/profile/passkeys", { response: passkey.create(options.body) }), 201);
    const begin = async (browser: Browser) =>
      (await expectStatus(send(browser, "/login/passkey/options", { secondFactor: false }), 200)).body;
    const finish = (browser: Browser, body: object) =>
      send(browser, "/login/passkey", { secondFactor: false, response: passkey.get(body as never) });
    const early = server.browser();
    const earlyOptions = await begin(early);
    await rotate(server);
    const late = server.browser().at(other);
    const lateOptions = await begin(late);
    await expectStatus(finish(late.at(server.hesper), lateOptions), 200);
    expect((await finish(early, earlyOptions)).status).toBe(401);
  });
});

describe("a value that does not open", () => {
  it("is named and kept with its key, and holds up nothing but the end", async () => {
    const planted = await plantSecrets(server, 60);
    const [spoilt = "" as AuthenticatorId] = planted.keys();
    const { secret } = await db()
      .selectFrom("authenticators")
      .select("secret")
      .where("id", "=", spoilt)
      .executeTakeFirstOrThrow();
    const changed = `${secret.slice(0, -4)}AAAA`;
    await db().updateTable("authenticators").set({ secret: changed }).where("id", "=", spoilt).execute();
    const outcome = await rotate(server);
    expect(outcome.done).toBe(60);
    expect(outcome.broken).toMatchObject([{ stored: changed, place: { table: "authenticators", row: spoilt } }]);
    expect(outcome.broken[0]?.email).toMatch(/@example\.org$/);
    expect((await valueKeys(db())).known).toHaveLength(2);
    await db().deleteFrom("authenticators").where("id", "=", spoilt).execute();
    const again = await rotationOf(server);
    expect(await replaceMasterKey(again)).toMatchObject({ result: "resumed" });
    expect(await encryptAnew(again, unwatched)).toMatchObject({ done: 0, broken: [] });
    expect((await valueKeys(db())).known).toHaveLength(1);
  });
});

describe("two servers, while keys are rotated again and again", () => {
  it("lose no enrolment and no log-in, and all secrets open afterwards (V2.3.3)", async () => {
    const other = await server.start();
    const servers = [server.hesper, other];
    const rotating = await openDatabase(server.config());
    let isOver = false;
    let rounds = 0;
    const authenticators = new Map<string, string>();
    /** A person enrols, logs in with the next two codes, and begins anew: the clock stands still, so that no code is early or late. */
    const live = async (member: Member, at: number) => {
      let browser = member.browser;
      const here = () => servers[(rounds + at) % 2] ?? server.hesper;
      for (;;) {
        const begun = await expectStatus(browser.at(here()).post("/profile/two-factor/authenticators"), 201);
        const secret = String(begun.body.secret);
        const path = `/profile/two-factor/authenticators/${begun.body.id}/verify`;
        const verifying = browser.at(here());
        await expectStatus(verifying.post(path, { code: await server.code({ secret }, -1) }), 200);
        browser = server.browser().at(here());
        await expectStatus(member.givePassword(browser), 200);
        await expectStatus(browser.at(here()).post("/login/totp", { code: "000000" }), 401);
        browser = browser.at(here());
        await expectStatus(browser.post("/login/totp", { code: await server.code({ secret }) }), 200);
        rounds += 1;
        authenticators.set(member.email, secret);
        // Before the factor goes: it is asked for at the end.
        if (isOver) break;
        await expectStatus(browser.send("DELETE", "/profile/two-factor"), 204);
        // What was disabled gave the person another session.
      }
      member.browser = browser;
    };
    const people = [await joinAs(admin, grace), await joinAs(admin, { ...grace, email: "mary@example.org" })];
    const lives = Promise.all(people.map(live));
    try {
      for (let rotation = 0; rotation < 5; rotation += 1) {
        const before = rounds;
        await rotate(server, rotating);
        await Promise.race([lives, vi.waitFor(() => expect(rounds).toBeGreaterThan(before), { timeout: 30_000 })]);
      }
    } finally {
      isOver = true;
      await lives;
      await rotating.destroy();
    }
    expect(rounds).toBeGreaterThanOrEqual(5);
    expect(await eventsOf(server, "master_key.rotated")).toHaveLength(5);
    for (const at of servers) {
      for (const member of people) {
        server.clock.move(60);
        const browser = server.browser().at(at);
        await expectStatus(member.givePassword(browser), 200);
        const code = await server.code({ secret: authenticators.get(member.email) ?? "" });
        await expectStatus(browser.post("/login/totp", { code }), 200);
      }
    }
    const { known, named } = await valueKeys(db());
    expect(known).toHaveLength(1);
    expect(named).toEqual(known);
    expect(server.logs.filter((line) => line.includes("data key"))).toEqual([]);
  });
});
