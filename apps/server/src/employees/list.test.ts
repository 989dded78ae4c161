// The list of people, through the API: searching, filtering, and pages that stay in order while people are added.
import type { Person } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alan, edith, expectStatus, grace, type Invited, TestServer } from "../testing/harness.ts";
import { asked, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;

const invited: readonly Pick<Invited, "name" | "email" | "role">[] = [
  { name: "Zoë Ängström", email: "zoe@example.org", role: "employee" },
  { name: "100% Percy", email: "percy@example.org", role: "employee" },
  { name: "Under_score", email: "under_score@example.org", role: "employee" },
  { name: "Back\\slash", email: "back@example.org", role: "employee" },
  { name: "Underscore", email: "underXscore@example.org", role: "auditor" },
  { name: "O'Hara; drop table employees", email: "ohara@example.org", role: "employee" },
  { name: "Ярослава Чайковская", email: "ярослава@пример.рф", role: "employee" },
];

async function invite(person: Pick<Invited, "name" | "email" | "role">): Promise<void> {
  await expectStatus(boss.browser.post("/invitations", person), 201);
}

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  for (const person of invited) await invite(person);
});
afterAll(() => server.stop());

interface Page {
  readonly items: Person[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

async function page(query: Record<string, string>): Promise<Page> {
  const { body } = await expectStatus(boss.browser.get(`/employees?${new URLSearchParams(query)}`), 200);
  return body as unknown as Page;
}

async function names(query: Record<string, string>): Promise<string[]> {
  return (await page(query)).items.map(({ name }) => name);
}

describe("searching", () => {
  it.each([
    ["percy", ["100% Percy"]],
    ["100%", ["100% Percy"]],
    ["under_sc", ["Under_score"]],
    ["score under", ["Under_score"]],
    ["back\\sl", ["Back\\slash"]],
    ["o'hara", ["O'Hara; drop table employees"]],
    ["'; drop table employees --", ["O'Hara; drop table employees"]],
    // The beginnings of words, not what is inside them; and signs alone are no words.
    ["core", []],
    ["%", []],
    ["_", []],
    ["' or 2=2 --", []],
    ["\u0000\ud800", []],
    // In any case, and however the letters were composed.
    ["ÄNGSTRÖM", ["Zoë Ängström"]],
    ["ängström", ["Zoë Ängström"]],
    ["zoë ä".normalize("NFD"), ["Zoë Ängström"]],
    ["angstrom zo", ["Zoë Ängström"]],
    ["ЧАЙ", ["Ярослава Чайковская"]],
    ["@ПРИМЕР.", ["Ярослава Чайковская"]],
    ["UNDERX", ["Underscore"]],
    ["zoe@", ["Zoë Ängström"]],
    ["nobody", []],
    ["%%", []],
    ["\\%", []],
  ])("for %j finds %j", async (search, expected) => {
    expect(await names({ search })).toEqual(expected);
  });

  it("for nothing finds everybody", async () => {
    expect(await names({ search: "" })).toHaveLength(invited.length + 1);
  });

  it("for more than a hundred characters is refused", async () => {
    expect((await boss.browser.get(`/employees?search=${"x".repeat(101)}`)).status).toBe(400);
  });
});

describe("filters", () => {
  it("take role and status together", async () => {
    expect(await names({ role: "administrator" })).toEqual([boss.name]);
    expect(await names({ role: "auditor" })).toEqual(["Underscore"]);
    expect(await names({ role: "console" })).toEqual([boss.name, "Underscore"]);
    expect(await names({ role: "console", status: "active" })).toEqual([boss.name]);
    expect(await names({ status: "invited", role: "employee" })).toHaveLength(invited.length - 1);
    expect(await names({ status: "deactivated" })).toEqual([]);
    expect(await names({ role: "employee", search: "under" })).toEqual(["Under_score"]);
  });

  it("take what an employee belongs to, with search, in every order", async () => {
    const made = async (path: string, body: object) =>
      String((await expectStatus(boss.browser.post(path, body), 201)).body.id);
    const companyId = await made("/companies", { name: "Müller & Söhne" });
    const departmentId = await made("/departments", { companyId, name: "Außendienst" });
    const positionId = await made("/positions", { name: "Rider" });
    const add = (name: string, email: string, more: object = {}) => made("/employees", { name, email, ...more });
    const first = await add("Ötzi", "b@mountain.example", { departmentId });
    await add("oscar", "a@mountain.example", { companyId, positionId });
    await add("Zacharias", "c@mountain.example", { positionId, externalId: "Q-17/b" });
    const groupId = await made("/groups", { name: "Riders" });
    await expectStatus(boss.browser.send("PATCH", `/groups/${groupId}/members`, { add: [first] }), 200);
    expect(await names({ companyId })).toEqual(["oscar", "Ötzi"]);
    expect(await names({ companyId, departmentId })).toEqual(["Ötzi"]);
    expect(await names({ positionId, search: "zach" })).toEqual(["Zacharias"]);
    expect(await names({ groupId, status: "active" })).toEqual(["Ötzi"]);
    expect(await names({ groupId, positionId })).toEqual([]);
    for (const search of ["sohne otz", "AUSSEN", "mull b@mount"]) expect(await names({ search })).toEqual(["Ötzi"]);
    expect(await names({ search: "q 17" })).toEqual(["Zacharias"]);
    const search = "mountain";
    expect(await names({ search })).toEqual(["oscar", "Ötzi", "Zacharias"]);
    expect(await names({ search, direction: "desc" })).toEqual(["Zacharias", "Ötzi", "oscar"]);
    expect(await names({ search, sort: "email" })).toEqual(["oscar", "Ötzi", "Zacharias"]);
    expect(await names({ search, sort: "createdAt" })).toEqual(["Ötzi", "oscar", "Zacharias"]);
    expect(await names({ search, sort: "department", direction: "desc" })).toEqual(["Ötzi", "Zacharias", "oscar"]);
    expect(await names({ companyId: first })).toEqual([]);
    expect((await page({ search })).total).toBe(3);
    // Nobody's last log-in is before everybody's.
    const last = await names({ sort: "lastLoginAt", direction: "desc", limit: "1" });
    expect(last).toEqual([boss.name]);
    expect((await names({ sort: "lastLoginAt" })).at(-1)).toBe(boss.name);
  });

  it.each([
    "sort=password",
    "direction=up",
    "companyId=1",
    "groupId=x' or 1=1",
    "role=owner",
    "status=gone",
    "limit=0",
    "limit=201",
    "limit=x",
    "limit=1.5",
    "unknown=1",
  ])("refuse %s", async (query) => {
    const answer = await boss.browser.get(`/employees?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
  });

  it("show who has a second factor, the last log-in, and until when an invitation works", async () => {
    const [me] = (await page({ role: "administrator" })).items;
    expect(me).toMatchObject({ twoFactor: true, status: "active", invitationExpiresAt: null });
    const [other] = (await page({ role: "auditor" })).items;
    expect(other).toMatchObject({ twoFactor: false, lastLoginAt: null });
    const sevenDays = server.clock.nowMs() + 7 * 86_400_000;
    expect(Date.parse(other?.invitationExpiresAt ?? "")).toBe(sevenDays);
  });
});

describe("pages", () => {
  async function walk(
    limit: number,
    between: () => Promise<void> = async () => {},
    order: Record<string, string> = {},
  ): Promise<string[]> {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const found = await page({ ...order, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
      expect(found.items.length).toBeLessThanOrEqual(limit);
      seen.push(...found.items.map(({ id }) => id));
      cursor = found.nextCursor;
      await between();
    } while (cursor !== null);
    return seen;
  }

  it("of any size give everybody once, in the same order", async () => {
    // Several of one name: the id decides.
    for (const at of [1, 2, 3]) await invite({ ...asked(edith), email: `edith${at}@example.org` });
    const all = await walk(200);
    expect(new Set(all).size).toBe(all.length);
    for (const limit of [1, 2, 3, 7]) expect(await walk(limit)).toEqual(all);
    for (const sort of ["email", "department", "createdAt", "lastLoginAt"]) {
      const forwards = await walk(4, undefined, { sort });
      expect(new Set(forwards)).toEqual(new Set(all));
      expect(await walk(200, undefined, { sort, direction: "desc" })).toEqual(forwards.toReversed());
    }
  });

  // With numbered pages a person who is added in front pushes another one onto a page that was read already.
  it("show nobody twice and leave nobody out while people are added and removed before and after", async () => {
    const before = await walk(200);
    let added = 0;
    const seen = await walk(2, async () => {
      added += 1;
      await invite({ name: added % 2 === 0 ? "AAA" : "zzz", email: `new${added}@example.org`, role: "employee" });
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => before.includes(id))).toEqual(before);
  });

  it("go on after somebody who was deleted meanwhile", async () => {
    const person = await join(boss, { ...alan, name: "Mmm" });
    const all = (await page({ limit: "200" })).items;
    const at = all.findIndex(({ id }) => id === person.id);
    const { nextCursor } = await page({ limit: String(at + 1) });
    await expectStatus(boss.browser.send("DELETE", `/employees/${person.id}`), 204);
    const rest = await page({ limit: "200", cursor: nextCursor ?? "" });
    expect(rest.items.map(({ id }) => id)).toEqual(all.slice(at + 1).map(({ id }) => id));
  });

  // A name of a hundred letters that take four bytes each made a cursor that the server itself refused.
  it("go on after the longest names there are", async () => {
    for (const at of [1, 2]) await invite({ ...asked(grace), name: "𝔸".repeat(100), email: `long${at}@example.org` });
    expect(new Set(await walk(1)).size).toBe((await walk(200)).length);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  it.each([
    "x",
    "!!!",
    "null",
    encoded(null),
    encoded({}),
    encoded("ab"),
    encoded(["a"]),
    encoded(["a", 1]),
    encoded(["a", "b", "c"]),
    encoded(["name", "asc", "a"]),
    encoded(["name", "asc", "a", 1]),
    encoded(["name", "asc", "a\u0000", "b"]),
    encoded(["name", "desc", "a", "b"]),
    encoded(["lastLoginAt", "asc", 1, "b"]),
    `${encoded(["a", "b"])}=`,
    "x".repeat(1025),
  ])("refuse the broken cursor %.40s", async (cursor) => {
    const answer = await boss.browser.get(`/employees?cursor=${encodeURIComponent(cursor)}`);
    expect([answer.status, (answer.body.errors as { field: string }[])[0]?.field]).toEqual([400, "/cursor"]);
  });
});
