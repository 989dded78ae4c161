// The pop-up and the pages of the extension as a person uses them, by mouse and by keyboard alone, in light and dark.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { expectStatus } from "../apps/server/src/testing/harness.ts";
import { ask, ExtensionBrowser, get, Office, pin } from "./extension-harness.ts";
import { ada, giveEmailAndPassword, hasNoSidewaysScrolling, look } from "./harness.ts";

const office = new Office();
let browser: ExtensionBrowser;
let other: ExtensionBrowser;
/** The pop-up over the office's own log-in page. */
let popup: Page;
let site: Page;
let keyId = "";
const complaints: string[] = [];

const popupSize = { width: 380, height: 600 };
const said = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text }).waitFor();
const alert = (page: Page, text: string | RegExp) => page.getByRole("alert").filter({ hasText: text }).waitFor();

async function open(path: string, size = { width: 900, height: 640 }, from = browser): Promise<Page> {
  const page = await from.page(path);
  await page.setViewportSize(size);
  page.on("pageerror", (error) => complaints.push(`${path}: ${error}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${path}: ${message.text()}`);
  });
  return page;
}

async function openPopup(): Promise<Page> {
  const page = await open(`popup.html?tab=${await browser.tabOf(site)}`, popupSize);
  await page.bringToFront();
  return page;
}

/** Picks what opens in a tab beside. */
async function opened(from: ExtensionBrowser, act: () => Promise<void>): Promise<Page> {
  const [page] = await Promise.all([from.context.waitForEvent("page"), act()]);
  await page.waitForLoadState();
  return page;
}

beforeAll(async () => {
  await office.open();
  browser = await ExtensionBrowser.open();
  other = await ExtensionBrowser.open();
  site = await browser.context.newPage();
  await site.goto(`${office.address}/log-in`);
});
afterAll(async () => {
  await Promise.all([browser?.close(), other?.close()]);
  await office.close();
});

it("a browser is activated with the link, by the keyboard", async () => {
  popup = await openPopup();
  await popup.getByRole("heading", { name: "Make this browser a key" }).waitFor();
  await look(popup, "extension-not-activated");
  const page = await opened(browser, () => popup.getByRole("button", { name: "Activate" }).click());
  await page.setViewportSize({ width: 900, height: 640 });
  const { link, id } = await office.makeKey("Browser");
  keyId = id;
  await page.getByLabel("Activation link").fill("https://nonsense.example");
  await page.keyboard.press("Enter");
  await alert(page, "This is no activation link");
  await page.getByLabel("Activation link").fill(link);
  await page.keyboard.press("Enter");
  await page.getByText("This browser becomes the key Browser of Edith Clarke").waitFor();
  expect(await page.getByLabel("New PIN").evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("4711");
  await page.keyboard.press("Enter");
  await alert(page, "The PIN must have at least 6 characters.");
  await page.getByLabel("New PIN").fill(pin);
  await page.keyboard.press("Tab");
  await page.keyboard.type("471109");
  await page.keyboard.press("Enter");
  await alert(page, "The two PINs are not the same");
  await look(page, "extension-activate");
  await page.getByLabel("The PIN once more").fill(pin);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "The key Browser is activated" }).waitFor();
  const fingerprint = await page.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/).innerText();
  const { body } = await expectStatus(office.boss.browser.get(`/keys/${keyId}`), 200);
  expect(body.fingerprint).toBe(fingerprint);
  await look(page, "extension-activated");
  await page.close();
});

it("a wrong PIN says how many are left, and a right one shows what is for this site first", async () => {
  const url = office.address;
  await office.give(keyId, { name: "Hesper", login: "edith@example.org", urls: [url] }, { password: "tulip-4", otp });
  await office.give(
    keyId,
    { name: "Bank", login: "edith", urls: ["https://bank.example.org"] },
    { password: "rose-7" },
  );
  const strict = url.replace("http:", "https:");
  await office.give(keyId, { name: "Strict", login: "edith.strict", urls: [strict] }, { password: "oak-9" });
  await get(popup, { ask: "sync", fromTheBeginning: false });
  await get(popup, { ask: "lock" });
  await popup.close();
  popup = await openPopup();
  await popup.getByLabel("PIN").waitFor();
  await popup.keyboard.type("000000");
  await popup.keyboard.press("Enter");
  await alert(popup, "The PIN is wrong. The key locks itself after 9 more.");
  await look(popup, "extension-locked");
  await popup.reload();
  await popup.getByText("One wrong PIN so far").waitFor();
  await popup.keyboard.type(pin);
  await popup.keyboard.press("Enter");
  const mine = popup.getByRole("list", { name: "For this site" });
  await mine.getByRole("button", { name: /^Hesper/ }).waitFor();
  await popup.getByRole("heading", { name: `For ${new URL(office.address).host}` }).waitFor();
  await popup.getByText(/^\d{3} \d{3}$/).waitFor();
  await popup.getByText(/^\d+ s$/).waitFor();
  await look(popup, "extension-popup");
});

