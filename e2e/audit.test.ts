// The audit in the browser: finding what happened among thousands of events, exporting it, and keeping the evidence.
import { readFileSync } from "node:fs";
import type { AuditEvent } from "@hesper/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHeadFile } from "../apps/server/src/audit/head-file.ts";
import { recordEvent } from "../apps/server/src/audit/service.ts";
import { holdsHead } from "../apps/server/src/audit/verify.ts";
import { inTransaction } from "../apps/server/src/database/database.ts";
import { createIds, type EmployeeId } from "../apps/server/src/security/ids.ts";
import { systemRandom } from "../apps/server/src/security/random.ts";
import { alan, type Browser, edith, expectStatus, grace, MovableClock } from "../apps/server/src/testing/harness.ts";
import { ada, look, lookFromAllSides, type PageOptions, Stage, views } from "./harness.ts";

const stage = new Stage();
let adasBrowser: Browser;
let alansBrowser: Browser;
const people = new Map<string, EmployeeId>();
const formula = {
  email: "formula@example.org",
  name: "=1+1",
  role: "employee",
  password: "a cell that wants to run",
} as const;
const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

beforeAll(async () => {
  await stage.open();
  const { server } = stage;
  adasBrowser = await server.setUp(ada);
  await server.enrol(adasBrowser, "Phone");
  await server.enrol(await server.invite(adasBrowser, grace));
  alansBrowser = await server.invite(adasBrowser, alan);
  await server.invite(adasBrowser, edith);
  await server.invite(adasBrowser, formula);
  const { body } = await adasBrowser.get("/employees?limit=200");
  for (const { email, id } of body.items as { email: string; id: EmployeeId }[]) people.set(email, id);
  await writeHistory();
  await stage.work();
});
afterAll(() => stage.close());

const idOf = (email: string) => people.get(email) ?? ("" as EmployeeId);

/** Two weeks of log-ins, as the server writes them. */
async function writeHistory(): Promise<void> {
  const past = new MovableClock(stage.clock.nowMs() - 14 * 86_400_000);
  const ids = createIds(past, systemRandom);
  const emails = [ada.email, grace.email, alan.email, edith.email, formula.email];
  await inTransaction(stage.server.hesper.db, async (tx) => {
    for (let at = 0; at < 3000; at += 1) {
      past.move(400);
      const person = idOf(emails[at % emails.length] ?? "");
      const origin = { address: `192.0.2.${1 + (at % 40)}`, userAgent: chrome };
      const common = { actorId: person, subjectId: person, origin };
      if (at % 2 === 0) {
        const detail = { newBrowser: at % 100 === 0 };
        await recordEvent(tx, ids, { ...common, type: "login.succeeded", factor: "totp", detail });
      } else await recordEvent(tx, ids, { ...common, type: "logout" });
    }
  });
}

async function openAudit(
  of: Browser,
  { search = "", ...options }: PageOptions & { search?: string } = {},
): Promise<Page> {
  const page = await stage.pageOf(of, options);
  await page.goto(`/audit${search}`);
  await rows(page).first().waitFor();
  return page;
}

const table = (page: Page) => page.getByRole("table", { name: "Events" });
const rows = (page: Page) => table(page).getByRole("button");
const drawer = (page: Page) => page.locator("[role=dialog]");
const count = (page: Page) => page.getByRole("region", { name: "What happened" }).getByRole("status").first();

/** The numbers of a count such as "1,234 events". */
async function counted(page: Page): Promise<number> {
  await count(page)
    .getByText(/\d events?/)
    .waitFor();
  return Number((await count(page).innerText()).replace(/\D/g, ""));
}

/** Waits until the list shows what the filters ask for. */
async function settled(page: Page): Promise<void> {
  await page.locator(".audit-list[aria-busy=true]").waitFor({ state: "detached" });
}

async function titles(page: Page): Promise<Set<string>> {
  await settled(page);
  return new Set(await rows(page).allInnerTexts());
}

async function cells(page: Page, column: "who" | "whom" | "address" | "outcome"): Promise<Set<string>> {
  await settled(page);
  return new Set(await table(page).locator(`tbody .audit-${column}`).allInnerTexts());
}

