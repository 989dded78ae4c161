// A security key unlocks the key in the browser instead of its PIN: turned on in the settings, touched in a tab, off line too.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { expectStatus } from "../apps/server/src/testing/harness.ts";
import { Authenticators } from "./authenticators.ts";
import { activateIn, ask, ExtensionBrowser, get, Office, pin, refusalOf } from "./extension-harness.ts";
import { hasNoSidewaysScrolling, look } from "./harness.ts";

const office = new Office();
let browser: ExtensionBrowser;
/** The tab whose authenticators are at hand: each tab of a test has its own. */
let page: Page;
let hands: Authenticators;
let site: Page;
let keyId = "";
let account = "";
const complaints: string[] = [];

const said = (text: string | RegExp) => page.getByRole("status").filter({ hasText: text }).waitFor();
const alert = (on: Page, text: string | RegExp) => on.getByRole("alert").filter({ hasText: text }).waitFor();
const touchButton = (on = page) => on.getByRole("button", { name: "Unlock with a security key" });
const stage = async () => (await get(page, { ask: "state" })).stage;

async function show(hash: string, on = page): Promise<void> {
  await on.evaluate((to) => {
    location.hash = to;
  }, hash);
}

async function open(path: string, size: { width: number; height: number }): Promise<Page> {
  const opened = await browser.page(path);
  await opened.setViewportSize(size);
  watch(opened);
  return opened;
}

function watch(opened: Page): void {
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
}

