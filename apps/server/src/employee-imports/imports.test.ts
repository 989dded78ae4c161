// Importing employees through the API: the preview says by row what will happen, and that happens as a whole or not at all.
import type { Person } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentsOf } from "../testing/contents.ts";
import { edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { allColumns, Importing } from "./testing.ts";

const server = new TestServer();
let boss: Member;
let second: Member;
let worker: Member;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  second = await join(boss, grace);
  worker = await join(boss, edith);
});
afterAll(() => server.stop());

function importing(columns = allColumns, browser = boss.browser): Importing {
  return new Importing(browser, server.hesper, columns);
}

async function person(search: string): Promise<Person | undefined> {
  const { body } = await expectStatus(boss.browser.get(`/employees?search=${encodeURIComponent(search)}`), 200);
  return (body.items as Person[])[0];
}

const row = (cells: Partial<Record<(typeof allColumns)[number], string>>) =>
  allColumns.map((column) => cells[column] ?? "");

describe("an import", () => {
  it("shows what it will create, creates that, and is one event", async () => {
    const one = importing();
    const preview = await one.preview([
      row({ externalId: "7", name: "Hedy Lamarr", email: "hedy@example.org", phone: "'+43 1 234", role: "Employee" }),
      row({ name: " Emmy Noether ", email: "Emmy@Example.org", company: "Göttingen", department: "Algebra" }),
      row({
        name: "Sofja",
        email: "sofja@example.org",
        company: " göttingen",
        department: "ALGEBRA",
        position: "Professor",
      }),
      row({}),
    ]);
    expect(preview).toMatchObject({
      state: "checked",
      rows: 4,
      done: 4,
      preview: 1,
      counts: { created: 3, changed: 0, unchanged: 1, refused: 0 },
      added: { companies: 1, departments: 1, positions: 1 },
    });
    expect(await person("hedy")).toBeUndefined();
    const [first] = await one.rows("&outcome=created");
    expect(first).toMatchObject({ row: 1, name: "Hedy Lamarr", email: "hedy@example.org", reason: null });
    expect(first?.changes).toContainEqual({ field: "phone", from: null, to: "+43 1 234" });
    expect(await one.applied()).toMatchObject({ state: "applied", done: 4 });
    const emmy = await person("emmy noe");
    expect(emmy).toMatchObject({ name: "Emmy Noether", email: "Emmy@Example.org", status: "active", hasLogIn: false });
    expect(emmy).toMatchObject({ company: { name: "Göttingen" }, department: { name: "Algebra" }, position: null });
    expect((await person("sofja"))?.department).toEqual(emmy?.department);
    expect(await person("hedy")).toMatchObject({ phone: "+43 1 234", externalId: "7", role: "employee" });
    const [event] = await eventsOf(server, "employees.imported");
    expect(event).toMatchObject({ actor_id: boss.id, detail: { file: "people.csv", created: 3, departments: 1 } });
    expect((await eventsOf(server, "employee.created", "company.created")).length).toBe(3);
    expect((await one.apply()).body.code).toBe("conflict");
  });

  it("changes what a cell says and leaves what is empty, by external id or by email", async () => {
    const one = importing();
    const preview = await one.preview([
      row({ externalId: "7", name: "Hedwig Kiesler", email: "hedwig@example.org" }),
      row({ email: "EMMY@example.ORG", company: "Bryn Mawr" }),
      row({ externalId: "8", email: "sofja@example.org", department: "Analysis" }),
      row({ name: "Emmy Noether", email: "emmy@example.org", phone: "1" }),
    ]);
    // The same email twice: both rows are refused.
    expect(preview.counts).toEqual({ created: 0, changed: 2, unchanged: 0, refused: 2 });
    expect(await one.reasons()).toEqual({
      2: "The same email is in rows 3 and 5 of the file.",
      4: "The same email is in rows 3 and 5 of the file.",
    });
    expect((await one.rows("&outcome=changed")).map(({ changes }) => changes)).toEqual([
      [
        { field: "name", from: "Hedy Lamarr", to: "Hedwig Kiesler" },
        { field: "email", from: "hedy@example.org", to: "hedwig@example.org" },
      ],
      [
        { field: "externalId", from: null, to: "8" },
        { field: "department", from: "Algebra", to: "Analysis" },
      ],
    ]);
    const refused = await one.apply();
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
    expect(refused.body.detail).toContain("2 rows are refused");
    expect(await one.applied({ leaveOutRefused: true })).toMatchObject({ state: "applied", leftOut: true });
    expect(await person("hedwig")).toMatchObject({ phone: "+43 1 234", externalId: "7", revision: 2 });
    expect(await person("hedy")).toBeUndefined();
    expect(await person("sofja")).toMatchObject({ company: { name: "Göttingen" }, department: { name: "Analysis" } });
    expect((await person("emmy"))?.company?.name).toBe("Göttingen");
  });

  it("ends the department that is of another company", async () => {
    const one = importing(["email", "company"]);
    await one.preview([["emmy@example.org", "Bryn Mawr"]]);
    expect((await one.rows())[0]?.changes).toEqual([
      { field: "company", from: "Göttingen", to: "Bryn Mawr" },
      { field: "department", from: "Algebra", to: null },
    ]);
    await one.applied();
    expect(await person("emmy")).toMatchObject({ company: { name: "Bryn Mawr" }, department: null });
  });

  it("says of each row that it refuses why, and changes nothing", async () => {
    const one = importing();
    const before = JSON.stringify([...(await contentsOf(server.hesper.db, ["employees", "companies", "departments"]))]);
    await one.preview([
      row({ name: "No Email" }),
      row({ email: "new@example.org" }),
      row({ externalId: "99", name: "No Email" }),
      row({ name: "Bad", email: "not an email" }),
      row({ name: "Boss", email: "boss@example.org", role: "boss" }),
      row({ name: "x".repeat(101), email: "long@example.org" }),
      row({ externalId: "9", email: "hedwig@example.org" }),
      row({ externalId: "7", email: "edith@example.org" }),
      row({ name: "Dep", email: "dep@example.org", department: "Nowhere" }),
      row({ email: boss.email, role: "employee" }),
      row({ name: "Zero\u0000", email: "zero@example.org" }),
      row({ externalId: "twice", name: "A", email: "a@example.org" }),
      row({ externalId: "twice", name: "B", email: "b@example.org" }),
      row({ externalId: "8", name: "Sofja" }),
      row({ email: "sofja@example.org", phone: "2" }),
      row({ externalId: Array.from({ length: 500 }, (_, at) => String.fromCodePoint(0x1f300 + at)).join("") }),
    ]);
    expect(await one.reasons()).toEqual({
      1: "The row has neither an email nor an external id: it does not say whom it is about.",
      2: "Nobody has this email, and a new employee needs a name.",
      3: "Nobody has this external id, and a new employee needs an email.",
      4: "“not an email” is no email. Enter an email such as ada@example.org.",
      5: "“boss” is no role. Write administrator, auditor or employee.",
      6: "The name may have at most 100 characters.",
      7: "Hedwig Kiesler, who has this email, has another external id: “7”.",
      8: "The email belongs to Edith Clarke, the external id to Hedwig Kiesler.",
      9: "A department belongs to a company, and the row names none.",
      10: "Your own role is not changed by an import.",
      11: "The name has a broken character.",
      12: "The same external id is in rows 13 and 14 of the file.",
      13: "The same external id is in rows 13 and 14 of the file.",
      15: "Row 15 of the file is about Sofja too.",
      16: "The external id may have at most 100 characters.",
    });
    const after = JSON.stringify([...(await contentsOf(server.hesper.db, ["employees", "companies", "departments"]))]);
    expect(after).toBe(before);
    expect((await one.apply({ leaveOutRefused: true })).body.detail).toContain("nothing to import");
  });
});