const phone = views.filter(([suffix]) => suffix.startsWith("-phone"));
const desk = views.filter((view) => !phone.includes(view));

describe.each([
  ["desk", desk],
  ["phone", phone],
])("seen on a %s", (_, sides) => {
  it("the list, an event, the filters and the export", async () => {
    const page = await openAudit(adasBrowser, sides[0]?.[1]);
    await counted(page);
    await lookFromAllSides(page, "audit", { sides });
    const narrow = page.getByRole("button", { name: "Filters" });
    if (await narrow.isVisible()) await narrow.click();
    await page.getByLabel("Time", { exact: true }).selectOption("custom");
    await page.getByLabel("From", { exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Person" }).fill("example");
    await page.getByRole("option", { name: /Grace Hopper/ }).waitFor();
    await lookFromAllSides(page, "audit-filters", { sides });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await settled(page);
    await page.getByRole("button", { name: "Authenticator app added" }).first().click();
    await drawer(page).getByText("as the person named it").waitFor();
    await lookFromAllSides(page, "audit-event", { sides });
    await drawer(page).getByText("Copy").last().scrollIntoViewIfNeeded();
    await lookFromAllSides(page, "audit-event-end", { sides });
    await page.keyboard.press("Escape");
    await drawer(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page
      .getByRole("dialog", { name: "Export" })
      .getByText(/All events: \d/)
      .waitFor();
    await lookFromAllSides(page, "audit-export", { sides });
    await page.close();
  });
});

describe("filters", () => {
  let page: Page;
  let all = 0;
  beforeAll(async () => {
    page = await openAudit(alansBrowser);
    all = await counted(page);
  });

  async function clear(): Promise<void> {
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await count(page)
      .getByText(`${all.toLocaleString("en")} events`)
      .waitFor();
    expect(new URL(page.url()).search).toBe("");
  }

  it("by person: searched as it is typed, who did it or on whom, and kept over a reload", async () => {
    const person = page.getByRole("combobox", { name: "Person" });
    await person.fill("HOPP");
    await page.getByRole("option", { name: "Grace Hopper · grace@example.org" }).click();
    await page.waitForURL(`**/audit?person=${idOf(grace.email)}`);
    expect([...(await cells(page, "who"))].toSorted()).toEqual(["Ada Lovelace", "Grace Hopper"]);
    expect(await counted(page)).toBeLessThan(all);
    await page.reload();
    await rows(page).first().waitFor();
    expect(await person.inputValue()).toBe("Grace Hopper · grace@example.org");
    expect([...(await cells(page, "who"))].toSorted()).toEqual(["Ada Lovelace", "Grace Hopper"]);
    await person.fill("nobody at all");
    await page.getByText("Nobody has this name or email.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Any person" }).click();
    await count(page)
      .getByText(`${all.toLocaleString("en")} events`)
      .waitFor();
  });

  it("by event: grouped, found by typing", async () => {
    await page.getByRole("combobox", { name: "Event" }).click();
    await page.getByText("Log-in and sessions").waitFor();
    await look(page, "audit-filter-event");
    await page.getByRole("combobox", { name: "Event" }).fill("authenticator app add");
    await page.getByRole("option", { name: "Authenticator app added" }).click();
    await count(page).getByText("2 events").waitFor();
    expect(await titles(page)).toEqual(new Set(["Authenticator app added"]));
    await clear();
  });

  it("by outcome, by address, by time; and Back takes one step back", async () => {
    await expectStatus(stage.server.browser().post("/login", { ...ada, name: undefined, password: "wrong" }), 401);
    all += 1;
    await page.getByLabel("Outcome").selectOption("refused");
    await count(page).getByText("1 event", { exact: true }).waitFor();
    expect(await cells(page, "outcome")).toEqual(new Set(["Refused"]));
    await page.goBack();
    await count(page)
      .getByText(`${all.toLocaleString("en")} events`)
      .waitFor();

    await page.getByLabel("Address").fill("192.0.2.7");
    await count(page).getByText("75 events").waitFor();
    expect(await cells(page, "address")).toEqual(new Set(["192.0.2.7"]));
    await clear();

    await page.getByLabel("Time", { exact: true }).selectOption("Last hour");
    await page.waitForURL("**/audit?last=hour");
    await count(page)
      .getByText(/^\d\d events/)
      .waitFor();
    await page.getByLabel("Time", { exact: true }).selectOption("Last 7 days");
    await count(page)
      .getByText(/1,5\d\d events/)
      .waitFor();

    await page.getByLabel("Time", { exact: true }).selectOption("custom");
    const local = (daysAgo: number) =>
      page.evaluate(
        (ms) => {
          const time = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
          return time.toISOString().slice(0, 16);
        },
        stage.clock.nowMs() - daysAgo * 86_400_000,
      );
    await page.getByLabel("From", { exact: true }).fill(await local(10));
    await page.getByLabel("To", { exact: true }).fill(await local(9));
    await count(page).getByText("216 events").waitFor();
    await page.getByLabel("To", { exact: true }).fill(await local(11));
    await page.getByText("The end is before the beginning.").waitFor();
    await page.getByText("No event fits the filters.").waitFor();
    await look(page, "audit-none");
    await clear();
  });

  it("a link that makes no sense shows everything", async () => {
    await page.goto("/audit?person=me&type=nothing&last=year");
    await rows(page).first().waitFor();
    expect(await counted(page)).toBe(all);
  });
});

describe("while things happen", () => {
  it("the count rises and a bar offers the new events; the list stays until it is clicked", async () => {
    const page = await openAudit(adasBrowser);
    const before = await counted(page);
    const [first] = await rows(page).allInnerTexts();
    stage.clock.move(5);
    await expectStatus(stage.server.browser().post("/login", { email: edith.email, password: edith.password }), 200);
    await count(page)
      .getByText(`${(before + 1).toLocaleString("en")} events`)
      .waitFor();
    const bar = page.getByRole("button", { name: "1 new event" });
    await bar.waitFor();
    expect((await rows(page).allInnerTexts())[0]).toBe(first);
    const place = await rows(page).first().boundingBox();
    await look(page, "audit-new");
    expect(await rows(page).first().boundingBox()).toEqual(place);
    await bar.click();
    await bar.waitFor({ state: "detached" });
    await rows(page).first().getByText("Log-in", { exact: true }).waitFor();
    expect((await table(page).locator("tbody .audit-who").allInnerTexts())[0]).toBe("Edith Clarke");
  });

  it("a hidden tab does not ask, nor one where nobody is: asking keeps a session alive", async () => {
    const page = await stage.pageOf(adasBrowser);
    await page.clock.install();
    await page.goto("/audit");
    await rows(page).first().waitFor();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked += 1;
    });
    await page.clock.runFor(11_000);
    await expect.poll(() => asked).toBeGreaterThan(1);
    await setHidden(page, true);
    asked = 0;
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
    await setHidden(page, false);
    await page.clock.runFor(6_000);
    await expect.poll(() => asked).toBeGreaterThan(0);
    await page.clock.runFor(6 * 60_000);
    await page.getByText("waiting until you are back").waitFor();
    asked = 0;
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
    await page.mouse.move(200, 300);
    await page.clock.runFor(6_000);
    await page.getByText("counted live").waitFor();
    await expect.poll(() => asked).toBeGreaterThan(0);
  });
});

