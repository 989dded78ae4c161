// Personal accounts through the API: what can be read is there, what is secret comes and goes sealed, and who may see what.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { longestSealedBytes } from "@hesper/contract";
import { longestSealedBytes as longestOfVault, openAccount } from "@hesper/vault";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasProgram } from "../../../../scripts/test-tools.ts";
import { writeBackup } from "../backup/format.ts";
import { findMasterKeyId } from "../backup/keys.ts";
import { inSnapshot } from "../database/database.ts";
import { latestMigration } from "../database/migrate.ts";
import {
  type KeyHolder,
  mailAccount,
  makeAccount,
  makeHolder,
  makeOrganisationKey,
  newAccount,
  newAccountId,
  sealFor,
} from "../testing/accounts.ts";
import { contentsOf } from "../testing/contents.ts";
import { alan, type Browser, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join as joinPerson, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let second: Member;
let auditor: Member;
let person: Member;
let organisation: KeyHolder;
let path = "";

/** What nobody but a key may ever see. */
const planted = {
  password: "planted-password-of-an-account",
  otp: { secret: "PLANTEDSECRETPLANTEDSECRETPLANTE", algorithm: "SHA1", digits: 6, period: 30 },
  notes: "planted notes: the door is 4711",
} as const;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  second = await (await joinPerson(boss, grace)).enrol();
  auditor = await joinPerson(boss, alan);
  person = await joinPerson(boss, edith);
  path = `/employees/${person.id}/accounts`;
});
afterAll(() => server.stop());

describe("without an organisation key, and without keys of the employee", () => {
  it("there is nobody to seal to, and the answer says what to do", async () => {
    const { body } = await expectStatus(boss.browser.get(`/employees/${person.id}/recipients`), 200);
    expect(body).toEqual({ keys: [], organisation: null });
    const made = await newAccount([{ ...(await makeHolder()), keyId: newAccountId() }]);
    const answer = await boss.browser.post(path, made);
    expect([answer.status, answer.body.code]).toEqual([409, "conflict"]);
    expect(answer.body.detail).toContain("Make the organisation key under Settings, or give the employee a key");
  });
});