/** As somebody does who types and uses no mouse. */
async function addByKeyboard(name: string, typed = pin): Promise<void> {
  await page.getByRole("button", { name: "Add a security key" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Add a security key" }).waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(typed);
  await page.keyboard.press("Enter");
}

beforeAll(async () => {
  await office.open();
  browser = await ExtensionBrowser.open();
  site = await browser.context.newPage();
  await site.goto(`${office.address}/log-in`);
  // The worker is stopped over this one: what is done to it takes a tab its authenticators.
  await browser.page("page.html#generator");
  page = await open("page.html#settings", { width: 900, height: 800 });
  keyId = await activateIn(office, page);
  const details = { name: "Hesper", login: "edith@example.org", urls: [office.address] };
  account = await office.give(keyId, details, { password: "tulip-4" });
  await get(page, { ask: "sync", fromTheBeginning: false });
  hands = await Authenticators.of(page);
});
afterAll(async () => {
  await browser?.close();
  await office.close();
});

it("is not turned on without the PIN, nor with a security key that lacks the PRF", async () => {
  await hands.add("Old", "never");
  await addByKeyboard("Old", "000000");
  await alert(page, "The PIN is wrong. The key locks itself after 9 more.");
  await page.getByLabel("PIN of the key").fill(pin);
  await page.keyboard.press("Enter");
  await alert(page, /^This key cannot unlock Hesper: it lacks the PRF extension .* such as a YubiKey 5/);
  await look(page, "extension-security-key-refused");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect((await get(page, { ask: "state" })).key).toMatchObject({ securityKeys: [], wrongPins: 0 });
});

it("is turned on with several, whether they give the PRF when they are made or only when asked (E-43)", async () => {
  await hands.add("Blue", "when asked");
  await addByKeyboard("Blue, at my key ring");
  await said("Blue, at my key ring unlocks this browser's key from now on.");
  await hands.add("Spare", "when made");
  await addByKeyboard("");
  await said(/^Security key unlocks/);
  // The same once more is refused by the security key itself.
  await addByKeyboard("Twin");
  await alert(page, "This security key was added already.");
  await page.getByLabel("Name").fill("Security key");
  await page.keyboard.press("Enter");
  await alert(page, "Another security key has this name.");
  await page.keyboard.press("Escape");
  const list = page.getByRole("list", { name: "Security keys" });
  await list.getByText("Blue, at my key ring").waitFor();
  await list.getByRole("button", { name: "Remove Security key" }).waitFor();
  await look(page, "extension-security-keys");
});

it("unlocks with a touch of either, off line, after the worker was stopped, and opens what is sealed", async () => {
  await show("accounts");
  await browser.context.setOffline(true);
  for (const name of ["Blue", "Spare"]) {
    await get(page, { ask: "lock" });
    await touchButton().waitFor();
    expect(await refusalOf(page, { ask: "password", account })).toBe("asks_pin");
    if (name === "Blue") await look(page, "extension-locked-touch");
    await browser.stopWorker();
    await hands.take(name);
    await page.bringToFront();
    expect(await touchButton().evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Hesper" }).waitFor();
    expect(await get(page, { ask: "password", account })).toEqual({ password: "tulip-4" });
  }
  await browser.context.setOffline(false);
});

it("locks after its minutes without use, and is unlocked by the next touch", async () => {
  const minutes = (await get(page, { ask: "state" })).key?.policy.lockAfterMinutes ?? 0;
  // So much later, as the session has it.
  await page.evaluate(async (ms) => {
    const { unlocked } = await chrome.storage.session.get("unlocked");
    await chrome.storage.session.set({
      unlocked: { ...(unlocked as object), usedAtMs: Date.now() - ms },
    });
  }, minutes * 60_000);
  expect(await stage()).toBe("locked");
  await touchButton().click();
  await page.getByRole("link", { name: "Hesper" }).waitFor();
  expect(await stage()).toBe("unlocked");
});

it("where nobody touches, the PIN unlocks meanwhile", async () => {
  await get(page, { ask: "lock" });
  await hands.take(null);
  await touchButton().click();
  await page.getByLabel("PIN").fill(pin);
  await page.getByLabel("PIN").press("Enter");
  await page.getByRole("link", { name: "Hesper" }).waitFor();
});

it("opens nothing of a suspended key, and again when it is active", async () => {
  await office.boss.logIn(office.boss.browser);
  await expectStatus(setStatus(office.boss.browser, keyId, "suspended", "lost"), 200);
  await ask(page, { ask: "sync", fromTheBeginning: false });
  await show("unlock");
  await page.getByText("This key is suspended").waitFor();
  expect(await touchButton().count()).toBe(0);
  await expectStatus(setStatus(office.boss.browser, keyId, "active"), 200);
  await hands.take("Blue");
  await ask(page, { ask: "sync", fromTheBeginning: false });
  await get(page, { ask: "lock" });
  await touchButton().click();
  await page.getByRole("heading", { name: "Accounts" }).waitFor();
});

it.each([
  ["dark", { width: 900, height: 800 }, "dark"],
  ["narrow", { width: 320, height: 700 }, "light"],
  // What a zoom of 200 % leaves of a window of 1280.
  ["zoom", { width: 640, height: 400 }, "dark"],
] as const)("%s: settings, the locked page and the pop-up can be read", async (name, size, colorScheme) => {
  const other = await open("page.html#settings", size);
  await other.emulateMedia({ colorScheme });
  await other.getByRole("button", { name: "Remove Security key" }).waitFor();
  const glance = async (what: string) => {
    await hasNoSidewaysScrolling(other);
    // The colours and the order are those of the others.
    if (name !== "zoom") await look(other, `extension-${what}-${name}`);
  };
  await glance("security-keys");
  await other.getByRole("button", { name: "Add a security key" }).click();
  await other.getByLabel("Name").waitFor();
  await glance("security-key-add");
  await other.keyboard.press("Escape");
  await get(other, { ask: "lock" });
  await show("accounts", other);
  await touchButton(other).waitFor();
  await glance("locked-touch");
  await other.goto(`chrome-extension://${browser.id}/popup.html?tab=${await browser.tabOf(site)}`);
  await other.setViewportSize({ width: Math.min(380, size.width), height: 600 });
  await touchButton(other).waitFor();
  await glance("popup-touch");
  await get(other, { ask: "unlock", pin });
  await other.close();
});

it("is explained where a browser has none for extensions, or says so when it is asked", async () => {
  const other = await browser.context.newPage();
  await other.addInitScript(() => {
    if (location.hash === "#settings") Object.assign(globalThis, { PublicKeyCredential: undefined });
    navigator.credentials.create = () => Promise.reject(new DOMException("No.", "SecurityError"));
  });
  await other.goto(`chrome-extension://${browser.id}/page.html#settings`);
  await other.getByText("This browser does not let extensions ask for security keys.").waitFor();
  expect(await other.getByRole("button", { name: "Add a security key" }).count()).toBe(0);
  await other.goto(`chrome-extension://${browser.id}/page.html#status`);
  await other.reload();
  await show("settings", other);
  await other.getByRole("button", { name: "Add a security key" }).click();
  await other.getByLabel("PIN of the key").fill(pin);
  await other.keyboard.press("Enter");
  await alert(other, "This browser does not let extensions ask for security keys.");
  await other.close();
});

it("a removed one unlocks nothing, and is not asked for", async () => {
  await page.bringToFront();
  await show("settings");
  await page.getByRole("button", { name: "Remove Security key" }).click();
  await page.getByRole("dialog").getByText("Nothing is lost").waitFor();
  await look(page, "extension-security-key-remove");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Remove it" }).press("Enter");
  await said("Security key unlocks nothing any more.");
  const { securityKeys } = (await get(page, { ask: "state" })).key ?? { securityKeys: [] };
  expect(securityKeys.map(({ name }) => name)).toEqual(["Blue, at my key ring"]);
  await get(page, { ask: "lock" });
  await page.getByText("To remove one, unlock the key first.").waitFor();
  await show("accounts");
  await page.evaluate(() => {
    const asked = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      document.body.dataset.asked = String(options?.publicKey?.allowCredentials?.length);
      return asked(options);
    };
  });
  await hands.take("Blue");
  await touchButton().click();
  await page.getByRole("link", { name: "Hesper" }).waitFor();
  expect(await page.evaluate(() => document.body.dataset.asked)).toBe("1");
});

it("a hot key leads to the touch, which fills and goes back to the page", async () => {
  await get(page, { ask: "lock" });
  await site.reload();
  await browser.pressHotKey("fill-login", site);
  const tab = await browser.tabOf(site);
  const popup = await open(`popup.html?tab=${tab}`, { width: 380, height: 600 });
  await popup.getByText("Unlock the key to fill login and password.").waitFor();
  await look(popup, "extension-popup-touch");
  const [asking] = await Promise.all([browser.context.waitForEvent("page"), popup.keyboard.press("Enter")]);
  // It asks by itself. Its tab has no security key at hand in a test: the same is done in the one that has.
  await asking.getByRole("button", { name: "Touch your security key" }).waitFor();
  const address = asking.url();
  expect(new URL(address).hash).toBe(`#unlock/${tab}`);
  await asking.close();
  await popup.close();
  await page.bringToFront();
  const closed = page.waitForEvent("close");
  await show(`unlock/${tab}`);
  await closed;
  expect(await site.getByLabel("Email").inputValue()).toBe("edith@example.org");
  expect(await site.getByLabel("Password", { exact: true }).inputValue()).toBe("tulip-4");
  expect(await site.evaluate(() => document.visibilityState)).toBe("visible");
});

it("no script and no style was refused on the way", () => {
  expect(complaints).toEqual([]);
});
