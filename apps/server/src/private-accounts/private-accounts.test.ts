// Private accounts: made, changed and deleted by keys of their employee, and seen by nobody else. In an installation
// without an organisation key: it is never one of those who can open them, and accounts need none where there are keys.
import { mostPrivateAccounts } from "@hesper/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountId } from "../security/ids.ts";
import {
  makeAccount,
  makeHolder,
  makeOrganisationKey,
  newAccount,
  newAccountId,
  sealFor,
} from "../testing/accounts.ts";
import { setStatus } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Answer, alan, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { makeKey, privateAccount, statesOf, type TestKey } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let auditor: Member;
let person: Member;
let stranger: Member;
let laptop: TestKey;
let phone: TestKey;
let strangers: TestKey;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  stranger = await join(boss, { ...grace, role: "employee" });
  const hybrid = { kind: "hybrid" } as const;
  laptop = await makeKey(server, boss.browser, person.id, { name: "Laptop", ...hybrid });
  phone = await makeKey(server, boss.browser, person.id, { name: "Phone", ...hybrid });
  strangers = await makeKey(server, boss.browser, stranger.id, hybrid);
});
afterAll(() => server.stop());

type Written = Awaited<ReturnType<typeof privateAccount>>;
const put = (key: TestKey, id: string, body: object) => key.send("PUT", `/key/accounts/${id}`, body);
const written = (
  id: string,
  more: { revision?: number; name?: string; password?: string } = {},
  to = [laptop, phone],
) => privateAccount(to, { account: id, ...more });

async function make(id = newAccountId()): Promise<string> {
  await expectStatus(put(laptop, id, await written(id, { password: "only mine" })), 200);
  return id;
}

/** Of an answer, what tells one refusal from another. */
const why = ({ status, body }: Answer) =>
  `${status} ${(body.errors as { field: string }[] | undefined)?.[0]?.field ?? body.code ?? ""}`;