describe("a personal account", () => {
  let id = "";
  beforeAll(async () => {
    organisation = await makeOrganisationKey(boss.browser);
  });
  const one = async () => (await expectStatus(boss.browser.get(`/accounts/${id}`), 200)).body;
  const show = (purpose: string, by = boss) => by.browser.get(`/accounts/${id}/sealed?purpose=${purpose}`);

  it("is made of what can be read, and of what only keys open", async () => {
    const { recipient, keyId } = organisation;
    const recipients = await expectStatus(boss.browser.get(`/employees/${person.id}/recipients`), 200);
    expect(recipients.body).toEqual({ keys: [], organisation: { keyId, recipient } });
    const made = await newAccount([organisation], {}, planted);
    ({ id } = made);
    const { body, text } = await expectStatus(boss.browser.post(path, made), 201);
    const employee = { id: person.id, name: person.name, email: person.email };
    expect(body).toMatchObject({ id, kind: "personal", ...mailAccount, employee, revision: 1, sealedRevision: 1 });
    expect(body).toMatchObject({ passwordChangedAt: null, otpChangedAt: null, notesChangedAt: null });
    expect(text).not.toContain(made.sealed.slice(0, 40));
    const [event] = await eventsOf(server, "account.created");
    expect(event).toMatchObject({ actor_id: boss.id, subject_id: person.id });
    expect(event?.detail).toEqual({ account: id, name: mailAccount.name, kind: "personal" });
    // Once more, as when the answer was lost.
    expect((await boss.browser.post(path, made)).body.code).toBe("conflict");
    expect(await eventsOf(server, "account.created")).toHaveLength(1);
  });

  it("is opened by the organisation key, when an administrator asks, and that is on record with what for", async () => {
    const { body } = await expectStatus(show("password"), 200);
    expect(body).toMatchObject({ id, sealedRevision: 1, sealedTo: [organisation.keyId] });
    const sealed = Buffer.from(String(body.sealed), "base64");
    const opened = await openAccount(sealed, organisation.identity, { account: id, revisionAtLeast: 1 });
    expect(opened).toMatchObject(planted);
    for (const purpose of ["otp", "notes", "edit"]) await expectStatus(show(purpose), 200);
    expect((await boss.browser.get(`/accounts/${id}/sealed`)).status).toBe(400);
    expect((await show("everything")).status).toBe(400);
    expect((await show("password", auditor)).body.code).toBe("forbidden");
    expect((await show("password", person)).body.code).toBe("forbidden");
    const events = await eventsOf(server, "account.shown", "account.opened_for_edit");
    expect(events.map(({ type, detail }) => [type, detail.part])).toEqual([
      ["account.shown", "password"],
      ["account.shown", "otp"],
      ["account.shown", "notes"],
      ["account.opened_for_edit", undefined],
    ]);
    expect(events[0]).toMatchObject({ actor_id: boss.id, subject_id: person.id });
  });

  it("is edited by one who saw the latest revision; another is told who changed what", async () => {
    const { name, urls, apps, loginType } = mailAccount;
    const edit = { revision: 1, name, urls, apps, loginType, login: "e.clarke@example.org" };
    const { body } = await expectStatus(boss.browser.send("PATCH", `/accounts/${id}`, edit), 200);
    expect(body).toMatchObject({ revision: 2, sealedRevision: 1, login: "e.clarke@example.org" });
    const late = await second.browser.send("PATCH", `/accounts/${id}`, { ...edit, name: "Mail" });
    expect([late.status, late.body.code]).toEqual([409, "conflict"]);
    expect(late.body.detail).toContain(`${boss.name} changed the login meanwhile`);
    const [event] = await eventsOf(server, "account.edited");
    expect(event?.detail).toMatchObject({ account: id, fields: "login" });
    // What changes nothing is no change.
    const { body: same } = await expectStatus(
      second.browser.send("PATCH", `/accounts/${id}`, { ...edit, revision: 2 }),
      200,
    );
    expect(same).toMatchObject({ revision: 2 });
    expect(await eventsOf(server, "account.edited")).toHaveLength(1);
  });

  it("gets another password and OTP secret, and the audit says which", async () => {
    server.clock.move(60);
    const part = await sealFor([organisation], {
      account: id,
      revision: 3,
      ...planted,
      password: "planted-new-password",
    });
    const change = { revision: 2, ...part, changed: ["password", "otp"] };
    const { body } = await expectStatus(second.browser.send("PUT", `/accounts/${id}/sealed`, change), 200);
    const at = new Date(server.clock.nowMs()).toISOString();
    expect(body).toMatchObject({
      revision: 3,
      sealedRevision: 3,
      passwordChangedAt: at,
      otpChangedAt: at,
      notesChangedAt: null,
    });
    const events = await eventsOf(server, "account.password_changed", "account.otp_changed", "account.notes_changed");
    expect(events.map(({ type }) => type)).toEqual(["account.password_changed", "account.otp_changed"]);
    const late = await boss.browser.send("PUT", `/accounts/${id}/sealed`, { ...change, changed: ["notes"] });
    expect(late.body.detail).toContain(`${second.name} changed the password and the OTP secret meanwhile`);
    const opened = await expectStatus(show("password"), 200);
    expect(opened.body).toMatchObject({ sealed: part.sealed, sealedRevision: 3 });
    // Another program may not say what is new.
    const silent = await makeAccount(boss.browser, path, [organisation], { name: "Silent" });
    const unsaid = { revision: 1, ...(await sealFor([organisation], { account: silent.id, revision: 2 })) };
    const { body: after } = await expectStatus(boss.browser.send("PUT", `/accounts/${silent.id}/sealed`, unsaid), 200);
    expect(after).toMatchObject({ sealedRevision: 2, passwordChangedAt: null });
    expect((await eventsOf(server, "account.secrets_changed"))[0]?.detail).toMatchObject({ account: silent.id });
    await expectStatus(boss.browser.send("DELETE", `/accounts/${silent.id}`), 204);
  });

  // The server cannot look inside, and so cannot tell: whoever opens it does.
  it("is refused by whoever opens it where the server has put another's sealed part, or an older one, into its place", async () => {
    const other = await makeAccount(boss.browser, path, [organisation], { name: "Other" });
    const stored = server.hesper.db.selectFrom("account_sealed_parts").select("sealed");
    const { sealed } = await stored.where("account_id", "=", other.id as never).executeTakeFirstOrThrow();
    const opening = (account: string, revisionAtLeast: number) =>
      openAccount(Buffer.from(sealed, "base64"), organisation.identity, { account, revisionAtLeast });
    await expect(opening(id, 1)).rejects.toMatchObject({ code: "wrong_account" });
    await expect(opening(other.id, 2)).rejects.toMatchObject({ code: "older_revision" });
    await expectStatus(boss.browser.send("DELETE", `/accounts/${other.id}`), 204);
  });

  it("is seen by the employee it is for, without the sealed part, and by no other employee", async () => {
    const { body, text } = await expectStatus(person.browser.get("/profile/accounts"), 200);
    expect(body.items).toEqual([expect.objectContaining({ id, kind: "personal", login: "e.clarke@example.org" })]);
    expect(text).not.toContain("sealed");
    await expectStatus(person.browser.get(`/profile/accounts/${id}`), 200);
    expect((await auditor.browser.get(`/profile/accounts/${id}`)).status).toBe(404);
    expect((await expectStatus(auditor.browser.get("/profile/accounts"), 200)).body.items).toEqual([]);
    expect((await person.browser.get(`/accounts/${id}`)).status).toBe(403);
    expect((await person.browser.get(path)).status).toBe(403);
    const listed = await expectStatus(auditor.browser.get(path), 200);
    expect(listed.body.items).toEqual([expect.objectContaining({ id, given: null })]);
    expect((await auditor.browser.get(`/employees/${newAccountId()}/accounts`)).status).toBe(404);
  });

  const hasAge = hasProgram("age");
  it.skipIf(!hasAge)("is opened by the age program with the exported identity, and not with another", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hesper-age-"));
    const { body } = await expectStatus(show("password"), 200);
    writeFileSync(join(folder, "sealed"), Buffer.from(String(body.sealed), "base64"));
    const open = (identity: string) => {
      writeFileSync(join(folder, "identity"), `${identity}\n`, { mode: 0o600 });
      const args = ["--decrypt", "--identity", join(folder, "identity"), join(folder, "sealed")];
      return spawnSync("age", args, { encoding: "utf8" });
    };
    const right = open(organisation.identity.reveal());
    expect([right.status, JSON.parse(right.stdout)]).toEqual([
      0,
      expect.objectContaining({ account: id, revision: 3 }),
    ]);
    const wrong = open((await makeHolder()).identity.reveal());
    expect([wrong.status, wrong.stdout]).toEqual([1, ""]);
    rmSync(folder, { recursive: true });
  });

  it("left nothing of its secrets in the database, in a backup, in the log, or in a mail that waits", async () => {
    const contents = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n");
    const backup = await backupOf();
    for (const text of [contents, backup]) expect(text).toContain(mailAccount.name);
    const rows = contents + backup;
    for (const secret of [planted.password, planted.otp.secret, planted.notes, "planted-new-password"]) {
      for (const text of [secret, Buffer.from(secret).toString("base64").slice(0, 20)]) {
        expect([rows.includes(text), server.logs.join("").includes(text)], text).toEqual([false, false]);
      }
    }
    const log = server.logs.join("");
    const { body } = await expectStatus(show("password"), 200);
    expect(log).not.toContain(String(body.sealed).slice(0, 60));
  });

  it("is deleted for good with a fresh proof, and is nowhere then", async () => {
    server.clock.move(660);
    expect((await boss.browser.send("DELETE", `/accounts/${id}`)).body.code).toBe("reauthentication_required");
    expect((await show("password")).body.code).toBe("reauthentication_required");
    await boss.logIn();
    await expectStatus(boss.browser.send("DELETE", `/accounts/${id}`), 204);
    expect((await boss.browser.send("DELETE", `/accounts/${id}`)).status).toBe(404);
    for (const [table, rows] of await contentsOf(server.hesper.db)) {
      const isAudit = table.startsWith("audit_") || table === "refusal_windows";
      expect(isAudit || !rows.join().includes(id), table).toBe(true);
    }
    expect((await eventsOf(server, "account.deleted")).at(-1)?.detail).toMatchObject({
      account: id,
      name: mailAccount.name,
    });
    await expect(one()).rejects.toThrow("404");
  });
});