describe("what lets people in", () => {
  it("another role and another email have all that follows from them, also in an import", async () => {
    server.clock.move(60);
    const one = importing(["externalId", "email", "name", "role"]);
    const link = await expectStatus(boss.browser.post(`/employees/${worker.id}/password-link`), 201);
    const linked = await one.preview([
      ["e1", edith.email, "", "auditor"],
      ["", grace.email, "", "employee"],
      ["a1", "new.boss@example.org", "New Boss", "administrator"],
    ]);
    expect(linked.counts).toMatchObject({ created: 1, changed: 2, refused: 0 });
    await one.applied();
    expect(await person("edith")).toMatchObject({ role: "auditor", externalId: "e1" });
    expect((await second.browser.get("/session")).status).toBe(401);
    const changed = await eventsOf(server, "employee.role_changed");
    expect(changed.map(({ subject_id, actor_id, detail }) => [subject_id, actor_id, detail])).toEqual([
      [worker.id, boss.id, { from: "employee", to: "auditor" }],
      [second.id, boss.id, { from: "administrator", to: "employee" }],
    ]);
    expect((await eventsOf(server, "employee.created")).at(-1)?.detail).toEqual({ role: "administrator" });

    const other = importing(["externalId", "email"]);
    await other.preview([["e1", "clarke@example.org"]]);
    await other.applied();
    expect((await eventsOf(server, "email.changed"))[0]).toMatchObject({
      subject_id: worker.id,
      detail: { from: edith.email, to: "clarke@example.org" },
    });
    const token = String(link.body.link).split("#")[1];
    expect((await server.browser().post("/password-resets/look", { token })).status).toBe(404);
    expect(await person("clarke")).toMatchObject({ name: edith.name });
  });

  it("an import is its maker's own, and ends with the right to make one", async () => {
    const other = await join(boss, { ...grace, email: "g2@example.org", name: "Grace Two" });
    await other.enrol();
    const one = importing(["name", "email"], other.browser);
    await one.preview([["Never", "never@example.org"]]);
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/rows"],
      ["DELETE", ""],
    ] as const) {
      expect((await boss.browser.send(method, one.path + path)).status, path).toBe(404);
    }
    // Asked for by the administrator, and carried out when it was one no more.
    await server.hesper.db
      .updateTable("employee_imports")
      .set({ state: "applying" })
      .where("id", "=", one.id as never)
      .execute();
    await expectStatus(other.change(boss.browser, { role: "auditor" }), 200);
    await server.hesper.background.runDue();
    const query = server.hesper.db
      .selectFrom("employee_imports")
      .selectAll()
      .where("id", "=", one.id as never);
    expect(await query.executeTakeFirst()).toMatchObject({
      state: "checked",
      note: expect.stringContaining("Nothing was imported"),
    });
    expect(await person("never")).toBeUndefined();
  });
});