describe("a private account", () => {
  it("comes to all keys of the employee, sealed in all its parts, changed and deleted by any of them", async () => {
    const { body } = await expectStatus(laptop.get("/key/recipients"), 200);
    expect((body.keys as { keyId: string }[]).map(({ keyId }) => keyId)).toEqual([laptop.keyId, phone.keyId]);
    expect(body.organisation).toBeNull();
    const id = newAccountId();
    const answer = await expectStatus(put(laptop, id, await written(id, { password: "only mine" })), 200);
    expect(answer.body).toEqual({ id, revision: 1, sealedRevision: 1 });
    for (const key of [laptop, phone]) {
      const { accounts } = await key.sync();
      expect(accounts).toEqual([
        { kind: "private", id, revision: 1, sealedRevision: 1, ...sealedAs, updatedAt: expect.any(String) },
      ]);
      expect(accounts[0] && (await key.passwordOf(accounts[0]))).toBe("only mine");
    }
    await expectStatus(put(phone, id, await written(id, { revision: 1, password: "new" })), 200);
    expect((await laptop.sync(1)).accounts).toMatchObject([{ id, revision: 2, sealedRevision: 2 }]);
    const stale = await put(laptop, id, await written(id, { revision: 1 }));
    expect(stale).toMatchObject({ status: 409, body: { detail: expect.stringContaining("Your key “Phone” changed") } });
    expect((await laptop.send("DELETE", `/key/accounts/${id}?revision=1`)).status).toBe(409);
    const without = await laptop.send("DELETE", `/key/accounts/${id}`);
    expect(without.body.errors).toEqual([{ field: "/revision", message: "Give a number." }]);
    await expectStatus(laptop.send("DELETE", `/key/accounts/${id}?revision=2`), 204);
    for (const key of [laptop, phone]) expect((await key.sync(2)).removed).toEqual([id]);
    expect(why(await put(phone, id, await written(id, { revision: 2 })))).toBe("404 not_found");
    const events = await eventsOf(
      server,
      "private_account.created",
      "private_account.changed",
      "private_account.deleted",
    );
    expect(events.map(({ actor_id, subject_id, detail }) => [actor_id, subject_id, detail])).toEqual([
      [person.id, person.id, { account: id, key: laptop.keyId }],
      [person.id, person.id, { account: id, key: phone.keyId }],
      [person.id, person.id, { account: id, key: laptop.keyId }],
    ]);
  });
  const sealedAs = { sealed: expect.any(String), details: expect.any(String) };

  it("is sealed to active keys of the employee only, by one of them, and both parts alike", async () => {
    const id = newAccountId();
    const good = await written(id);
    const outsider = { ...(await makeHolder("hybrid")), keyId: newAccountId() };
    const refused = async (to: TestKey[], more: Partial<Written> = {}) =>
      why(await put(laptop, id, { ...(await written(id, {}, to)), ...more }));
    expect(await refused([phone])).toBe("400 /sealedTo");
    expect(await refused([laptop, strangers])).toBe("409 conflict");
    expect(await refused([laptop, outsider as unknown as TestKey])).toBe("409 conflict");
    expect(await refused([laptop, phone], { sealedTo: [laptop.keyId] })).toBe("400 /sealedTo");
    expect(await refused([laptop], { details: good.details })).toBe("400 /details");
    const others = [await makeHolder("x25519"), await makeHolder("x25519")];
    const classic = await sealFor(
      others.map((one, at) => ({ ...one, keyId: String(good.sealedTo[at]) })),
      { account: id },
    );
    expect(await refused([laptop, phone], { sealed: classic.sealed })).toBe("400 /details");
    expect(await refused([laptop, phone], { sealed: classic.sealed, details: classic.sealed })).toBe("400 /sealed");
    for (const part of ["sealed", "details"] as const) {
      const cut = good[part].slice(0, 400);
      expect(await refused([laptop, phone], { [part]: cut })).toBe(`400 /${part}`);
      expect(await refused([laptop, phone], { [part]: Buffer.from("no age file").toString("base64") })).toBe(
        `400 /${part}`,
      );
    }
    await setStatus(boss.browser, phone.keyId, "suspended", "lost");
    expect(await refused([laptop, phone])).toBe("409 conflict");
    expect(why(await put(phone, id, good))).toBe("403 forbidden");
    await setStatus(boss.browser, phone.keyId, "active");
    expect(await statesOf(server, laptop)).not.toHaveProperty(id);
  });

  // One id in capitals, which the server kept as it came, and no key of the employee could sync any more.
  it("has an id as every account has, in one form", async () => {
    for (const id of [newAccountId().toUpperCase(), "7d444840-9dc0-41d1-b245-5ffdce74fad2"]) {
      // What stands inside the server cannot see.
      expect(why(await put(laptop, id, await written(newAccountId())))).toBe("400 /id");
    }
  });

  it("is neither seen nor touched by anybody else", async () => {
    const id = await make();
    for (const key of [laptop, phone]) await key.sync();
    for (const who of [boss, auditor, person, stranger]) {
      const { browser } = who;
      expect((await browser.get(`/accounts/${id}`)).status).toBeGreaterThanOrEqual(403);
      for (const path of [
        `/accounts/${id}/sealed?purpose=edit`,
        `/accounts/${id}/deliveries`,
        `/profile/accounts/${id}`,
      ]) {
        expect([403, 404]).toContain((await browser.get(path)).status);
      }
      expect([403, 404]).toContain((await browser.send("DELETE", `/accounts/${id}`)).status);
      expect([403, 404]).toContain(
        (await browser.send("PUT", `/shared-accounts/${id}/employees/${stranger.id}`)).status,
      );
      expect((await browser.send("PUT", `/key/accounts/${id}`, await written(id, { revision: 1 }))).status).toBe(401);
    }
    expect((await expectStatus(boss.browser.get(`/employees/${person.id}/accounts`), 200)).text).not.toContain(id);
    expect((await expectStatus(boss.browser.get("/deliveries/waiting/count"), 200)).body).toEqual({
      accounts: 0,
      keys: 0,
    });
    // That there is one they see, where they look at a key.
    const rows = (await expectStatus(auditor.browser.get(`/keys/${laptop.keyId}/deliveries`), 200)).body.items;
    expect(rows).toContainEqual(expect.objectContaining({ account: { id, name: "", kind: "private" } }));
    const theirs = [strangers];
    expect(why(await put(strangers, id, await written(id, {}, theirs)))).toBe("409 conflict");
    expect(why(await put(strangers, id, await written(id, { revision: 1 }, theirs)))).toBe("404 not_found");
    const { revision: _, ...part } = await written(id, {}, theirs);
    expect(why(await put(strangers, id, { sealedRevision: 1, ...part }))).toBe("404 not_found");
    expect(why(await strangers.send("DELETE", `/key/accounts/${id}?revision=1`))).toBe("404 not_found");
    await expectStatus(strangers.send("POST", "/key/receipts", { applied: [id], removed: [id] }), 204);
    expect(await strangers.changes()).toMatchObject({ accounts: [], removed: [], revision: 0 });
    expect(await statesOf(server, laptop)).toMatchObject({ [id]: "delivered" });
  });

  it("is nowhere in the database in the clear", async () => {
    const id = newAccountId();
    const secret = { password: "Zq7-only-here", name: "Zq7-a-name-nobody-sees" };
    await expectStatus(put(laptop, id, await written(id, secret)), 200);
    await expectStatus(put(phone, id, await written(id, { ...secret, revision: 1 })), 200);
    const all = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n");
    expect(all).toContain(id);
    for (const text of Object.values(secret)) {
      expect(all).not.toContain(text);
      expect(all).not.toContain(Buffer.from(text).toString("base64").slice(0, 12));
      expect(server.logs.join("\n")).not.toContain(text);
    }
  });

  it("has an id that no other account has, of whichever kind", async () => {
    const made = await newAccount([laptop]);
    await expectStatus(boss.browser.post(`/employees/${person.id}/accounts`, made), 201);
    expect(why(await put(laptop, made.id, await written(made.id)))).toBe("409 conflict");
    expect(why(await put(laptop, made.id, await written(made.id, { revision: 1 })))).toBe("404 not_found");
    const id = await make();
    expect(why(await put(phone, id, await written(id)))).toBe("409 conflict");
    const taken = { ...(await newAccount([laptop])), id, ...(await sealFor([laptop], { account: id })) };
    for (const path of [`/employees/${person.id}/accounts`, "/shared-accounts"]) {
      expect((await boss.browser.post(path, taken)).status).toBe(409);
    }
    // Of an account that was deleted: whoever had that one is told that it is gone, and gets nothing.
    const other = await makeAccount(boss.browser, `/employees/${stranger.id}/accounts`, [strangers]);
    await strangers.sync();
    await expectStatus(boss.browser.send("DELETE", `/accounts/${other.id}`), 204);
    await make(other.id);
    expect(await strangers.changes(1)).toMatchObject({ accounts: [], removed: [other.id] });
  });

  it("comes to a key that is activated later when another one seals it to that", async () => {
    const id = await make();
    const tablet = await makeKey(server, boss.browser, person.id, { name: "Tablet", kind: "hybrid" });
    expect(await statesOf(server, tablet)).toMatchObject({ [id]: "waiting" });
    const items: { id: string; kind: string; details: string | null }[] = [];
    for (let cursor: unknown = ""; cursor !== null; ) {
      const { body } = await expectStatus(phone.get(`/key/waiting${cursor === "" ? "" : `?cursor=${cursor}`}`), 200);
      items.push(...(body.items as typeof items));
      cursor = body.nextCursor;
    }
    const waiting = items.find((one) => one.id === id);
    const all = [laptop, phone, tablet];
    const recipients = all.map(({ keyId, recipient }) => ({ keyId, recipient }));
    expect(waiting).toMatchObject({ kind: "private", sealedRevision: 1, details: expect.any(String), recipients });
    const { revision: _, ...both } = await written(id, { password: "only mine" }, all);
    const { details: __, ...one } = both;
    expect(why(await put(phone, id, { sealedRevision: 1, ...one }))).toBe("400 /details");
    expect(why(await put(phone, id, { sealedRevision: 2, ...both }))).toBe("409 conflict");
    expect(why(await put(tablet, id, { sealedRevision: 1, ...both }))).toBe("404 not_found");
    const before = await laptop.changes(1);
    await expectStatus(put(phone, id, { sealedRevision: 1, ...both }), 200);
    expect((await tablet.sync()).accounts).toMatchObject([{ id, revision: 1, sealedRevision: 1 }]);
    // Those that have it keep what they have.
    expect((await laptop.changes(1)).revision).toBe(before.revision);
  });

  it("is one of 10,000 at most", async () => {
    const { db } = server.hesper;
    const { count } = await db
      .selectFrom("private_accounts")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("employee_id", "=", person.id as never)
      .executeTakeFirstOrThrow();
    const missing = mostPrivateAccounts - 1 - Number(count);
    await sql`insert into private_accounts (id, employee_id, revision, sealed, details, created_at, updated_at, changed_by)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(missing)})
      select 'filler-' || i, ${person.id}, 1, 'x', 'x', 0, 0, ${laptop.keyId} from n`.execute(db);
    const [last, beyond] = [newAccountId(), newAccountId()];
    const answers = [await put(laptop, last, await written(last)), await put(phone, beyond, await written(beyond))];
    expect(answers.map(why)).toEqual(["200 ", "409 conflict"]);
    expect(answers[1]?.body.detail).toContain("10000 private accounts");
    await db.deleteFrom("private_accounts").where(sql<boolean>`id like 'filler-%'`).execute();
  });
});

