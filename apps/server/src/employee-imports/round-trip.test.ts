// What was exported and is imported changes nothing, whatever people are called; and no cell of it can run as a formula.
import fc from "fast-check";
import Papa from "papaparse";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inTransaction } from "../database/database.ts";
import { employeeCell, unmarked } from "../employees/csv.ts";
import { createEmployee } from "../employees/service.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { alan, expectStatus, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { allColumns, Importing } from "./testing.ts";

const server = new TestServer();
let boss: Member;

const nasty = [
  "=1+1",
  "'=1+1",
  "''-x",
  "'tis",
  "-x",
  "+49 170",
  "@x",
  "'",
  'She said "yes", twice',
  "semi;colon, comma",
  "😀 Smile",
  "Zoë Ängström",
  "  spaces around  ",
  "1e5",
  "007",
  "null",
];

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  await join(boss, alan);
  const place = async (path: string, body: object) => (await expectStatus(boss.browser.post(path, body), 201)).body.id;
  for (const [at, name] of nasty.entries()) {
    const companyId = await place("/companies", { name: `${name} & Co` });
    const departmentId = await place("/departments", { name, companyId });
    const positionId = await place("/positions", { name });
    const more = { phone: name, externalId: name, companyId, departmentId, positionId };
    await place("/employees", { name, email: `nasty${at}@example.org`, ...more });
  }
  const ids = createIds(server.clock, systemRandom);
  const by = { actorId: null, origin: { address: "test", userAgent: "" } };
  await inTransaction(server.hesper.db, async (tx) => {
    for (let at = 0; at < 600; at += 1) {
      const person = {
        name: `Plain ${at}`,
        email: `plain${at}@example.org`,
        role: "employee",
        hasLogIn: false,
      } as const;
      await createEmployee(tx, ids, { ...person, by });
    }
  });
});
afterAll(() => server.stop());

async function exported(query = "", browser = boss.browser): Promise<string[][]> {
  const { text, headers } = await expectStatus(browser.get(`/employees/export${query}`), 200);
  expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
  expect(headers["content-disposition"]).toBe('attachment; filename="hesper-employees.csv"');
  expect(text.startsWith("\ufeffExternal id,")).toBe(true);
  const { data, errors } = Papa.parse<string[]>(text.slice(1), { delimiter: "," });
  expect(errors).toEqual([]);
  return data.slice(1, -1);
}

it("everybody, exported and imported, changes nothing", async () => {
  const rows = await exported();
  expect(rows).toHaveLength(nasty.length + 600 + 2);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
  const one = new Importing(boss.browser, server.hesper, allColumns);
  const preview = await one.preview(rows.map((row) => row.slice(0, allColumns.length)));
  expect(preview.counts).toEqual({ created: 0, changed: 0, unchanged: rows.length, refused: 0 });
  expect(preview.added).toEqual({ companies: 0, departments: 0, positions: 0 });
});

it("the filters and the order of the list hold, auditors may, and it is on record", async () => {
  const auditor = await join(boss, { ...alan, email: "a2@example.org", name: "Auditor" });
  await auditor.enrol();
  const some = await exported("?search=plain+59&sort=email&direction=desc", auditor.browser);
  // "plain59@" comes after "plain599", whose digit comes before the sign.
  const descending = ["Plain 59", ...Array.from({ length: 10 }, (_, at) => `Plain ${599 - at}`)];
  expect(some.map(([, name]) => name)).toEqual(descending);
  const events = await eventsOf(server, "employees.exported");
  expect(events.map(({ actor_id, detail }) => [actor_id, detail])).toEqual([
    [boss.id, { employees: nasty.length + 602, filtered: false }],
    [auditor.id, { employees: 11, filtered: true }],
  ]);
});

it("any text comes back as it was, and starts no formula", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^'{0,3}[=+\-@\t\r\n]?[a-z'"=,;\n]*$/));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
      const line = cells.map(employeeCell).join(",");
      const [row] = Papa.parse<string[]>(line, { delimiter: ",", newline: "\r\n" }).data;
      expect((row ?? []).map(unmarked)).toEqual(cells);
      for (const cell of row ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n\0]/);
    }),
    { numRuns: 60 },
  );
});
