// Companies, departments, positions and groups, through the API: made, renamed, merged, deleted, and found by words.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type Answer, expectStatus, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, type Member } from "../testing/people.ts";

const server = new TestServer();
let other: Hesper;
let ada: Member;

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly employees: number;
  readonly departments?: number;
  readonly members?: number;
}

beforeAll(async () => {
  await server.start();
  other = await server.start();
  ada = await found(server);
});
afterAll(() => server.stop());

async function made(path: string, body: object): Promise<Thing> {
  return (await expectStatus(ada.browser.post(path, body), 201)).body as unknown as Thing;
}
async function listed(path: string, query: Record<string, string> = {}): Promise<Thing[]> {
  const { body } = await expectStatus(ada.browser.get(`${path}?${new URLSearchParams(query)}`), 200);
  return body.items as Thing[];
}
const patch = (path: string, body: object) => ada.browser.send("PATCH", path, body);
const remove = (path: string) => ada.browser.send("DELETE", path);
let people = 0;
async function person(belonging: object): Promise<string> {
  people += 1;
  return (await made("/employees", { name: `Person ${people}`, email: `p${people}@example.org`, ...belonging })).id;
}
async function look(id: string): Promise<Answer["body"]> {
  return (await expectStatus(ada.browser.get(`/employees/${id}`), 200)).body;
}

describe.each([
  { path: "/companies", kind: "company" },
  { path: "/positions", kind: "position" },
  { path: "/groups", kind: "group" },
])("$path", ({ path, kind }) => {
  it("are made once, whatever the case of the letters and the spaces, also by two at once", async () => {
    const first = await made(path, { name: "  Ärzte und   Pfleger " });
    expect(first.name).toBe("Ärzte und   Pfleger");
    const again = await ada.browser.post(path, { name: "ärzte UND pfleger" });
    expect([again.status, again.body.code, again.body.detail]).toEqual([
      409,
      "conflict",
      expect.stringContaining("“ärzte UND pfleger” already"),
    ]);
    const race = await byTurns(server, other, 4, (at) => ada.browser.at(at).post(path, { name: "Raced" }));
    expect(tally(race)).toEqual({ 201: 1, "409 conflict": 3 });
    expect(await eventsOf(server, `${kind}.created`)).toHaveLength(2);
  });

  it("are renamed by whoever has seen the latest, and found by beginnings of words", async () => {
    const [one] = await listed(path, { search: "pfl arz" });
    expect(one?.name).toBe("Ärzte und   Pfleger");
    const change = { name: "Zentrum", revision: one?.revision };
    await expectStatus(patch(`${path}/${one?.id}`, change), 200);
    const late = await patch(`${path}/${one?.id}`, { ...change, name: "Mitte" });
    expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining("“Zentrum”")]);
    expect((await patch(`${path}/${one?.id}`, { name: "RACED", revision: 2 })).status).toBe(409);
    expect(await listed(path, { search: "zen" })).toMatchObject([{ name: "Zentrum", revision: 2 }]);
    for (const search of ["entrum", "%", "_", "' or '1'='1"]) expect(await listed(path, { search })).toEqual([]);
    const type = kind === "group" ? "group.changed" : `${kind}.renamed`;
    expect((await eventsOf(server, type)).map(({ detail }) => detail.to)).toEqual(["Zentrum"]);
  });

  it("come in pages by name, and broken cursors are refused", async () => {
    await made(path, { name: "alpha" });
    await made(path, { name: "Álmond" });
    const names: string[] = [];
    let cursor = "";
    for (let more = true; more; ) {
      const query = new URLSearchParams({ limit: "1", ...(cursor === "" ? {} : { cursor }) });
      const { body } = await expectStatus(ada.browser.get(`${path}?${query}`), 200);
      names.push(...(body.items as Thing[]).map(({ name }) => name));
      more = body.nextCursor !== null;
      cursor = String(body.nextCursor);
    }
    expect(names).toEqual(["Álmond", "alpha", "Raced", "Zentrum"]);
    const zero = Buffer.from(JSON.stringify(["a\u0000", "b"])).toString("base64url");
    for (const broken of ["x", zero]) expect((await ada.browser.get(`${path}?cursor=${broken}`)).status).toBe(400);
  });
});