describe("sending rows", () => {
  it("again changes nothing, with a gap is refused, and all must be there", async () => {
    const one = importing(["name", "email"]);
    await one.send([
      ["A", "a1@example.org"],
      ["B", "b1@example.org"],
    ]);
    const put = (from: number, ...rows: string[][]) => boss.browser.send("PUT", `${one.path}/rows`, { from, rows });
    expect((await put(2, ["X", "x@example.org"], ["C", "c1@example.org"])).body).toMatchObject({ rows: 3 });
    expect((await put(5, ["D", "d1@example.org"])).body).toMatchObject({ code: "conflict" });
    expect((await put(1, ["D", "d1@example.org", "too", ..."many cells".split("")])).status).toBe(400);
    expect((await boss.browser.post(`${one.path}/check`, { rows: 4 })).body.detail).toBe(
      "3 of 4 rows have arrived. Send the others.",
    );
    await expectStatus(boss.browser.post(`${one.path}/check`, { rows: 3 }), 200);
    await one.worked();
    expect((await one.rows()).map(({ name }) => name)).toEqual(["A", "B", "C"]);
    expect((await put(4, ["D", "d1@example.org"])).body.code).toBe("conflict");
    expect((await boss.browser.get(`${one.path}/rows?cursor=x`)).status).toBe(400);
    const { body } = await boss.browser.get(`${one.path}/rows?limit=2`);
    expect(body.nextCursor).toBe("2");
    expect((await boss.browser.get(`${one.path}/rows?limit=2&cursor=2`)).body).toMatchObject({
      items: [{ row: 3 }],
      nextCursor: null,
    });
    await expectStatus(boss.browser.send("DELETE", one.path), 204);
    expect((await boss.browser.get(one.path)).status).toBe(404);
  });

  it("a day later nothing is left of it", async () => {
    await importing().send([row({ name: "Half", email: "half@example.org" })]);
    server.clock.move(86_401);
    await server.hesper.background.runDue();
    const left = await contentsOf(server.hesper.db, [
      "employee_imports",
      "employee_import_rows",
      "employee_import_outcomes",
      "employee_import_places",
    ]);
    expect([...left.values()].flat()).toEqual([]);
  });
});
