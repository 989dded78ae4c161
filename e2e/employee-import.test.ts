// Importing employees in the browser: a small table with its troubles, an export that changes nothing, and 100,000 rows
// with a progress bar and a refused one while others go on.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alan, expectStatus } from "../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { hasNoSidewaysScrolling, look, Stage, views } from "./harness.ts";

const stage = new Stage();
let boss: Member;
let page: Page;

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  page = await stage.pageOf(boss.browser);
});
afterAll(() => stage.close());

const heading = (name: string, of = page) => of.getByRole("heading", { name, exact: true });
const rows = (of = page) => of.getByRole("table", { name: "Rows" }).getByRole("row");

async function choose(name: string, buffer: Buffer): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
}

async function show(outcome: string): Promise<void> {
  await page.getByRole("radiogroup", { name: "Rows that are shown" }).getByText(outcome).click();
}

async function lookInEveryView(name: string): Promise<void> {
  for (const [suffix, { width = 1440, height = 900, dark = false, scale }] of views) {
    if (scale !== undefined) continue;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await hasNoSidewaysScrolling(page);
    await look(page, `${name}${suffix}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

const staff = [
  "Personalnummer;Name;E-Mail;Abteilung;Firma;Mobile phone;Shoe size",
  "17;Jürgen Weiß;juergen@example.org;Vertrieb;Müller & Söhne;+49 30 1;44",
  "18;Zoë Ängström;zoe@example.org;Vertrieb;müller & söhne;;38",
  "19;Nobody;no email here;Vertrieb;Müller & Söhne;;41",
].join("\r\n");

it("a table is matched, previewed by row, and imported without the row that is refused", async () => {
  await page.goto("/employees");
  await page.getByRole("link", { name: "Import" }).click();
  await heading("Choose a file").waitFor();
  await look(page, "import-choose");
  await choose("photo.csv", Buffer.from([0x50, 0x4b, 3, 4, 0]));
  await page.getByText("Save the sheet as CSV").waitFor();
  await choose("empty.csv", Buffer.from(""));
  await page.getByText("empty.csv: The file is empty.").waitFor();

  await choose("staff.csv", Buffer.from(staff, "latin1"));
  await heading("Match the columns").waitFor();
  await page.getByText("staff.csv: 3 rows, Windows-1252").waitFor();
  const field = (column: string) => page.getByLabel(`Field of ${column}`);
  expect(await field("E-Mail").inputValue()).toBe("email");
  expect(await field("Personalnummer").inputValue()).toBe("externalId");
  expect(await field("Shoe size").inputValue()).toBe("");
  await field("Mobile phone").selectOption("Phone");
  await field("Name").selectOption("Do not import");
  await field("Name").selectOption("Name");
  await look(page, "import-match");
  await page.getByRole("button", { name: "Show what would happen" }).click();

  await heading("What would happen").waitFor();
  await page.getByText("1 company, 1 department will be made with them.").waitFor();
  await rows().filter({ hasText: "“no email here” is no email." }).getByText("4", { exact: true }).waitFor();
  await lookInEveryView("import-preview");
  await show("New (2)");
  await rows().filter({ hasText: "Jürgen Weiß" }).getByText("Müller & Söhne").waitFor();
  // The address leads back.
  await page.reload();
  await heading("What would happen").waitFor();
  const button = page.getByRole("button", { name: "Import 2 rows" });
  expect(await button.isDisabled()).toBe(true);
  await page.getByLabel("Leave the refused rows out (1)").check();
  await button.click();
  await heading("Imported").waitFor();
  await page.getByText("staff.csv: 2 employees were added, 0 were changed, 1 refused row was left out.").waitFor();
  await look(page, "import-done");
  await page.getByRole("link", { name: "Go to the employees" }).click();
  await page.getByRole("link", { name: "Zoë Ängström" }).waitFor();
});

it("what changes meanwhile stops it, and is said; an export changes nothing; a person proves anew", async () => {
  await page.goto("/employees/import");
  await choose("new.csv", Buffer.from("Name,Email,Phone\nJürgen Weiss,juergen@example.org,1\n"));
  await page.getByRole("button", { name: "Show what would happen" }).click();
  await rows().filter({ hasText: "juergen@example.org" }).getByText("Jürgen Weiß").waitFor();
  await look(page, "import-changes");
  const { body } = await boss.browser.get("/employees?search=juergen");
  const [person] = body.items as { id: string; revision: number }[];
  const change = { revision: person?.revision, name: "Jürgen W." };
  await expectStatus(boss.browser.send("PATCH", `/employees/${person?.id}`, change), 200);
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await page.getByText("Nothing was imported. This is the preview as things are now.").waitFor();
  await rows().filter({ hasText: "Jürgen W." }).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await heading("Choose a file").waitFor();

  await page.goto("/employees");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const file = readFileSync(await (await download).path());
  expect(file.toString()).toContain("\ufeffExternal id,Name,Email,Phone,Company,Department,Position,Role,Status\r\n");
  expect(file.toString()).toContain(
    "17,Jürgen W.,juergen@example.org,'+49 30 1,Müller & Söhne,Vertrieb,,employee,active\r\n",
  );
  await page.getByRole("link", { name: "Import" }).click();
  await choose("hesper-employees.csv", file);
  await page.getByRole("button", { name: "Show what would happen" }).click();
  await page.getByText("No row would change anything.").waitFor();
  await page.getByText("As known (3)").waitFor();
  await page.goto("/employees/import?import=01890000-0000-7000-8000-000000000000");
  await heading("This import is not there any more").waitFor();
  const auditor = await join(boss, alan);
  await auditor.enrol();
  const theirs = await stage.pageOf(auditor.browser);
  await theirs.goto("/employees");
  await theirs.getByRole("link", { name: "Export" }).waitFor();
  expect(await theirs.getByRole("link", { name: "Import" }).count()).toBe(0);
  await theirs.goto("/employees/import");
  await theirs.getByText("Administrators import employees.").waitFor();
});

const count = 100_000;

function manyPeople(): Buffer {
  const lines = ["Employee id,Name,Email,Phone,Company,Department,Job title"];
  for (let at = 1; at <= count; at += 1) {
    const email = at === 70_000 ? "not an email" : `person${at}@example.org`;
    lines.push(
      `p${at},Person Number ${at},${email},+49 ${at},Company ${at % 20},Department ${at % 400},Post ${at % 50}`,
    );
  }
  return Buffer.from(lines.join("\n"));
}

/** Goes on asking, as others do who work with Hesper meanwhile, and keeps how long each answer took. */
function others(ask: () => Promise<unknown>): { end: () => Promise<number[]> } {
  const took: number[] = [];
  let over = false;
  const asking = (async () => {
    while (!over) {
      const begun = performance.now();
      await ask();
      took.push(performance.now() - begun);
      await sleep(150);
    }
  })();
  return {
    end: async () => {
      over = true;
      await asking;
      return took.sort((one, other) => one - other);
    },
  };
}

function inWords(what: string, took: number[]): string {
  const at = (part: number) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0);
  return `${what}: ${took.length} answers, half within ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms, all within ${at(1)} ms`;
}

it("100,000 employees with a progress bar and a refused row; whoever reads or writes meanwhile is answered", async () => {
  const figures: string[] = [];
  const begun = performance.now();
  const lap = (what: string) => figures.push(`${what} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await page.goto("/employees/import");
  await choose("everybody.csv", manyPeople());
  let name = 0;
  const readers = others(() => expectStatus(boss.browser.get("/session"), 200));
  const writers = others(() => {
    name += 1;
    return expectStatus(boss.browser.send("PATCH", "/profile", { name: `Ada ${name}` }), 200);
  });
  await page.getByRole("button", { name: "Show what would happen" }).click();
  const bar = (label: string) => page.getByRole("progressbar", { name: label });
  const percent = async (label: string) => Number(await bar(label).getAttribute("aria-valuenow"));
  await expect.poll(() => percent("How many rows are sent")).toBeGreaterThan(0);
  lap("began to be sent");
  await bar("How many rows are looked at").waitFor({ timeout: 60_000 });
  lap("sent");
  await expect.poll(() => percent("How many rows are looked at"), { timeout: 20_000 }).toBeGreaterThan(20);
  await look(page, "import-progress");
  await page.getByText("Refused (1)").waitFor({ timeout: 60_000 });
  lap("previewed");
  await rows().filter({ hasText: "“not an email” is no email." }).getByText("70,001", { exact: true }).waitFor();
  await page.getByLabel("Leave the refused rows out (1)").check();
  await page.getByRole("button", { name: "Import 99,999 rows" }).click();
  await bar("How many rows are imported").waitFor();
  await page.getByText("The employees are in the list.").waitFor({ timeout: 60_000 });
  lap("written");
  await heading("Imported").waitFor({ timeout: 60_000 });
  lap("searchable");
  await page.getByText("everybody.csv: 99,999 employees were added").waitFor();
  figures.push(inWords("reading", await readers.end()), inWords("writing", await writers.end()));
  await page.getByRole("link", { name: "Go to the employees" }).click();
  await page.getByLabel("Search").fill("person99999");
  await page.getByRole("link", { name: "Person Number 99999" }).waitFor();
  expect(stage.complaints).toEqual([]);
  if (process.env.HESPER_TEST_FIGURES) process.stdout.write(`${figures.join("\n")}\n`);
});