async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    hidden ? "hidden" : "visible",
  );
}

describe("one event", () => {
  it("with the keyboard alone: arrows move, Enter opens, Escape closes and the focus is back", async () => {
    const page = await openAudit(adasBrowser);
    await rows(page).first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    const focused = () => page.evaluate(() => document.activeElement?.closest("tr")?.rowIndex);
    expect(await focused()).toBe(2);
    await page.keyboard.press("Enter");
    await drawer(page).getByText("Sealed", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await drawer(page).waitFor({ state: "detached" });
    await expect.poll(focused).toBe(2);
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).toBeUndefined();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe(2);
    await page.keyboard.press("PageDown");
    expect(await focused()).toBe(12);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).toBe(12);
  });

  it("says who, on whom, from where, with what; and leads on to the person and the address", async () => {
    const page = await openAudit(adasBrowser, { search: `?type=login.succeeded&person=${idOf(grace.email)}` });
    await rows(page).last().click();
    const event = drawer(page);
    for (const text of [
      "A person was logged in.",
      "Grace Hopper",
      "grace@example.org",
      "The same person",
      "Authenticator app",
      chrome,
      "whether the person had not logged in with this browser before",
    ]) {
      await event.getByText(text, { exact: true }).first().waitFor();
    }
    await event.getByText(/^Chrome on Linux/).waitFor();
    await event.getByText(/^In seal \d+$/).waitFor();
    await event.getByText(/\d\d:\d\d:\d\d\.\d{3} \S+$/).waitFor();
    await event.getByRole("link", { name: "Show all events from this address" }).click();
    await event.waitFor({ state: "detached" });
    await page.waitForURL(/address=192\.0\.2\.\d+/);
    expect((await cells(page, "address")).size).toBe(1);
    await rows(page).first().click();
    await drawer(page).getByRole("link", { name: "Show all events of this person" }).first().click();
    await page.waitForURL(/person=/);
    await settled(page);
    expect((await cells(page, "who")).size).toBeLessThan(3);
  });
});

