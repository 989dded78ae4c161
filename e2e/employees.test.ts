// Employees in the browser: added, found, edited by two at once, locked out, deleted; what they belong to, and groups.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alan, type Browser, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { ada, hasNoSidewaysScrolling, look, Stage } from "./harness.ts";

const stage = new Stage();
/** Ada at her browser, and as a program. */
let page: Page;
let boss: Member;
let second: Member;
let auditor: Member;

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  second = await join(boss, grace);
  await second.enrol();
  auditor = await join(boss, alan);
  await join(boss, edith);
  page = await stage.pageOf(boss.browser);
  await page.goto("/");
});
afterAll(() => stage.close());

const dialog = (of = page) => of.getByRole("dialog");
const table = (of = page) => of.getByRole("table", { name: "Employees" });
const row = (name: string, of = page) => table(of).getByRole("row").filter({ hasText: name });
const section = (name: string, of = page) => of.getByRole("region", { name, exact: true });

async function isClosed(of = page): Promise<void> {
  await dialog(of).waitFor({ state: "detached" });
}

/** Types a name that is missing and makes it. */
async function makeInPlace(label: string, name: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).fill(name);
  await page.getByRole("option", { name: `Make “${name}”` }).click();
  await expect.poll(() => page.getByRole("combobox", { name: label }).inputValue()).toBe(name);
}

async function add(browser: Browser, name: string, more: Record<string, unknown> = {}): Promise<string> {
  const email = `${name.split(" ")[0]?.toLowerCase()}@example.org`;
  const { body } = await expectStatus(browser.post("/employees", { name, email, ...more }), 201);
  return String(body.id);
}

async function act(item: string): Promise<void> {
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
  await dialog().waitFor();
}

it("an employee is added with a company, a department and a position that are made in place", async () => {
  await page.getByRole("link", { name: "Employees" }).click();
  await row(ada.name).waitFor();
  await page.getByRole("button", { name: "New employee" }).click();
  await dialog().getByRole("button", { name: "Add", exact: true }).click();
  await dialog().getByText("Enter an email such as").waitFor();
  const name = dialog().getByLabel("Name", { exact: true });
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await name.fill("Katherine Johnson");
  await dialog().getByLabel("Email").fill("katherine@example.org");
  await page.getByRole("combobox", { name: "Department" }).fill("Orbits");
  await page.getByText("Choose the company first").waitFor();
  await makeInPlace("Company", "Langley");
  await makeInPlace("Department", "Flight Research");
  await makeInPlace("Position", "Mathematician");
  await dialog().getByLabel("Phone").fill("+1 757 864 1000");
  await dialog().getByLabel("External id").fill("NACA-1953");
  await dialog().getByLabel("Invite to log in").check();
  await look(page, "new-employee");
  await dialog().getByRole("button", { name: "Add", exact: true }).click();
  await dialog().getByText("Hand this link over to Katherine Johnson").waitFor();
  await dialog().getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "Katherine Johnson" }).waitFor();
  await page.getByText("Mathematician · Flight Research · Langley").waitFor();
  await section("Log-in").getByText("has not chosen a password yet").waitFor();
  await section("Recent events").getByText("by Ada Lovelace").first().waitFor();
  await look(page, "employee");
});

it("who has the words and fits the filters is found, and the address keeps it", async () => {
  const company = (await boss.browser.get("/companies")).body.items as { id: string }[];
  await add(boss.browser, "Dorothy Vaughan", { companyId: company[0]?.id });
  await add(boss.browser, "Margaret Hamilton");
  await page.goto("/employees");
  await row("Margaret Hamilton").waitFor();
  await look(page, "employees");
  const search = page.getByRole("searchbox", { name: "Search by name, email, department" });
  await search.pressSequentially("lang");
  await row("Margaret Hamilton").waitFor({ state: "detached" });
  await row("Dorothy Vaughan").waitFor();
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByRole("combobox", { name: "Position" }).click();
  await page.getByRole("option", { name: "Mathematician" }).click();
  await row("Dorothy Vaughan").waitFor({ state: "detached" });
  await page.getByRole("status").getByText("1 employee", { exact: true }).waitFor();
  await look(page, "employees-filters");
  await page.reload();
  await row("Katherine Johnson").waitFor();
  expect(await search.inputValue()).toBe("lang");
  expect(await page.getByRole("combobox", { name: "Position" }).inputValue()).toBe("Mathematician");
  expect(await table().getByRole("row").count()).toBe(2);
  // An answer that nobody waits for any more is not waited for: the server must not work for each letter.
  const stopped: string[] = [];
  page.on("requestfailed", (request) => stopped.push(request.url()));
  await page.route("**/api/v1/employees?*search=slow*", () => {});
  const slow = page.waitForRequest("**/api/v1/employees?*search=slow*");
  await search.fill("slow");
  await slow;
  await search.fill("nobody like this");
  await page.getByText("Nobody fits").waitFor();
  expect(stopped.join()).toContain("search=slow");
  await look(page, "employees-nobody");
  await page.getByRole("button", { name: "Show everybody" }).click();
  await row("Margaret Hamilton").waitFor();
  const names = () => table().getByRole("rowheader").getByRole("link").allInnerTexts();
  await table().getByRole("button", { name: "Name" }).click();
  await expect.poll(async () => (await names())[0]).toBe("Margaret Hamilton");
  expect(new URL(page.url()).search).toBe("?direction=desc");
});

