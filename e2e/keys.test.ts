// Keys in the browser: added, activated, suspended, unlocked, ended by two administrators at once; policies, and the page of the link.
import { fingerprintOf } from "@hesper/vault";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type KeyHolder,
  makeAccount,
  makeOrganisationKey,
  newAccountId,
  sealFor,
} from "../apps/server/src/testing/accounts.ts";
import { activate, giveKey, type KeyClient, setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { alan, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { ada, hasNoSidewaysScrolling, look, Stage } from "./harness.ts";

const stage = new Stage();
/** Ada at her browser, and as a program. */
let page: Page;
let boss: Member;
let second: Member;
let auditor: Member;
let person: Member;
let organisation: KeyHolder;

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  second = await join(boss, grace);
  await second.enrol();
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
  page = await stage.pageOf(boss.browser);
});
afterAll(() => stage.close());

const dialog = (of = page) => of.getByRole("dialog");
const section = (name: string, of = page) => of.getByRole("region", { name, exact: true });
const keyRow = (name: string) => section("Keys").getByRole("listitem").filter({ hasText: name });
const tableRow = (name: string, of = page) =>
  of.getByRole("table", { name: "Keys" }).getByRole("row").filter({ hasText: name });
const isClosed = () => dialog().waitFor({ state: "detached" });

/** Ada's session at her browser is another one since she proved who she is. */
const addKey = (name: string) => giveKey(stage.server, second.browser, person.id, { name });

async function act(item: string): Promise<void> {
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
  await dialog().waitFor();
}

let link = "";
let code = "";
let laptop: KeyClient;