/** A backup before it is encrypted. */
async function backupOf(): Promise<string> {
  const parts: Uint8Array[] = [];
  await inSnapshot(server.hesper.db, async (tx) => {
    const keys = { masterKeyId: await findMasterKeyId(tx), masterKey: null };
    const when = { engine: "sqlite", madeAt: new Date(server.clock.nowMs()).toISOString() } as const;
    const start = { program: "test", schema: latestMigration, ...when, ...keys };
    for await (const bytes of writeBackup(tx, { start })) parts.push(bytes);
  });
  return Buffer.concat(parts).toString();
}

describe("what is not taken as a sealed part", () => {
  const stranger = async () => ({ ...(await makeHolder()), keyId: newAccountId() });
  const other = async () => ({ ...(await makeHolder("hybrid")), keyId: newAccountId() });
  const twice = (text: string) => Buffer.from(text, "base64").toString("latin1");

  it.each<[string, (made: Awaited<ReturnType<typeof newAccount>>) => Promise<object> | object, [number, string]]>([
    ["no Base64", () => ({ sealed: "age-encryption.org/v1" }), [400, "/sealed"]],
    ["Base64 of another spelling", ({ sealed }) => ({ sealed: sealed.replace(/.(=+)$/, "B$1") }), [400, "/sealed"]],
    ["secrets in the clear", () => ({ sealed: Buffer.from('{"password":"x"}').toString("base64") }), [400, "/sealed"]],
    ["half of an age file", ({ sealed }) => ({ sealed: sealed.slice(0, 200) }), [400, "/sealed"]],
    [
      "more stanzas than keys",
      async () =>
        sealFor([organisation, await stranger()], { account: newAccountId() }).then(({ sealed }) => ({ sealed })),
      [400, "/sealedTo"],
    ],
    ["fewer stanzas than keys", () => ({ sealedTo: [organisation.keyId, newAccountId()] }), [400, "/sealedTo"]],
    ["no key", () => ({ sealedTo: [] }), [400, "/sealedTo"]],
    ["a key that is named twice", () => ({ sealedTo: [organisation.keyId, organisation.keyId] }), [400, "/sealedTo"]],
    ["a key that is no id", () => ({ sealedTo: ["organisation"] }), [400, "/sealedTo/0"]],
    [
      "a key of the other kind",
      async () => ({
        ...(await sealFor([await other()], { account: newAccountId() })),
        sealedTo: [organisation.keyId],
      }),
      [400, "/sealed"],
    ],
    [
      "two kinds",
      async ({ sealed }) => {
        const [mine, theirs] = [
          twice(sealed),
          twice((await sealFor([await other()], { account: newAccountId() })).sealed),
        ];
        const stanza = /-> mlkem768x25519 [^\n]+\n[^\n]+\n/.exec(theirs)?.[0] ?? "";
        const mixed = Buffer.from(mine.replace("---", `${stanza}---`), "latin1").toString("base64");
        return { sealed: mixed, sealedTo: [organisation.keyId, newAccountId()] };
      },
      [400, "/sealed"],
    ],
    ["a key that nobody knows", async () => sealFor([await stranger()], { account: newAccountId() }), [409, ""]],
    [
      "one beside the organisation key",
      async () => sealFor([organisation, await stranger()], { account: newAccountId() }),
      [409, ""],
    ],
    [
      "more than there can be",
      () => ({ sealed: "A".repeat(Math.ceil(longestSealedBytes / 3) * 4 + 4) }),
      [400, "/sealed"],
    ],
  ])("%s", async (_, change, [status, field]) => {
    await boss.logIn();
    const made = await newAccount([organisation]);
    const answer = await boss.browser.post(path, { ...made, ...(await change(made)) });
    expect([answer.status, (answer.body.errors as { field: string }[] | undefined)?.[0]?.field ?? ""]).toEqual([
      status,
      field,
    ]);
    expect((await boss.browser.get(`/accounts/${made.id}`)).status).toBe(404);
  });

  it("is as long as the vault makes any, and a request that is longer is refused unread", async () => {
    expect(longestSealedBytes).toBe(longestOfVault);
    const { sealed } = await newAccount([organisation]);
    const full = Buffer.concat([Buffer.from(sealed, "base64"), Buffer.alloc(longestSealedBytes)]).subarray(
      0,
      longestSealedBytes,
    );
    const made = { ...(await newAccount([organisation])), sealed: full.toString("base64") };
    await expectStatus(boss.browser.post(path, made), 201);
    expect((await boss.browser.post(path, { ...made, notes: "x".repeat(1_500_000) })).status).toBe(413);
    // From whoever may not call it, what is larger than usual is not read at all.
    const broken = `{${" ".repeat(200_000)}`;
    const send = (by: Browser) => by.send("POST", path, broken, { "content-type": "application/json" });
    const answers = [await send(server.browser()), await send(person.browser), await send(boss.browser)];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 400]);
  });
});