// The later of two administrators undid what the earlier one had done, without ever seeing it.
it("two edit one employee: the later is told who changed what, keeps what was typed, and sees theirs beside it", async () => {
  await row("Katherine Johnson").getByRole("link").click();
  await section("Profile").getByRole("button", { name: "Edit" }).click();
  const id = page.url().split("/").at(-1);
  const form = page.getByRole("form", { name: "Profile" });
  await form.getByLabel("Name", { exact: true }).fill("Katherine G. Johnson");
  await form.getByLabel("Phone").fill("1");
  const { revision } = (await second.browser.get(`/employees/${id}`)).body;
  const theirs = { revision, name: "Katherine Goble", externalId: "NASA-1958" };
  await expectStatus(second.browser.send("PATCH", `/employees/${id}`, theirs), 200);
  await form.getByRole("button", { name: "Save" }).click();
  await form
    .getByRole("alert")
    .getByText(/^Grace Hopper changed .*name.* of Katherine Goble meanwhile/)
    .waitFor();
  await form.getByText("Theirs: Katherine Goble").waitFor();
  await form.getByText("Changed meanwhile. It was: NACA-1953").waitFor();
  expect(await form.getByLabel("Name", { exact: true }).inputValue()).toBe("Katherine G. Johnson");
  expect(await form.getByLabel("External id").inputValue()).toBe("NASA-1958");
  await look(page, "employee-changed-meanwhile");
  await form.getByRole("button", { name: "Take theirs: Name" }).click();
  await form.getByRole("button", { name: "Save mine over it" }).click();
  await section("Profile").getByRole("button", { name: "Edit" }).waitFor();
  const { name, phone, externalId } = (await second.browser.get(`/employees/${id}`)).body;
  expect([name, phone, externalId]).toEqual(["Katherine Goble", "1", "NASA-1958"]);
  await section("Profile").getByRole("button", { name: "Edit" }).click();
  await form.getByLabel("Email").fill(ada.email);
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").getByText("Somebody with this email exists already").waitFor();
  await page.getByRole("link", { name: "Employees" }).first().click();
  await dialog().getByText("1 change of Katherine Goble would be lost").waitFor();
  await dialog().getByRole("button", { name: "Leave" }).click();
  await row("Katherine Goble").waitFor();
});