it("a key is added on the employee's page: link and code are shown once, and can be copied", async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  await page.getByText("There is no key yet").waitFor();
  await page.getByRole("button", { name: "Add a key" }).first().click();
  await dialog().getByRole("button", { name: "Add the key" }).click();
  await dialog().getByRole("alert").getByText("Choose whom the key is for").waitFor();
  await dialog().getByRole("combobox", { name: "Employee" }).fill("edith");
  await page.getByRole("option", { name: /Edith Clarke/ }).click();
  await dialog().getByRole("button", { name: "Cancel" }).click();
  await page.goto(`/employees/${person.id}`);
  await section("Keys").getByText("None yet").waitFor();
  await section("Keys").getByRole("button", { name: "Add a key" }).click();
  await dialog().getByText("locks after 10 wrong PINs").waitFor();
  await page.keyboard.press("Enter");
  await dialog().getByRole("alert").getByText("Enter the name of the key").waitFor();
  await page.keyboard.type("Laptop");
  await look(page, "key-add");
  await page.keyboard.press("Enter");
  await dialog().getByText(`Hand this over to ${person.name}`).waitFor();
  // Of two Enters in a row the second must not close what is shown once.
  await page.keyboard.press("Enter");
  link = await dialog().getByLabel("Activation link", { exact: true }).innerText();
  code = await dialog().getByLabel("Activation code", { exact: true }).innerText();
  expect(link).toBe(`${stage.address}/activate-key#${code}`);
  await dialog().getByRole("button", { name: "Copy the code" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await dialog().getByRole("img", { name: "QR code of the activation link" }).waitFor();
  await look(page, "key-activation");
  await dialog().getByRole("button", { name: "Done" }).click();
  await isClosed();
  await keyRow("Laptop").getByText("Reserved").waitFor();
  expect(await page.content()).not.toContain(code);
});

it("a new link voids the one before, and the page of the link says for whom it is without using it up", async () => {
  await keyRow("Laptop").getByRole("link").click();
  await section("Status").getByText("It waits to be activated").waitFor();
  const before = link;
  await section("Status").getByRole("button", { name: "Make a new link" }).click();
  await dialog().getByRole("button", { name: "Make a new link" }).click();
  link = await dialog().getByLabel("Activation link", { exact: true }).innerText();
  code = await dialog().getByLabel("Activation code", { exact: true }).innerText();
  expect(link).not.toBe(before);
  const visitor = await stage.page({ width: 390, height: 844 });
  await visitor.goto(before);
  await visitor.getByText("This link does not work any more").waitFor();
  await look(visitor, "activate-key-dead-phone");
  // The same page, to which only what stands behind the number sign is new.
  await visitor.goto(link);
  await visitor.getByText("The key Laptop for Edith Clarke").waitFor();
  expect(visitor.url()).toBe(`${stage.address}/activate-key`);
  await visitor.getByRole("button", { name: "Copy the command" }).click();
  expect(await visitor.evaluate(() => navigator.clipboard.readText())).toBe(`npx hesper-key activate "${link}"`);
  await hasNoSidewaysScrolling(visitor);
  await look(visitor, "activate-key-phone");
  await visitor.goto("/activate-key");
  await visitor.getByText("This link is not complete").waitFor();
  await visitor.context().close();
  const wide = await stage.page();
  await wide.goto(link);
  await wide.getByText("The key Laptop for Edith Clarke").waitFor();
  await look(wide, "activate-key");
  await wide.context().close();
  laptop = await activate(stage.server, code);
});

it("an activated key shows its fingerprint and device, and what it has", async () => {
  await dialog().getByRole("button", { name: "Done" }).click();
  await page.reload();
  await section("Status").getByText("Active", { exact: true }).waitFor();
  await page.getByText(await fingerprintOf(laptop.recipient)).waitFor();
  await page.getByText("Test 1.0").waitFor();
});

it("it is suspended with the keyboard, with a reason, and resumed", async () => {
  await page.getByRole("button", { name: "Actions", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Suspend" }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Suspend");
  await page.keyboard.press("Enter");
  await dialog().getByText("At its next contact the key locks").waitFor();
  await dialog().getByRole("button", { name: "Suspend" }).click();
  await dialog().getByRole("alert").getByText("Choose why.").waitFor();
  await dialog().getByRole("radio", { name: "Lost" }).check();
  await dialog().getByText("report it as compromised instead").waitFor();
  await look(page, "key-suspend");
  await dialog().getByRole("button", { name: "Suspend" }).click();
  await section("Status").getByText("Suspended", { exact: true }).waitFor();
  await section("Status").getByText("Lost", { exact: true }).waitFor();
  expect((await laptop.get("/key")).body).toMatchObject({ status: "suspended", reason: "lost" });
  await section("Status").getByRole("button", { name: "Resume" }).click();
  await dialog().getByRole("button", { name: "Resume" }).click();
  await section("Status").getByText("Active", { exact: true }).waitFor();
  // The button that had the focus is gone: the keyboard goes on beside it.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Status");
  expect((await laptop.get("/key")).body.status).toBe("active");
});

it("one that locked itself is unlocked, which asks for a fresh proof and goes on by itself", async () => {
  await expectStatus(laptop.send("POST", "/key/lock", { lock: 1 }), 204);
  stage.server.clock.move(11 * 60);
  await page.goto("/");
  await page.getByRole("heading", { name: "1 key is locked" }).waitFor();
  await page.getByRole("link", { name: "Look at the key" }).click();
  await tableRow("Laptop").getByRole("link").click();
  await section("Status").getByText("too many wrong PINs").waitFor();
  await look(page, "key-locked");
  await section("Status").getByRole("button", { name: "Unlock" }).click();
  await dialog().getByText("Unlock it only if you know").waitFor();
  await look(page, "key-unlock");
  await dialog().getByRole("button", { name: "Unlock" }).click();
  const proof = page.getByRole("dialog", { name: "Prove that it is you" });
  await proof.getByLabel("Password", { exact: true }).fill(ada.password);
  await proof.getByLabel("Code").fill(await stage.server.code({ secret: boss.authenticator?.secret ?? "" }));
  await proof.getByRole("button", { name: "Continue" }).click();
  await section("Status").getByText("Active", { exact: true }).waitFor();
  expect((await laptop.get("/key")).body).toMatchObject({ status: "active", lock: 1 });
});

// Two administrators act on what the other has changed already, without ever seeing it.
it("of two administrators the later is told who did what, and the page shows it", async () => {
  await second.logIn();
  await act("Deactivate");
  await expectStatus(setStatus(second.browser, laptop.keyId, "suspended", "withdrawn"), 200);
  await dialog().getByRole("radio", { name: "Broken" }).check();
  await dialog().getByRole("button", { name: "Deactivate" }).click();
  await dialog().getByRole("alert").getByText(second.name).waitFor();
  await look(page, "key-changed-meanwhile");
  await dialog().getByRole("button", { name: "Close", exact: true }).last().click();
  await section("Status").getByText("Suspended", { exact: true }).waitFor();
  await act("Edit name and policy");
  await expectStatus(setStatus(second.browser, laptop.keyId, "active"), 200);
  await dialog().getByLabel("Name", { exact: true }).fill("Laptop in the office");
  await dialog().getByRole("button", { name: "Save" }).click();
  await dialog().getByRole("alert").getByText(second.name).waitFor();
  await dialog().getByRole("button", { name: "Save mine over it" }).click();
  await page.getByRole("heading", { name: "Laptop in the office" }).waitFor();
  await section("Status").getByText("Active", { exact: true }).waitFor();
});

it("who reports a key as compromised is told what is lost, and gets the list of what is to be changed", async () => {
  const of = `/employees/${person.id}/accounts`;
  const bank = await makeAccount(second.browser, of, [organisation, laptop], { name: "Bank" });
  const account = newAccountId();
  const { sealed, sealedTo } = await sealFor([laptop], { account, password: "mine alone" });
  const own = { revision: 0, sealed, details: sealed, sealedTo };
  await expectStatus(laptop.send("PUT", `/key/accounts/${account}`, own), 200);
  await expectStatus(laptop.post("/key/receipts", { applied: [bank.id] }), 204);
  await page.setViewportSize({ width: 1440, height: 1200 });
  await page.reload();
  await section("Accounts").getByText("1 delivered · 1 queued").waitFor();
  await section("Accounts").getByRole("table").getByText("Bank").waitFor();
  await look(page, "key");
  await page.setViewportSize({ width: 1440, height: 900 });
  await act("Report as compromised");
  await dialog().getByText("1 private account is lost for good").waitFor();
  await dialog().getByText("secrets of 1 account:").waitFor();
  await dialog().getByRole("radio", { name: "Stolen" }).check();
  await look(page, "key-compromised");
  await dialog().getByRole("button", { name: "Report as compromised" }).click();
  await dialog().getByText("1 of 1 account still to be changed.").waitFor();
  await look(page, "key-reported");
  await dialog().getByRole("link", { name: "Open the list" }).click();
  const title = "Compromised: Laptop in the office, key of Edith Clarke";
  await page.getByRole("heading", { name: title }).waitFor();
  await page.getByRole("list", { name: "Accounts" }).getByText("Bank").waitFor();
  await look(page, "key-list");
  await page.goto("/");
  await page.getByRole("heading", { name: `${title} — 1 of 1 account still to be changed` }).waitFor();
  await page.goto(`/employees/${person.id}`);
  await page.getByText(title).waitFor();
});

it("it wipes itself and says so; only then it can be deleted", async () => {
  await keyRow("Laptop in the office").getByText("Compromised").waitFor();
  expect(await keyRow("Laptop in the office").getByRole("button").count()).toBe(0);
  await keyRow("Laptop in the office").getByRole("link").click();
  await section("Status").getByText("It has not said so yet").waitFor();
  await expectStatus(laptop.send("POST", "/key/wiped"), 204);
  await page.reload();
  await section("Status").getByText("It has wiped itself").waitFor();
  await act("Delete");
  await dialog().getByRole("button", { name: "Delete for good" }).click();
  await page.waitForURL("**/keys");
  await page.getByText("There is no key yet").waitFor();
});

it("policies are made with limits, edited beside another administrator, and deleted", async () => {
  await page.getByRole("link", { name: "key policies" }).click();
  await page.getByRole("button", { name: "New policy" }).waitFor();
  // Without what was said of the key.
  await page.reload();
  await page.getByRole("button", { name: "New policy" }).click();
  await dialog().getByLabel("Shortest PIN").fill("3");
  await dialog().getByRole("button", { name: "Make the policy" }).click();
  await dialog().getByText("Enter the name of the policy").waitFor();
  await dialog().getByText("The least length of a PIN is 4 to 32 characters.").waitFor();
  await look(page, "key-policy-mistakes");
  await dialog().getByLabel("Name", { exact: true }).fill("Field staff");
  await dialog().getByLabel("Shortest PIN").fill("12");
  await dialog().getByLabel("Works without contact for").fill("90");
  await look(page, "key-policy");
  await dialog().getByRole("button", { name: "Make the policy" }).click();
  await isClosed();
  const policies = page.getByRole("list", { name: "Key policies" }).getByRole("listitem");
  const fieldStaff = policies.filter({ hasText: "Field staff" });
  await fieldStaff.getByText("works 90 days without contact").waitFor();
  await page.reload();
  await look(page, "key-policies");
  await fieldStaff.getByRole("button", { name: "Edit" }).click();
  const all = (await second.browser.get("/key-policies")).body.items as Record<string, unknown>[];
  const { id, revision } = all.find(({ name }) => name === "Field staff") ?? {};
  const rules = { name: "Field staff", pinMinimumLength: 8, wrongPins: 5, lockAfterMinutes: 5, offlineDays: 30 };
  await expectStatus(second.browser.send("PUT", `/key-policies/${id}`, { revision, ...rules }), 200);
  await dialog().getByLabel("Works without contact for").fill("60");
  await dialog().getByRole("button", { name: "Save" }).click();
  await dialog().getByRole("alert").getByText(second.name).waitFor();
  await dialog().getByRole("button", { name: "Save mine over it" }).click();
  await fieldStaff.getByText("works 60 days without contact").waitFor();
  await fieldStaff.getByRole("button", { name: "Delete" }).click();
  await dialog().getByText("No key has it.").waitFor();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await fieldStaff.waitFor({ state: "detached" });
  expect(await policies.getByRole("button", { name: "Delete" }).count()).toBe(0);
});

it("keys are found by employee and status, and the address keeps it; deactivating somebody ends theirs", async () => {
  const phone = await addKey("Phone");
  const tablet = await addKey("Tablet");
  await expectStatus(tablet.send("POST", "/key/lock", { lock: 1 }), 204);
  const suspended = await addKey("Old laptop");
  await expectStatus(setStatus(second.browser, suspended.keyId, "suspended", "lost"), 200);
  await expectStatus(second.browser.post(`/employees/${person.id}/keys`, { name: "New laptop" }), 201);
  // Sealed to nobody but the organisation: it waits for the active key, and for no other.
  await makeAccount(second.browser, `/employees/${person.id}/accounts`, [organisation], { name: "Mail" });
  await page.goto("/");
  await page.getByRole("heading", { name: "2 accounts wait to be sealed to 1 key" }).waitFor();
  await page.getByRole("link", { name: "Deliver" }).click();
  await tableRow("Phone").getByText("waiting").waitFor();
  await look(page, "keys");
  await page.getByRole("checkbox", { name: "Accounts wait" }).check();
  await tableRow("Tablet").waitFor({ state: "detached" });
  await tableRow("Phone").waitFor();
  expect(new URL(page.url()).search).toBe("?waiting=true");
  await page.getByRole("checkbox", { name: "Accounts wait" }).uncheck();
  await tableRow("Tablet").waitFor();
  await page.getByRole("combobox", { name: "Status" }).selectOption("Locked");
  await tableRow("Phone").waitFor({ state: "detached" });
  expect(new URL(page.url()).search).toBe("?status=locked");
  await page.reload();
  await tableRow("Tablet").getByText("Wrong PINs").waitFor();
  await page.getByRole("searchbox", { name: "Search by employee" }).fill("nobody");
  await page.getByText("No key fits").waitFor();
  await page.getByRole("button", { name: "Show all keys" }).click();
  await tableRow("Phone").waitFor();
  await page.goto(`/employees/${person.id}`);
  await keyRow("Phone").waitFor();
  await look(page, "keys-of-employee");
  await act("Deactivate");
  await dialog().getByText("Their 4 keys are deactivated for good: security keys at once").waitFor();
  await dialog().getByRole("button", { name: "Deactivate", exact: true }).click();
  await keyRow("Phone").getByText("Deactivated").waitFor();
  expect((await phone.get("/key")).body.status).toBe("deactivated");
  expect(await section("Keys").getByRole("button", { name: "Add a key" }).count()).toBe(0);
});

it("an auditor sees it and is offered no change, on a phone in the dark", async () => {
  const phone = await stage.pageOf(auditor.browser, { width: 390, height: 844, dark: true });
  await phone.goto("/keys");
  await tableRow("Phone", phone).waitFor();
  await hasNoSidewaysScrolling(phone);
  await look(phone, "keys-phone-dark");
  await tableRow("Tablet", phone).getByRole("link").click();
  await section("Status", phone).getByText("It wipes itself at its next contact").waitFor();
  expect(
    await phone
      .getByRole("main")
      .getByRole("button", { name: /Actions|Unlock|Resume|Make/ })
      .count(),
  ).toBe(0);
  await hasNoSidewaysScrolling(phone);
  await look(phone, "key-phone-dark");
  await phone.goto("/settings/key-policies");
  await phone.getByText("PIN of 6 characters or more").waitFor();
  expect(await phone.getByRole("main").getByRole("button").count()).toBe(0);
  await hasNoSidewaysScrolling(phone);
  await look(phone, "key-policies-phone-dark");
  await phone.getByRole("link", { name: "4 keys have it" }).click();
  await tableRow("Phone", phone).waitFor();
  expect(new URL(phone.url()).search).toBe("?policy=00000000-0000-7000-8000-000000000001");
  await phone.context().close();
  expect(stage.complaints).toEqual([]);
});
