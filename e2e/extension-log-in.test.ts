// Enter credentials with the key: the extension logs its person in to Hesper itself, with login, password and code.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../apps/server/src/security/clock.ts";
import { activateIn, ExtensionBrowser, get, Office } from "./extension-harness.ts";
import { look } from "./harness.ts";

const office = new Office();
let browser: ExtensionBrowser;
let keyId = "";

beforeAll(async () => {
  // The key goes by the clock of the machine. What is proved before lies some minutes back, so that its codes are new ones.
  office.clock.move(-300);
  await office.open();
  await office.person.enrol();
  browser = await ExtensionBrowser.open();
  keyId = await activateIn(office, await browser.page());
  const { email, password, authenticator } = office.person;
  const otp = { secret: authenticator?.secret ?? "", algorithm: "SHA1", digits: 6, period: 30 } as const;
  await office.give(keyId, { name: "Hesper", urls: [office.address], login: email }, { password, otp });
});
afterAll(async () => {
  await browser?.close();
  await office.close();
});

/** From now on the server goes by the clock of the machine, as the key does. */
function keepTime(): void {
  office.clock.move(Math.max(0, (systemClock.nowMs() - office.clock.nowMs()) / 1000));
}

async function openLogIn(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${office.address}/log-in`);
  await page.getByLabel("Email").waitFor();
  return page;
}

it("with two hot keys and nothing typed: login and password, then the code that is ready for the next page", async () => {
  keepTime();
  const popup = await browser.page();
  await get(popup, { ask: "sync", fromTheBeginning: false });
  await popup.close();
  const page = await openLogIn();
  await browser.pressHotKey("fill-login", page);
  await page.waitForFunction(() => (document.querySelector("input[type=password]") as HTMLInputElement).value !== "");
  expect(await page.getByLabel("Email").inputValue()).toBe(office.person.email);
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe(office.person.password);
  await look(page, "extension-log-in-filled");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("Authentication code").waitFor();
  keepTime();
  await browser.pressHotKey("fill-code", page);
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  await page.context().clearCookies();
  await page.close();
});

it("from the pop-up, by a click on the account; its code is offered first on the next page", async () => {
  const page = await openLogIn();
  const popup = await browser.popupOver(page);
  await popup.setViewportSize({ width: 380, height: 600 });
  await popup.getByRole("button", { name: /Fill$/ }).first().click();
  await page.waitForFunction(() => (document.querySelector("input[type=password]") as HTMLInputElement).value !== "");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("Authentication code").waitFor();
  const again = await browser.popupOver(page);
  await again.setViewportSize({ width: 380, height: 600 });
  // A code is good once, and the one of this half minute may be spent: that it is filled, the test above shows.
  await again
    .getByRole("button", { name: /Fill the code|Fill code/ })
    .first()
    .waitFor();
  await look(again, "extension-code-ready");
});