describe("what is not taken as a detail", () => {
  it.each<[string, object, string]>([
    ["an id of another version", { id: "7d444840-9dc0-41d1-b245-5ffdce74fad2" }, "/id"],
    ["an id in capitals", { id: newAccountId().toUpperCase() }, "/id"],
    ["no name", { name: " " }, "/name"],
    ["an OTP secret as a name", { name: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ" }, "/name"],
    ["a password in an address", { urls: ["https://edith:secret@example.org"] }, "/urls/0"],
    ["an address that runs", { urls: ["javascript:alert(1)"] }, "/urls/0"],
    ["too many addresses", { urls: Array.from({ length: 21 }, (_, at) => `https://example.org/${at}`) }, "/urls"],
    ["two lines", { login: "edith\nclarke" }, "/login"],
    ["a login of no domain", { loginType: "domain", login: "edith" }, "/login"],
    ["a login type that is none", { loginType: "ldap" }, "/loginType"],
    ["a password in the clear", { password: "x" }, "/password"],
  ])("%s", async (_, change, field) => {
    const answer = await boss.browser.post(path, { ...(await newAccount([organisation])), ...change });
    expect([answer.status, (answer.body.errors as { field: string }[])[0]?.field]).toEqual([400, field]);
  });
});

describe("finding accounts", () => {
  const names = async (query: Record<string, string>) => {
    const { body } = await expectStatus(boss.browser.get(`/accounts?${new URLSearchParams(query)}`), 200);
    return [(body.items as { name: string }[]).map(({ name }) => name), body.nextCursor] as const;
  };
  beforeAll(async () => {
    const all: readonly [string, Record<string, unknown>][] = [
      [path, { name: "Zürich Bank", urls: ["bank.example.ch"], login: "clarke-1" }],
      [path, { name: "Bank of Bankers", urls: [], login: "CORP\\edith", loginType: "domain" }],
      [`/employees/${second.id}/accounts`, { name: "Payroll", urls: ["https://pay.example.ch/x"], login: "hopper" }],
      ["/shared-accounts", { name: "Bank for all", urls: [], login: "shared@example.ch" }],
    ];
    for (const [at, details] of all) await makeAccount(boss.browser, at, [organisation], details);
  });

  it.each([
    ["bank", ["Bank for all", "Bank of Bankers", "Zürich Bank"]],
    ["BANK zu", ["Zürich Bank"]],
    ["zurich", ["Zürich Bank"]],
    ["example.ch", ["Bank for all", "Payroll", "Zürich Bank"]],
    ["corp\\ed", ["Bank of Bankers"]],
    ["hopper", ["Payroll"]],
    ["pay bank", []],
    ["%", []],
    ["ank", []],
  ])("by %j", async (search, expected) => {
    const [found] = await names({ search });
    expect([...found].sort()).toEqual(expected);
  });

  it("by the employee finds what is theirs, page by page, each account once", async () => {
    const [byName] = await names({ search: "grace" });
    expect(byName).toEqual(["Payroll"]);
    const whole = (await names({ search: "edith" }))[0];
    // Those that hold the word themselves come first.
    expect(whole).toContain("Bank of Bankers");
    expect(whole.at(-1)).toBe("Zürich Bank");
    expect(whole.filter((name) => name === "Bank of Bankers")).toHaveLength(1);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const [items, next]: readonly [string[], unknown] = await names({
        search: "edith",
        limit: "1",
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...items);
      cursor = next as string | null;
    }
    expect(seen).toEqual(whole);
  });

  // The rarest word is walked: where another one became that between two pages, some were left out.
  it("goes on with the word it began with, whatever is added meanwhile", async () => {
    const [first, cursor] = await names({ search: "bank example", limit: "1" });
    for (const at of [1, 2, 3, 4, 5, 6]) {
      await makeAccount(boss.browser, path, [organisation], { name: `Zz bank ${at}`, urls: [], login: "x" });
    }
    const [rest] = await names({ search: "bank example", cursor: String(cursor) });
    expect([...first, ...rest].sort()).toEqual(["Bank for all", "Zürich Bank"]);
  });

  it("lists all by name, in pages of any size", async () => {
    const whole = (await names({}))[0];
    expect(whole.slice(0, 2)).toEqual(["Bank for all", "Bank of Bankers"]);
    const [first, cursor] = await names({ limit: "2" });
    const [rest] = await names({ limit: "200", cursor: String(cursor) });
    expect([...first, ...rest]).toEqual(whole);
    for (const broken of ["x", Buffer.from('["a"]').toString("base64url"), "x".repeat(1025)]) {
      expect((await boss.browser.get(`/accounts?cursor=${broken}`)).status).toBe(400);
      expect((await boss.browser.get(`/accounts?search=bank&cursor=${broken}`)).status).toBe(400);
    }
  });
});