describe("thousands of events", () => {
  it("come by themselves when the end is near; those far away are not laid out", async () => {
    const page = await openAudit(adasBrowser, { search: "?last=month" });
    const total = await counted(page);
    const end = page.locator(".hesper-list-end p");
    for (let turn = 0; turn < 200 && (await end.count()) === 0; turn += 1) {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForTimeout(50);
    }
    await end.getByText(`That is all: ${total.toLocaleString("en")} events.`).waitFor();
    const bodies = await table(page)
      .locator("tbody")
      .evaluateAll((all) =>
        all.map((body) => body.querySelector("td")?.checkVisibility({ contentVisibilityAuto: true })),
      );
    expect(bodies.length).toBe(Math.ceil(total / 100));
    expect(bodies[0]).toBe(false);
    expect(bodies.filter(Boolean).length).toBeLessThan(5);
    await page.keyboard.press("Home");
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  });
});

describe("export", () => {
  async function download(page: Page, format: "CSV" | "JSON Lines") {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.getByText(format, { exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Download" }).click(),
    ]);
    await dialog.getByText(/events? (was|were) saved as/).waitFor();
    const said = (await dialog.getByText(/saved as/).innerText()).trim();
    await look(page, `audit-export-done-${format === "CSV" ? "csv" : "jsonl"}`);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    return { said, name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  }

  /** A browser that cannot write to a file while it comes. */
  async function withoutPicker(search: string): Promise<Page> {
    const page = await stage.pageOf(alansBrowser);
    await page.addInitScript(() => Object.assign(window, { showSaveFilePicker: undefined }));
    await page.goto(`/audit${search}`);
    await rows(page).first().waitFor();
    return page;
  }

  it("CSV of what the filters show; a name that looks like a formula does not run", async () => {
    const page = await withoutPicker(`?person=${idOf(formula.email)}`);
    const shown = await counted(page);
    const { said, name, text } = await download(page, "CSV");
    expect(name).toBe("hesper-audit.csv");
    expect(said).toBe(`${shown} events were saved as hesper-audit.csv.`);
    const [head, ...lines] = text.trimEnd().split("\r\n");
    expect(head).toMatch(/^time,event,outcome,actor_name,actor_email,subject_name/);
    expect(lines).toHaveLength(shown);
    expect(lines.filter((line) => line.includes(",'=1+1,")).length).toBe(shown);
    expect(text).not.toMatch(/[,\n"]=1\+1/);
  });

  it("JSON Lines of everything: each line an event as the list has it, the latest first; the export is one itself", async () => {
    const page = await withoutPicker("");
    const before = await counted(page);
    stage.clock.move(1);
    const { said, text } = await download(page, "JSON Lines");
    const events = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as AuditEvent);
    expect(said).toBe(`${events.length.toLocaleString("en")} events were saved as hesper-audit.jsonl.`);
    expect(events.length).toBeGreaterThanOrEqual(before);
    expect(events[0]).toMatchObject({
      type: "audit.exported",
      actor: { name: "Alan Turing" },
      detail: { format: "jsonl" },
    });
    expect(events.map(({ id }) => id)).toEqual(
      events
        .map(({ id }) => id)
        .toSorted()
        .reverse(),
    );
    expect(events.filter(({ actor }) => actor?.name === "=1+1").length).toBeGreaterThan(500);
    await page.getByRole("button", { name: /new events?/ }).click();
    await rows(page).first().getByText("Audit exported").waitFor();
  });

  it("goes straight into a file where the browser can; progress is shown, and cancelling leaves nothing", async () => {
    const page = await stage.pageOf(alansBrowser);
    await page.addInitScript(() => {
      const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
      Object.assign(window, { showSaveFilePicker });
    });
    await page.goto("/audit");
    await rows(page).first().waitFor();
    const size = () =>
      page.evaluate(async () => {
        const folder = await navigator.storage.getDirectory();
        return (await (await folder.getFileHandle("hesper-audit.csv")).getFile()).size;
      });
    const network = await page.context().newCDPSession(page);
    const throttle = { offline: false, latency: 0, uploadThroughput: -1 };
    await network.send("Network.emulateNetworkConditions", { ...throttle, downloadThroughput: 100_000 });
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.getByRole("button", { name: "Download" }).click();
    await dialog.getByText(/^[1-9][\d,]* of 3,\d\d\d events$/).waitFor();
    await look(page, "audit-export-running");
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "Cancel the download" }).click();
    await dialog.getByRole("button", { name: "Download" }).waitFor();
    expect(await dialog.getByRole("alert").count()).toBe(0);
    expect(await size()).toBe(0);
    await network.send("Network.emulateNetworkConditions", { ...throttle, downloadThroughput: -1 });
    await dialog.getByRole("button", { name: "Download" }).click();
    await dialog.getByText(/saved as hesper-audit\.csv/).waitFor();
    expect(await size()).toBeGreaterThan(300_000);
  });

  it("that breaks off is said, and can be tried again", async () => {
    const page = await withoutPicker("");
    await page.route("**/audit-events/export*", (route) => route.abort());
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.getByRole("button", { name: "Download" }).click();
    await dialog.getByRole("alert").getByText("The server did not answer").waitFor();
    await look(page, "audit-export-failed");
    await dialog.getByRole("button", { name: "Download" }).waitFor();
    stage.complaints.length = 0;
  });
});