describe("without an organisation key", () => {
  it("accounts are sealed to the employee's keys; where there is none there is nobody to seal to", async () => {
    const { id } = await makeAccount(boss.browser, `/employees/${person.id}/accounts`, [laptop]);
    expect(await statesOf(server, laptop)).toMatchObject({ [id]: "queued" });
    expect(await statesOf(server, phone)).toMatchObject({ [id]: "waiting" });
    const nobody = await newAccount([laptop]);
    for (const path of ["/shared-accounts", `/employees/${auditor.id}/accounts`]) {
      const refused = await boss.browser.post(path, nobody);
      expect(refused).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining("nobody to seal this to") },
      });
    }
    const change = { revision: 1, ...(await sealFor([strangers], { account: id, revision: 2 })), changed: [] };
    expect((await boss.browser.send("PUT", `/accounts/${id}/sealed`, change)).status).toBe(409);
    // An administrator can open nothing, and so is handed nothing; the other key is told to serve.
    expect((await expectStatus(boss.browser.get("/deliveries/waiting"), 200)).body.items).toEqual([]);
    expect((await laptop.changes()).waiting).toBe(true);
  });

  it("and with one, a private account is not sealed to it", async () => {
    const organisation = await makeOrganisationKey(boss.browser, { kind: "hybrid" });
    const id = newAccountId();
    const body = await privateAccount([laptop, organisation], { account: id });
    expect(why(await put(laptop, id, body))).toBe("409 conflict");
    await expectStatus(put(laptop, id, await written(id)), 200);
    const sealedTo = server.hesper.db.selectFrom("private_account_sealed_to").select("key_id");
    const keys = await sealedTo
      .where("account_id", "=", id as AccountId)
      .orderBy("key_id")
      .execute();
    expect(keys.map(({ key_id }) => key_id)).toEqual([laptop.keyId, phone.keyId]);
  });
});

it("says what is wrong with what a key writes, in the fields of what it is nearest to", async () => {
  const id = newAccountId();
  const good = await written(id);
  const fields = async (body: object) =>
    ((await put(laptop, id, body)).body.errors as { field: string }[]).map(({ field }) => field);
  expect(await fields({ ...good, sealedTo: [] })).toEqual(["/sealedTo"]);
  expect(await fields({ ...good, sealed: "no Base64", name: "in the clear" })).toEqual(["/sealed", "/name"]);
  const { revision: _, ...reseal } = good;
  expect(await fields({ ...reseal, sealedRevision: 0 })).toEqual(["/sealedRevision"]);
});