it("companies, departments and positions are kept tidy: renamed, and deleted when others take what is in them", async () => {
  await page.getByRole("link", { name: "Settings" }).click();
  const companies = section("Companies");
  await companies.getByRole("button", { name: "New company" }).click();
  await dialog().getByLabel("Name").fill("NASA");
  await dialog().getByRole("button", { name: "Save" }).click();
  await isClosed();
  await companies.getByRole("button", { name: /^Langley/ }).click();
  await companies.getByText("Flight Research").waitFor();
  await companies.getByRole("link", { name: "2 employees" }).waitFor();
  await companies.getByRole("button", { name: "Actions for Flight Research" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await dialog().getByLabel("Name").fill("Guidance");
  await dialog().getByRole("button", { name: "Save" }).click();
  await companies.getByText("Guidance").waitFor();
  await look(page, "organisation");
  await companies.getByRole("button", { name: "Actions for Langley" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog().getByText("Langley still has 2 employees and 1 department").waitFor();
  await dialog().getByRole("button", { name: "Move and delete" }).click();
  await dialog().getByRole("alert").getByText("Choose another company").waitFor();
  await dialog().getByRole("combobox", { name: "Move to" }).click();
  await page.getByRole("option", { name: "NASA" }).click();
  await look(page, "delete-a-company");
  await dialog().getByRole("button", { name: "Move and delete" }).click();
  await isClosed();
  await companies.getByRole("button", { name: /^Langley/ }).waitFor({ state: "detached" });
  await companies.getByRole("link", { name: "2 employees" }).click();
  await row("Katherine Goble").getByText("Guidance").waitFor();
  await row("Dorothy Vaughan").getByText("NASA").waitFor();
});

it("a group is made, gets members at once, and is left on either page", async () => {
  await page.getByRole("link", { name: "Groups" }).click();
  await page.getByText("There is no group yet").waitFor();
  await page.getByRole("button", { name: "New group" }).first().click();
  await dialog().getByRole("button", { name: "Make the group" }).click();
  await dialog().getByText("Enter the name of the group").waitFor();
  await dialog().getByLabel("Name").fill("Computers");
  await dialog().getByLabel("Description").fill("Who computes by hand");
  await look(page, "new-group");
  await dialog().getByRole("button", { name: "Make the group" }).click();
  await page.getByRole("heading", { name: "Computers" }).waitFor();
  await page.getByRole("button", { name: "Add members" }).click();
  await dialog().getByLabel("Search employees").fill("nasa");
  await dialog().getByLabel("Margaret Hamilton").waitFor({ state: "detached" });
  await dialog().getByLabel("Dorothy Vaughan").check();
  await dialog().getByLabel("Search employees").fill("hamilton");
  await dialog().getByLabel("Margaret Hamilton").check();
  await dialog().getByText("Chosen: Dorothy Vaughan, Margaret Hamilton").waitFor();
  await look(page, "add-members");
  await dialog().getByRole("button", { name: "Add 2 employees" }).click();
  await isClosed();
  await page.getByText("2 members", { exact: true }).waitFor();
  await look(page, "group");
  const asks = page.getByLabel("Members must have a second factor");
  await asks.click();
  await dialog().getByText("Every member who can log in has a second factor already").waitFor();
  await look(page, "group-policy");
  await dialog().getByRole("button", { name: "Ask for it" }).click();
  await isClosed();
  expect(await asks.isChecked()).toBe(true);
  await page.getByRole("button", { name: "Remove Dorothy Vaughan" }).click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await isClosed();
  await page.getByText("1 member", { exact: true }).waitFor();
  // The button that had the keyboard is gone with its row.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Members");
  await page.getByRole("link", { name: "Margaret Hamilton" }).click();
  await section("Groups").getByRole("link", { name: "Computers" }).waitFor();
  await section("Groups").getByRole("button", { name: "Remove from Computers" }).click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await section("Groups").getByText("In no group").waitFor();
  await section("Groups").getByRole("button", { name: "Add to a group" }).click();
  await dialog().getByRole("combobox", { name: "Group" }).click();
  await page.getByRole("option", { name: "Computers" }).click();
  await look(page, "add-to-a-group");
  await dialog().getByRole("button", { name: "Add", exact: true }).click();
  await section("Groups").getByRole("link", { name: "Computers" }).waitFor();
});

it("an employee is locked out, let in again, and deleted after it was said what goes", async () => {
  await act("Deactivate");
  await dialog().getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("is deactivated and cannot log in").waitFor();
  await isClosed();
  await section("Log-in").getByRole("button", { name: "Reactivate" }).click();
  await dialog().getByRole("button", { name: "Reactivate" }).click();
  await section("Log-in").getByRole("button", { name: "Invite to log in" }).waitFor();
  await isClosed();
  await act("Delete");
  await dialog().getByText("1 membership of a group").waitFor();
  await look(page, "delete-an-employee");
  await dialog().getByRole("button", { name: "Delete for good" }).click();
  await isClosed();
  await page.getByRole("heading", { name: "Employees" }).waitFor();
  await row("Margaret Hamilton").waitFor({ state: "detached" });
});

it("a group is deleted after it was said what goes", async () => {
  await page.getByRole("link", { name: "Groups" }).click();
  await page.getByRole("link", { name: "Computers" }).waitFor();
  await look(page, "groups");
  await page.getByRole("link", { name: "Computers" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await dialog().getByLabel("Name").fill("Human computers");
  await dialog().getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Human computers" }).waitFor();
  await isClosed();
  await page.getByRole("button", { name: "Delete" }).click();
  await dialog().getByText("Its members stay employees").waitFor();
  await dialog().getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("There is no group yet").waitFor();
});

it("an auditor sees all and is offered no change, on a phone in the dark", async () => {
  const phone = await stage.pageOf(auditor.browser, { width: 390, height: 844, dark: true });
  await phone.goto("/employees");
  await row("Katherine Goble", phone).waitFor();
  const offered = await phone.getByRole("main").getByRole("button").allInnerTexts();
  expect(offered.map((one) => one.trim())).toEqual(["Filters", "Name", "Department", "Last log-in"]);
  await look(phone, "employees-phone-dark");
  await hasNoSidewaysScrolling(phone);
  for (let count = 1; count <= 55; count += 1) await add(boss.browser, `Zoe${count} Page`);
  await phone.reload();
  await phone.getByRole("status").getByText("61 employees").waitFor();
  await phone.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await phone.getByText("That is all: 61 employees.").waitFor();
  await row("Grace Hopper", phone).getByRole("link").click();
  await section("Second factors", phone).getByText("Set up:").waitFor();
  expect(await phone.getByRole("main").getByRole("button").count()).toBe(0);
  await section("Recent events", phone).getByRole("list").waitFor();
  await look(phone, "employee-phone-dark");
  await hasNoSidewaysScrolling(phone);
  await phone.goto("/settings/organisation");
  await section("Companies", phone).getByRole("button", { name: /^NASA/ }).click();
  await phone.getByText("Guidance").waitFor();
  expect(await phone.getByRole("main").getByRole("button").count()).toBe(1);
  await look(phone, "organisation-phone-dark");
  await hasNoSidewaysScrolling(phone);
  await phone.goto("/employees/nobody");
  await phone.getByRole("heading", { name: "There is no such employee" }).waitFor();
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