const otp = { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", algorithm: "SHA1", digits: 6, period: 30 } as const;

it("one types to search, goes through the rows with the arrows, and unfolds with Enter", async () => {
  const search = popup.getByRole("searchbox");
  await search.focus();
  await popup.keyboard.type("edith ban");
  const others = popup.getByRole("list", { name: "Other accounts" });
  await others.getByRole("button", { name: /Bank/ }).waitFor();
  await popup.getByRole("list", { name: "For this site" }).waitFor({ state: "detached" });
  await popup.keyboard.press("ArrowDown");
  await popup.keyboard.press("Enter");
  await popup.getByRole("button", { name: "Open the site and fill" }).waitFor();
  // What is typed there goes on in the search.
  await popup.keyboard.type("x");
  await popup.getByText("No account has “edith banx”").waitFor();
  // Enter in the search does what is wanted most: it fills the first account of the site.
  // It waits for what is found with the last letter, and fills nothing that was found before.
  await search.fill("hes");
  await search.press("Enter");
  await said(popup, "Login and password are filled.");
  expect(await site.getByLabel("Email").inputValue()).toBe("edith@example.org");
  expect(await site.getByLabel("Password", { exact: true }).inputValue()).toBe("tulip-4");
  await popup.getByRole("heading", { name: "The code of Hesper is next" }).waitFor();
  await look(popup, "extension-filled");
  await search.fill("");
});

it("an account of https is filled over http only where the name of the site is typed", async () => {
  await popup.getByRole("button", { name: /^Strict/ }).click();
  const asked = popup.getByRole("region", { name: "Fill over http?" });
  await asked.getByText("Anybody on the way could read the password").waitFor();
  await look(popup, "extension-insist");
  await popup.keyboard.type("localhost");
  expect(await asked.getByRole("button", { name: "Fill over http" }).isDisabled()).toBe(true);
  expect(await site.getByLabel("Email").inputValue()).toBe("edith@example.org");
  await popup.keyboard.type(new URL(office.address).host.slice("localhost".length));
  await popup.keyboard.press("Enter");
  await said(popup, "Login and password are filled.");
  await asked.waitFor({ state: "detached" });
  expect(await site.getByLabel("Email").inputValue()).toBe("edith.strict");
});

it("a password is copied, and gone from the clipboard a while later; what was copied since stays", async () => {
  const clipboard = () => popup.evaluate(() => navigator.clipboard.readText());
  // A busy machine may look into the clipboard when it is empty again: what was written is kept.
  await popup.evaluate(() => {
    const { clipboard } = navigator;
    const write = clipboard.writeText.bind(clipboard);
    clipboard.writeText = async (text) => {
      await write(text);
      document.body.dataset.copied = text;
    };
  });
  const copied = () => popup.locator("body").getAttribute("data-copied");
  // Made beforehand with a shorter patience.
  await popup.evaluate(() =>
    chrome.offscreen.createDocument({
      url: "offscreen.html?seconds=1",
      reasons: [chrome.offscreen.Reason.CLIPBOARD],
      justification: "A test.",
    }),
  );
  // What the worker knew is not lost with it.
  await browser.stopWorker();
  await popup.getByRole("button", { name: "Copy password" }).click();
  await said(popup, "Password copied. The clipboard is cleared after 20 seconds.");
  expect(await copied()).toBe("tulip-4");
  await expect.poll(clipboard, { timeout: 15_000 }).toBe("");
  await popup.getByRole("button", { name: "Copy code" }).click();
  await said(popup, "Code copied.");
  expect(await copied()).toMatch(/^\d{6}$/);
  await popup.getByRole("button", { name: "Copy login" }).click();
  await said(popup, /^Login copied\.$/);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  expect(await clipboard()).toBe("edith@example.org");
});

it("a private account is added with a made password and an OTP secret, and shown part by part", async () => {
  await popup.getByRole("button", { name: "Menu" }).click();
  const page = await opened(browser, () => popup.getByRole("button", { name: "Add a private account" }).click());
  await page.setViewportSize({ width: 900, height: 1000 });
  expect(await page.getByLabel("Addresses").inputValue()).toBe(office.address);
  await page.getByLabel("Name").fill("Diary");
  await page.getByLabel("Login").fill("edith");
  await page.getByRole("button", { name: "Make one" }).click();
  const made = await page.getByLabel("Password", { exact: true }).inputValue();
  expect(made).toHaveLength(20);
  await page.getByRole("textbox", { name: "OTP secret" }).fill("1");
  await page.getByText("This is no OTP secret").waitFor();
  await page.getByRole("textbox", { name: "OTP secret" }).fill(`otpauth://totp/Diary?secret=${otp.secret}`);
  await page.getByText(/^\d{3} \d{3}$/).waitFor();
  await page.getByLabel("Notes").fill("Under the third stone.");
  await look(page, "extension-add");
  await page.setViewportSize({ width: 900, height: 640 });
  await page.getByRole("button", { name: "Add the account" }).click();
  await page.getByRole("heading", { name: "Diary" }).waitFor();
  expect(await page.getByText(made).count()).toBe(0);
  await page.getByRole("button", { name: "Show the password" }).click();
  await page.getByText(made).waitFor();
  await look(page, "extension-account");
  await page.evaluate(() => dispatchEvent(new Event("blur")));
  await page.getByText(made).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Show the notes" }).click();
  await page.getByText("Under the third stone.").waitFor();
  await page.close();
});

it("where another key was faster nothing is saved, what was typed stays, and it can be saved over that", async () => {
  const there = await open("page.html#activate", { width: 900, height: 800 }, other);
  const { link } = await office.makeKey("Phone");
  await get(there, { ask: "activate", link, code: null, pin });
  // The first key seals its private account for the second one.
  await get(popup, { ask: "sync", fromTheBeginning: false });
  await get(there, { ask: "sync", fromTheBeginning: false });
  const { others } = await get(there, { ask: "accounts", tab: null, text: "diary", limit: 5 });
  const id = others[0]?.id ?? "";
  const page = await open(`page.html#account/${id}/edit`);
  await page.getByLabel("Login").fill("edith.clarke");
  const keep = { keep: "before" } as const;
  const details = { name: "Diary", login: "phone", loginType: "website", urls: [], apps: [] } as const;
  const secrets = { password: keep, otp: keep, notes: keep };
  await get(there, { ask: "change_account", account: id, details, secrets });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await alert(page, "Your key “Phone” changed this account meanwhile");
  await page.getByRole("button", { name: "Show what it is now" }).click();
  await page.getByRole("region", { name: "As it is now" }).getByText("phone").waitFor();
  expect(await page.getByLabel("Login").inputValue()).toBe("edith.clarke");
  await look(page, "extension-conflict");
  await page.getByRole("button", { name: "Save over it" }).click();
  await page.getByRole("heading", { name: "Diary" }).waitFor();
  await page.getByText("edith.clarke").waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByText("Nobody can bring them back").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Accounts" }).waitFor();
  await page.getByRole("link", { name: "Bank" }).waitFor();
  await page.getByRole("link", { name: "Diary" }).waitFor({ state: "detached" });
  await page.close();
});

it("what was typed into a log-in that worked is offered, shown, and kept only by a click", async () => {
  const page = await open("page.html#settings");
  await page.getByLabel("Offer to keep what I log in with").check();
  await expect.poll(async () => (await get(page, { ask: "state" })).settings.offers).toBe(true);
  const login = await browser.context.newPage();
  await login.goto(`${office.address}/log-in`);
  await giveEmailAndPassword(login);
  await login.getByLabel("Authentication code").waitFor();
  await page.bringToFront();
  await popup.getByText("A log-in can be kept.").waitFor();
  await page.goto(`chrome-extension://${browser.id}/page.html#offers`);
  await page.reload();
  const offer = page.getByRole("form", { name: /^Keep the log-in of localhost/ });
  await offer.getByRole("button", { name: "Show the password" }).click();
  await offer.getByText(ada.password).waitFor();
  await offer.getByRole("button", { name: "Hide the password" }).click();
  await offer.getByLabel("Name").fill("Console");
  await look(page, "extension-offer");
  await offer.getByRole("button", { name: "Keep it" }).click();
  await said(page, "Console is kept as a private account.");
  const { forSite } = await get(popup, { ask: "accounts", tab: await browser.tabOf(site), text: "console", limit: 0 });
  expect(forSite.map(({ kind, details }) => [kind, details?.login])).toEqual([["private", ada.email]]);
  // The other browser of the same person has it too.
  const there = await open("page.html", { width: 900, height: 800 }, other);
  await get(popup, { ask: "sync", fromTheBeginning: false });
  await get(there, { ask: "sync", fromTheBeginning: false });
  const account = forSite[0]?.id ?? "";
  expect(await get(there, { ask: "password", account })).toEqual({ password: ada.password });
  await there.close();
  await login.close();
  await page.close();
});

it("passwords are made as long and of what one wants", async () => {
  const page = await open("page.html#generator");
  const made = page.getByLabel("Generated password");
  const before = await made.innerText();
  await page.getByRole("button", { name: "Make another" }).click();
  expect(await made.innerText()).not.toBe(before);
  await page.getByLabel(/^Length/).fill("40");
  await page.getByLabel("Signs").uncheck();
  expect(await made.innerText()).toMatch(/^[A-Za-z2-9]{40}$/);
  await look(page, "extension-generator");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByText("Alt+Shift+L").waitFor();
  await page.getByText("Alt+Shift+U").waitFor();
  await look(page, "extension-settings");
  await page.close();
});

it("what was typed is there again after the key locked meanwhile and the PIN was given", async () => {
  const page = await open("page.html#add");
  await page.getByLabel("Name").fill("Half an account");
  await get(popup, { ask: "lock" });
  await page.getByLabel("PIN").fill(pin);
  expect(await page.getByLabel("Name").isVisible()).toBe(false);
  await page.keyboard.press("Enter");
  await page.getByLabel("Name").waitFor();
  expect(await page.getByLabel("Name").inputValue()).toBe("Half an account");
  await page.close();
});

it("shows all there is to say of the key, syncs, changes the PIN, and says when the server is gone", async () => {
  const page = await open("page.html#status");
  await page.getByText("Active, as the server said").waitFor();
  await page.getByText(/^for 13 days, until/).waitFor();
  await page.getByRole("heading", { name: "Your other keys" }).waitFor();
  await look(page, "extension-status");
  await page.getByRole("button", { name: "Sync now" }).click();
  await said(page, /^Synced\./);
  await page.getByRole("button", { name: "Change the PIN" }).click();
  await page.getByLabel("PIN now").fill(pin);
  await page.getByLabel("New PIN", { exact: true }).fill("schlüssel");
  await page.getByLabel("The new PIN once more").fill("schlüssel");
  await page.keyboard.press("Enter");
  await said(page, "The PIN is changed.");
  await browser.context.setOffline(true);
  await page.getByRole("button", { name: "Sync now" }).click();
  await alert(page, "The server did not answer");
  await popup.getByText("Off line. Last sync").waitFor();
  await popup.getByRole("button", { name: /^Hesper/ }).waitFor();
  await browser.context.setOffline(false);
  await page.getByRole("button", { name: "Sync now" }).click();
  await said(page, /^Synced\./);
  await popup.getByText("Synced just now").waitFor();
  await page.close();
});

const everyPage = ["accounts", "add", "generator", "status", "settings", "offers", "activate"] as const;

it.each([
  ["dark", { width: 900, height: 800 }, "dark"],
  ["narrow", { width: 320, height: 700 }, "light"],
  // What a zoom of 200 % leaves of a window of 1280.
  ["zoom", { width: 640, height: 400 }, "light"],
  ["wide", { width: 1280, height: 800 }, "dark"],
] as const)("%s: every page can be read, and nothing goes beyond the side", async (name, size, colorScheme) => {
  const page = await open("page.html#accounts", size);
  await page.emulateMedia({ colorScheme });
  for (const path of everyPage) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await hasNoSidewaysScrolling(page);
    // Four sizes of the same colours: axe looks at each scheme once.
    if (name === "dark" || name === "narrow") await look(page, `extension-${path}-${name}`);
  }
  await page.setViewportSize({ ...popupSize, width: Math.min(380, size.width) });
  await page.goto(`chrome-extension://${browser.id}/popup.html?tab=${await browser.tabOf(site)}`);
  await page.bringToFront();
  await page.getByRole("list", { name: "For this site" }).waitFor();
  await hasNoSidewaysScrolling(page);
  if (name === "dark") await look(page, "extension-popup-dark");
  await page.close();
});

it("a suspended key says so, and one that was ended is empty and can be activated anew", async () => {
  await office.boss.logIn(office.boss.browser);
  await expectStatus(setStatus(office.boss.browser, keyId, "suspended", "lost"), 200);
  await ask(popup, { ask: "sync", fromTheBeginning: false });
  await popup.getByText("This key is suspended").waitFor();
  await popup.getByText("What the server last said: Suspended (lost)").waitFor();
  expect(await popup.getByText("Bank").count()).toBe(0);
  await look(popup, "extension-suspended");
  await expectStatus(setStatus(office.boss.browser, keyId, "deactivated", "lost"), 200);
  await popup.getByRole("button", { name: "Sync now" }).click();
  await popup.getByRole("heading", { name: "This key was ended" }).waitFor();
  await look(popup, "extension-ended");
  const page = await opened(browser, () => popup.getByRole("button", { name: "Activate another key" }).click());
  await page.getByLabel("Activation link").waitFor();
});

it("no script and no style was refused on the way", () => {
  expect(complaints).toEqual([]);
});