describe("a company in use", () => {
  it("is not deleted, unless another takes its employees and departments; equal departments become one", async () => {
    const [from, to] = [await made("/companies", { name: "Old Ltd" }), await made("/companies", { name: "New Ltd" })];
    const department = (companyId: string, name: string) => made("/departments", { companyId, name });
    const [sales, lab] = [await department(from.id, "Sales"), await department(from.id, "Laboratory")];
    const twin = await department(to.id, "SALES");
    const [seller, chemist] = [await person({ departmentId: sales.id }), await person({ departmentId: lab.id })];
    const refused = await remove(`/companies/${from.id}`);
    expect(refused.body.detail).toBe(
      "“Old Ltd” still has 2 employees and 2 departments. Choose where they go, and delete it then.",
    );
    for (const moveTo of [from.id, seller]) {
      const answer = await remove(`/companies/${from.id}?moveTo=${moveTo}`);
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ field: "/moveTo" }]]);
    }
    await expectStatus(remove(`/companies/${from.id}?moveTo=${to.id}`), 204);
    expect(await look(seller)).toMatchObject({ company: { id: to.id }, department: { id: twin.id, name: "SALES" } });
    expect(await look(chemist)).toMatchObject({ company: { id: to.id }, department: { id: lab.id } });
    const departments = await listed("/departments", { companyId: to.id });
    expect(departments.map(({ name, employees }) => [name, employees])).toEqual([
      ["Laboratory", 1],
      ["SALES", 1],
    ]);
    expect(await listed("/companies", { search: "new" })).toMatchObject([{ employees: 2, departments: 2 }]);
    const [event] = (await eventsOf(server, "company.deleted")).slice(-1);
    expect(event?.detail).toEqual({ id: from.id, name: "Old Ltd", employees: 2, movedTo: "New Ltd" });
  });

  it("has departments whose employees move within it only, and are found and sorted by the new name", async () => {
    const [company] = await listed("/companies", { search: "new" });
    const [laboratory, sales] = await listed("/departments", { companyId: String(company?.id) });
    const elsewhere = await made("/companies", { name: "Elsewhere" });
    const far = await made("/departments", { companyId: elsewhere.id, name: "Far" });
    expect((await remove(`/departments/${sales?.id}`)).status).toBe(409);
    expect((await remove(`/departments/${sales?.id}?moveTo=${far.id}`)).body.errors).toMatchObject([
      { field: "/moveTo" },
    ]);
    await expectStatus(patch(`/departments/${laboratory?.id}`, { name: "Wërkstatt", revision: 1 }), 200);
    const found = async (search: string) => (await listed("/employees", { search, sort: "department" })).length;
    expect([await found("werk"), await found("labor"), await found("werk new")]).toEqual([1, 0, 1]);
    await expectStatus(remove(`/departments/${sales?.id}?moveTo=${laboratory?.id}`), 204);
    expect(await found("werk")).toBe(2);
    await expectStatus(remove(`/departments/${far.id}`), 204);
    await expectStatus(remove(`/companies/${elsewhere.id}`), 204);
    expect((await remove(`/companies/${elsewhere.id}`)).status).toBe(404);
    const nowhere = { companyId: elsewhere.id, name: "Nowhere" };
    expect((await ada.browser.post("/departments", nowhere)).body.errors).toMatchObject([{ field: "/companyId" }]);
  });

  // Looked at before it is deleted, and given to somebody in between: nobody may be left with what is not there.
  it("is deleted, or given to somebody, when both are asked at once", async () => {
    for (let round = 0; round < 4; round += 1) {
      const position = await made("/positions", { name: `Fleeting ${round}` });
      const id = await person({});
      const answers = await Promise.all([
        remove(`/positions/${position.id}`),
        ada.browser.at(other).send("PATCH", `/employees/${id}`, { revision: 1, positionId: position.id }),
      ]);
      const has = (await look(id)).position !== null;
      expect(answers.map(({ status }) => status)).toEqual(has ? [409, 200] : [204, 400]);
    }
  });
});

describe("members of a group", () => {
  it("are added and removed many at once; what is so already stays so; each has an event", async () => {
    const group = await made("/groups", { name: "Choir", description: "Sings" });
    const singers = [await person({}), await person({}), await person({})];
    const change = (body: object) => patch(`/groups/${group.id}/members`, body);
    expect((await change({ add: [...singers, singers[0]] })).body).toMatchObject({ added: 3, removed: 0 });
    expect((await change({ add: singers, remove: [singers[0]] })).body).toMatchObject({ added: 0, removed: 1 });
    expect((await change({ remove: [singers[0], group.id] })).body).toMatchObject({ added: 0, removed: 0 });
    expect((await change({ add: [group.id] })).body.errors).toMatchObject([{ field: "/add" }]);
    expect((await change({ add: Array.from({ length: 201 }, () => singers[0]) })).status).toBe(400);
    expect((await listed("/employees", { groupId: group.id })).map(({ id }) => id)).toEqual(singers.slice(1));
    expect(await listed(`/employees/${singers[1]}/groups`)).toMatchObject([{ name: "Choir", members: 2 }]);
    expect(await listed(`/employees/${singers[0]}/groups`)).toEqual([]);
    const about = (await eventsOf(server, "group.member_added", "group.member_removed")).map((one) => one.subject_id);
    expect(about).toEqual([...singers, singers[0]]);
    const { body } = await expectStatus(ada.browser.get(`/groups/${group.id}/deletion`), 200);
    expect(body.items).toEqual([{ what: "group_memberships", count: 2 }]);
    await expectStatus(remove(`/groups/${group.id}`), 204);
    expect((await ada.browser.get(`/groups/${group.id}`)).status).toBe(404);
    expect(await look(String(singers[1]))).toMatchObject({ status: "active" });
  });
});