it("the head is downloaded as the verification reads it", async () => {
  stage.clock.move(61);
  await stage.work();
  const page = await openAudit(adasBrowser);
  await page.getByText("Every event is sealed.").waitFor();
  await page.getByRole("button", { name: "Show key and hash" }).click();
  await page.getByRole("button", { name: "Copy the public key" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  await look(page, "audit-head");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the head" }).click(),
  ]);
  const head = await readHeadFile(await file.path());
  expect(head.publicKey).toBe(await page.evaluate(() => navigator.clipboard.readText()));
  expect(await holdsHead(stage.server.hesper.db, head)).toBe(true);
});

it("an employee is told that the audit is not for them", async () => {
  const ediths = stage.server.browser();
  await expectStatus(ediths.post("/login", { email: edith.email, password: edith.password }), 200);
  const page = await stage.pageOf(ediths);
  await page.goto("/audit");
  await page.getByRole("alert").first().waitFor();
  expect(await table(page).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Audit" }).count()).toBe(0);
});

it("a list that cannot be loaded is said so, and loaded when asked again", async () => {
  const page = await stage.pageOf(adasBrowser);
  await page.route("**/audit-events?*", (route) => route.abort());
  await page.goto("/audit");
  await page.getByRole("region", { name: "What happened" }).getByRole("alert").waitFor();
  await look(page, "audit-failed");
  await page.unroute("**/audit-events?*");
  await page.getByRole("region", { name: "What happened" }).getByRole("button", { name: "Try again" }).click();
  await rows(page).first().waitFor();
  stage.complaints.length = 0;
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
