// An employee's own view in the browser: accounts with the state on each key, keys with what they hold, a key that is
// reported lost, and who did what; on a phone, in the dark, by the keyboard.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAccount, makeOrganisationKey, newAccountId } from "../apps/server/src/testing/accounts.ts";
import { setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { edith, expectStatus } from "../apps/server/src/testing/harness.ts";
import { makeKey, privateAccount, type TestKey } from "../apps/server/src/testing/keys.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { hasNoSidewaysScrolling, look, Stage } from "./harness.ts";

const stage = new Stage();
const phoneSize = { width: 390, height: 844 };
let boss: Member;
let person: Member;
let laptop: TestKey;
let page: Page;

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  person = await join(boss, edith);
  page = await stage.pageOf(person.browser, phoneSize);
});
afterAll(() => stage.close());

const refused = { type: "about:blank", title: "Conflict", status: 409, code: "conflict", detail: "Not now." };
const dialog = () => page.getByRole("dialog");
const card = (name: string, of = page) => of.getByRole("region", { name, exact: true });

it("whoever has nothing is told what comes, and finds the pages on a phone", async () => {
  await page.goto("/profile/accounts");
  await page.getByText("You have no accounts yet.").waitFor();
  expect(new URL(page.url()).pathname).toBe("/my-accounts");
  await page.getByRole("button", { name: "Navigation" }).click();
  const places = page.getByRole("navigation", { name: "Main" });
  await places.getByRole("link").first().waitFor();
  expect(await places.getByRole("link").allInnerTexts()).toEqual(["Home", "My accounts", "My keys", "Profile"]);
  await places.getByRole("link", { name: "My keys" }).click();
  await page.getByText("You have no key yet").waitFor();
  await hasNoSidewaysScrolling(page);
  await look(page, "my-keys-none-phone");
});

it("accounts say on which keys they are, and a key says what it holds and who did what", async () => {
  const organisation = await makeOrganisationKey(boss.browser);
  laptop = await makeKey(stage.server, boss.browser, person.id);
  const path = `/employees/${person.id}/accounts`;
  await makeAccount(boss.browser, path, [laptop, organisation], { name: "Mail of the company" });
  await laptop.sync();
  await makeAccount(boss.browser, path, [organisation], { name: "Payroll" });
  const account = newAccountId();
  await expectStatus(laptop.send("PUT", `/key/accounts/${account}`, await privateAccount([laptop], { account })), 200);
  await page.goto("/my-accounts");
  const row = page.getByRole("row").filter({ hasText: "Mail of the company" });
  await row.getByText("On 1 of 1 key").click();
  await row.getByText("Laptop: delivered").waitFor();
  await hasNoSidewaysScrolling(page);
  await look(page, "my-accounts-phone");
  await page.getByRole("link", { name: "My keys" }).last().click();
  await card("Laptop").getByText("It gets your accounts").waitFor();
  const holds = card("Laptop").getByRole("button", { name: "What it holds" });
  expect(await holds.getAttribute("aria-expanded")).toBe("false");
  await holds.click();
  const held = card("Laptop").getByRole("listitem");
  await held.filter({ hasText: "Mail of the company" }).getByText("On the key.").waitFor();
  await held.filter({ hasText: "Payroll" }).getByText("Not on it yet.").waitFor();
  await held.filter({ hasText: "Private account" }).waitFor();
  expect(await page.content()).not.toContain("My diary");
  await card("What was done lately").getByText("Ada Lovelace made the account Payroll for you.").waitFor();
  await card("What was done lately").getByText("Ada Lovelace made the key Laptop for you.").waitFor();
  await hasNoSidewaysScrolling(page);
  await look(page, "my-keys-phone");
});

it("a lost key is reported by the keyboard, after the page has said what happens; a stale one is not", async () => {
  await card("Laptop").getByRole("button", { name: "Report lost" }).focus();
  await page.keyboard.press("Enter");
  await dialog().getByText("for at most 14 days without contact").waitFor();
  await dialog().getByText("An administrator decides what becomes of it").waitFor();
  await look(page, "my-key-lost-phone");
  const { revision } = (await expectStatus(boss.browser.get(`/keys/${laptop.keyId}`), 200)).body;
  await expectStatus(boss.browser.send("PATCH", `/keys/${laptop.keyId}`, { revision, name: "Work" }), 200);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await dialog().getByText("Ada Lovelace renamed a key, which is called “Work” now, meanwhile.").waitFor();
  await page.keyboard.press("Enter");
  await dialog().waitFor({ state: "detached" });
  await card("Work").getByRole("button", { name: "Report lost" }).focus();
  await page.keyboard.press("Enter");
  await dialog().getByRole("button", { name: "Cancel" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await card("Work").getByText("It is reported lost").waitFor();
  expect(await card("Work").getByRole("button", { name: "Report lost" }).count()).toBe(0);
  // The button that had the focus is gone: the keyboard goes on at the heading.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("My keys");
  await card("What was done lately").getByText("You reported the key Work lost.").waitFor();
  expect((await laptop.get("/key")).body).toMatchObject({ status: "suspended", reason: "lost" });
});

it("in the dark and on a wide screen it says who let the key go on; what cannot be loaded can be tried again", async () => {
  await expectStatus(setStatus(boss.browser, laptop.keyId, "active"), 200);
  const wide = await stage.pageOf(person.browser, { dark: true });
  await wide.route("**/api/v1/profile/keys?*", (route) =>
    route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(refused) }),
  );
  await wide.goto("/my-keys");
  await wide.getByText("Not now.").waitFor();
  await wide.unroute("**/api/v1/profile/keys?*");
  await wide.getByRole("button", { name: "Try again" }).click();
  await card("Work", wide).getByText("Active", { exact: true }).waitFor();
  await card("What was done lately", wide).getByText("Ada Lovelace let the key Work go on.").waitFor();
  await look(wide, "my-keys-dark");
  await wide.goto("/my-accounts");
  await wide.getByRole("row").filter({ hasText: "Payroll" }).getByText("On 0 of 1 key").waitFor();
  await wide.context().close();
  const light = await stage.pageOf(person.browser);
  await light.goto("/my-keys");
  await card("Work", light).waitFor();
  await look(light, "my-keys");
  await light.context().close();
  expect(stage.complaints).toEqual([]);
});
