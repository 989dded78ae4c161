// Leaving, in the browser: what the question says, the card on Home, the list, ticking off, and closing it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeyHolder, makeAccount, makeOrganisationKey, sealFor } from "../apps/server/src/testing/accounts.ts";
import { alan, edith, expectStatus } from "../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { hasNoSidewaysScrolling, look, Stage } from "./harness.ts";

const stage = new Stage();
let page: Page;
let boss: Member;
let auditor: Member;
let person: Member;
let organisation: KeyHolder;
const ids = new Map<string, string>();

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
  await make("Bank of the company", `/employees/${person.id}/accounts`, "edith");
  for (const name of ["Door of the office", "Newsletter"]) {
    await make(name, "/shared-accounts", "office@example.org");
    const path = `/shared-accounts/${ids.get(name)}/employees/${person.id}`;
    await expectStatus(boss.browser.send("PUT", path), 204);
  }
  page = await stage.pageOf(boss.browser);
});
afterAll(() => stage.close());

async function make(name: string, path: string, login: string): Promise<void> {
  ids.set(name, (await makeAccount(boss.browser, path, [organisation], { name, login })).id);
}

/** As another administrator's browser would. */
async function change(name: string, part: "password" | "otp", revision: number): Promise<void> {
  const account = ids.get(name) ?? "";
  const sealed = await sealFor([organisation], { account, revision: revision + 1, password: "another one" });
  const body = { revision, ...sealed, changed: [part] };
  await expectStatus(boss.browser.send("PUT", `/accounts/${account}/sealed`, body), 200);
}

const dialog = () => page.getByRole("dialog");
const list = (of = page) => of.getByRole("list", { name: "Accounts" });
const row = (name: string) => list().getByRole("listitem").filter({ hasText: name });
const show = (filter: string) => page.getByText(filter, { exact: true }).click();

it("whoever deactivates is told how much was seen, and the employee's page leads to the list", async () => {
  await page.goto(`/employees/${person.id}`);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Deactivate", exact: true }).click();
  await dialog().getByText(`${person.name} could have seen 3 accounts`).waitFor();
  await look(page, "leaving-question");
  await dialog().getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("3 of 3 accounts still to be changed.").waitFor();
  await dialog().waitFor({ state: "detached" });
  await look(page, "leaving-employee");
  await page.getByRole("link", { name: "Open the list" }).click();
  await page.getByRole("heading", { name: `Left: ${person.name}` }).waitFor();
  await list().getByRole("listitem").first().waitFor();
  expect(await list().getByRole("listitem").count()).toBe(3);
});

it("an account is edited from the list, ticked off by hand and put back", async () => {
  await page.getByRole("button", { name: "Edit password of Door of the office" }).click();
  await page.getByRole("dialog", { name: "Edit the password of Door of the office" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Tick off Newsletter" }).click();
  await row("Newsletter").waitFor({ state: "detached" });
  await page.getByText("2 of 3 accounts still to be changed.").waitFor();
  await show("Done");
  await row("Newsletter").getByText(`Ticked off by ${boss.name}`).waitFor();
  await page.getByRole("button", { name: "Undo Newsletter" }).click();
  await page.getByText("Nothing is done yet.").waitFor();
  await page.getByText("3 of 3 accounts still to be changed.").waitFor();
});

it("what is changed is ticked off by itself, and Home says what is left", async () => {
  await change("Door of the office", "password", 1);
  await change("Bank of the company", "password", 1);
  await change("Bank of the company", "otp", 2);
  await page.goto("/");
  const title = `Left: ${person.name} — 2 of 3 accounts still to be changed`;
  await page.getByRole("heading", { name: title }).waitFor();
  await look(page, "leaving-home");
  await page.getByRole("link", { name: "Open the list" }).click();
  await row("Door of the office").getByText("Password: changed").waitFor();
  expect(await page.getByRole("button", { name: "Edit password of Door of the office" }).count()).toBe(0);
  await show("All");
  await row("Bank of the company").getByText("Done: the password and the OTP secret were changed").waitFor();
  await look(page, "leaving-list");
});

it("an auditor sees it and is offered no change, on a phone in the dark", async () => {
  const phone = await stage.pageOf(auditor.browser, { width: 390, height: 844, dark: true });
  await phone.goto("/");
  await phone.getByRole("link", { name: "Open the list" }).click();
  await list(phone).getByText("Newsletter").waitFor();
  expect(await phone.getByRole("main").getByRole("button").count()).toBe(0);
  await hasNoSidewaysScrolling(phone);
  await look(phone, "leaving-list-phone-dark");
  await phone.context().close();
});

it("who is back is named, and the list is closed with a reason", async () => {
  await expectStatus(person.change(boss.browser, { status: "active" }), 200);
  await page.reload();
  await page.getByText(`${person.name} is back`).waitFor();
  await page.getByRole("button", { name: "Close the list" }).click();
  await dialog().getByLabel("Reason").fill("Yes");
  await dialog().getByRole("button", { name: "Close the list" }).click();
  await dialog().getByText("Say in a few words why").waitFor();
  await dialog().getByLabel("Reason").fill("Was away for a year, and keeps these accounts");
  await look(page, "leaving-close");
  await dialog().getByRole("button", { name: "Close the list" }).click();
  await page.getByText(`${boss.name} closed the list on`).waitFor();
  await page.getByText("Closed with 2 of 3 accounts not changed.").waitFor();
  await page.goto("/");
  await page.getByRole("heading", { name: "Save your recovery codes" }).waitFor();
  expect(await page.getByText("Left:").count()).toBe(0);
  await page.getByRole("link", { name: "Employees" }).click();
  await page.getByRole("link", { name: "Leavers" }).click();
  await page.getByText("Nothing is left to be changed.").waitFor();
  await show("All");
  await page.getByRole("link", { name: person.name }).waitFor();
  await look(page, "leavers");
  expect(stage.complaints).toEqual([]);
});
