// Reading the audit: filters against a naive look at all events, pages without gaps, counts, and files for spreadsheets.
import { type AuditEvent, auditEventTypes } from "@hesper/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/database.ts";
import { createIds, type EmployeeId } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { ada, type Browser, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { csvCell } from "./reading.ts";
import { recordEvent } from "./service.ts";

const server = new TestServer();
let browser: Browser;
let all: AuditEvent[] = [];
const people: string[] = [];
const addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1"];
const types = ["login.succeeded", "logout", "policy.changed", "login.password_failed"] as const;

beforeAll(async () => {
  await server.start();
  browser = await server.setUp();
  await server.enrol(browser);
  for (const person of [grace, edith]) await server.invite(browser, person);
  const { db } = server.hesper;
  for (const { id } of await db.selectFrom("employees").select("id").execute()) people.push(id);
  const ids = createIds(server.clock, systemRandom);
  for (let at = 0; at < 300; at += 1) {
    server.clock.move(at % 7);
    const [actorId, subjectId] = [people[at % 4] ?? null, people[(at * 5) % 4] ?? null] as (EmployeeId | null)[];
    const origin = { address: addresses[at % 3] ?? "", userAgent: "test" };
    const type = types[(at * 3) % 4] ?? "logout";
    await inTransaction(db, (tx) =>
      recordEvent(tx, ids, { type, actorId: actorId ?? null, subjectId: subjectId ?? null, origin }),
    );
  }
  all = await pages("");
});
afterAll(() => server.stop());

/** Everything that fits, page by page. */
async function pages(query: string, limit = 200): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await expectStatus(browser.get(`/audit-events?limit=${limit}${query}${next}`), 200);
    found.push(...(body.items as AuditEvent[]));
    cursor = body.nextCursor as string | null;
  } while (cursor !== null);
  return found;
}

describe("filters", () => {
  const filters = fc.record(
    {
      person: fc.constantFrom(0, 1, 2).map((at) => people[at] ?? ""),
      type: fc.constantFrom(...types),
      outcome: fc.constantFrom("done", "refused"),
      address: fc.constantFrom(...addresses, "198.51.100.9"),
      from: fc.nat(300).map((at) => all[at % all.length]?.at ?? ""),
      to: fc.nat(300).map((at) => all[at % all.length]?.at ?? ""),
    },
    { requiredKeys: [] },
  );

  it("find what a look at every event finds, in pages of any size, and count as many", async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 200 }), async (given, limit) => {
        const { person, type, outcome, address, from, to } = given;
        fc.pre(from === undefined || to === undefined || from < to);
        const wanted = all.filter(
          (event) =>
            (person === undefined || event.actor?.id === person || event.subject?.id === person) &&
            (type === undefined || event.type === type) &&
            (outcome === undefined || event.outcome === outcome) &&
            (address === undefined || event.address === address) &&
            (from === undefined || event.at >= from) &&
            (to === undefined || event.at < to),
        );
        const query = new URLSearchParams(given as Record<string, string>).toString();
        const found = await pages(query === "" ? "" : `&${query}`, limit < 20 && wanted.length > 100 ? 50 : limit);
        expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
        const { body } = await expectStatus(browser.get(`/audit-events/count?${query}`), 200);
        expect(body).toEqual({ count: wanted.length, exact: true });
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it.each(["type=no.such", "from=yesterday", "outcome=maybe", "limit=0", "cursor=%00", "person=me", "who=me"])(
    "%s is refused, and the field is named",
    async (query) => {
      const { status, body } = await browser.get(`/audit-events?${query}`);
      expect([status, body.code]).toEqual([400, "invalid_request"]);
      expect((body.errors as { field: string }[])[0]?.field).toBe(`/${query.split("=")[0]}`);
    },
  );
});

describe("pages", () => {
  it("have neither gaps nor repetitions while events are added", async () => {
    const first = await expectStatus(browser.get("/audit-events?limit=100"), 200);
    const before = first.body.items as AuditEvent[];
    server.clock.move(1);
    await server.browser().post("/login", { email: ada.email, password: "wrong horse battery staple" });
    const second = await expectStatus(browser.get(`/audit-events?limit=100&cursor=${first.body.nextCursor}`), 200);
    const ids = [...before, ...(second.body.items as AuditEvent[])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(200);
    expect(ids).toEqual([...ids].sort().reverse());
    const latest = await expectStatus(browser.get("/audit-events?limit=1"), 200);
    expect((latest.body.items as AuditEvent[])[0]).toMatchObject({
      type: "login.password_failed",
      outcome: "refused",
      subject: { email: ada.email },
      actor: null,
      factor: "password",
      browser: "test",
    });
  });
});

// A name that begins with = would run as a formula in the spreadsheet of whoever opens the export.
describe("cells of a CSV file (V1.2.10)", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@x", "'@x"],
    ["\tx", "'\tx"],
    ["\u0000x", "'\u0000x"],
    ['a"b', '"a""b"'],
    ["a\nb", '"a\nb"'],
    ["a,b", '"a,b"'],
    ["\r=1", '"\'\r=1"'],
    ["plain", "plain"],
    ["", ""],
  ])("%j is written as %j", (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});

it("every event of the catalogue can be asked for", async () => {
  for (const type of auditEventTypes) {
    expect((await browser.get(`/audit-events/count?type=${type}`)).status).toBe(200);
  }
});
