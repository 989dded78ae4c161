// What a hostile page tries while a person uses the key: frames of all kinds, going elsewhere at the wrong moment, asking
// the extension itself. The sites are made up by the browser, so that they have names and https.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { activateIn, ExtensionBrowser, get, Office, pin, refusalOf } from "./extension-harness.ts";

const office = new Office();
let browser: ExtensionBrowser;
let page: Page;
let site: Page;
let account = "";

const firm = "https://mail.firm.example";
const form = `<form action="/in"><input name="user"><input name="pw" type="password"><button>Log in</button></form>`;
const codeForm = `<form action="/in"><input name="code" autocomplete="one-time-code"><button>Go on</button></form>`;
const framed = (attributes: string) => `<iframe width="400" height="150" ${attributes}></iframe>`;
const quoted = form.replaceAll('"', "&quot;");

/** By host and path; whatever else is asked for is a log-in. */
const pages: Readonly<Record<string, string>> = {
  "mail.firm.example/code": codeForm,
  "mail.firm.example/frames": [
    `srcdoc="${quoted}"`,
    `sandbox="allow-scripts allow-forms" src="/log-in"`,
    `src="https://evil.example/log-in"`,
    `src="https://evil.example/around"`,
    `src="data:text/html,${quoted}"`,
  ]
    .map(framed)
    .join(""),
  "shop.example/in": "<p>Welcome</p>",
  "evil.example/around": framed(`src="${firm}/log-in"`),
  "mail.firm.example/leads-on": `<script>setTimeout(() => location.replace("/log-in"), 300)</script>`,
  "mail.firm.example/leads-away": `<script>setTimeout(() => location.replace("https://evil.example/log-in"), 300)</script>`,
};

beforeAll(async () => {
  await office.open();
  browser = await ExtensionBrowser.open();
  await browser.context.route(/^https:\/\/[\w.]+\.example\//, (route) => {
    const { host, pathname } = new URL(route.request().url());
    return route.fulfill({ contentType: "text/html", body: `<!doctype html>${pages[host + pathname] ?? form}` });
  });
  page = await browser.page();
  const keyId = await activateIn(office, page);
  const otp = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 } as const;
  const urls = ["/log-in", "/leads-on", "/leads-away"].map((path) => firm + path);
  account = await office.give(keyId, { name: "Mail", urls, login: "ada" }, { password: "correct horse", otp });
  await office.give(keyId, { name: "Bank", urls: ["https://bank.example"], login: "ada" }, { password: "staple" });
  await get(page, { ask: "sync", fromTheBeginning: false });
  site = await browser.context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await office.close();
});

/** What stands in all fields of all frames of a page. */
async function valuesIn(where: Page): Promise<string> {
  const read = () => [...document.querySelectorAll("input")].map(({ value }) => value).join("");
  return (await Promise.all(where.frames().map((frame) => frame.evaluate(read)))).join("");
}

it("gets nothing into a frame of another site, of none, or with another site around it", async () => {
  await site.goto(`${firm}/frames`);
  await expect.poll(() => site.frames().length).toBe(7);
  const tab = await browser.tabOf(site);
  const fill = { ask: "fill", account, part: "login_and_password", tab, insist: null } as const;
  expect(await refusalOf(page, fill)).toBe("nothing_to_fill");
  expect(await valuesIn(site)).toBe("");
  await site.goto("https://evil.example/around");
  expect(await refusalOf(page, fill)).toBe("other_site");
  await browser.pressHotKey("fill-login", site);
  expect(await valuesIn(site)).toBe("");
});

// The keys were pressed on one site, and its page went to another one, which has an account too, while the PIN was typed.
it("gets nothing filled after the PIN where the page went elsewhere meanwhile", async () => {
  const press = async () => {
    await get(page, { ask: "lock" });
    await site.goto(`${firm}/log-in`);
    await browser.pressHotKey("fill-login", site);
    await expect.poll(async () => (await get(page, { ask: "state" })).wanted?.part).toBe("login_and_password");
  };
  await press();
  await site.goto("https://bank.example/log-in");
  expect(await get(page, { ask: "unlock", pin })).toEqual({ wanted: null });
  expect(await valuesIn(site)).toBe("");
  await press();
  expect(await get(page, { ask: "unlock", pin })).toMatchObject({ wanted: { ok: true } });
  expect(await valuesIn(site)).toBe("adacorrect horse");
});

it("gets nothing where a site that was opened to be filled leads elsewhere, and the site itself does", async () => {
  const open = async (url: number) => {
    const [opened] = await Promise.all([
      browser.context.waitForEvent("page"),
      get(page, { ask: "open_site", account, url, fill: true }),
    ]);
    return opened;
  };
  const on = await open(1);
  await on.waitForURL(`${firm}/log-in`);
  await expect.poll(() => valuesIn(on).catch(() => "")).toBe("adacorrect horse");
  await on.close();
  const away = await open(2);
  await away.waitForURL("https://evil.example/log-in");
  const opened = () => page.evaluate(async () => Object.keys(await chrome.storage.session.get("opened")));
  await expect.poll(opened).toEqual([]);
  expect(await valuesIn(away)).toBe("");
  // Coming back is no gesture.
  await away.goto(`${firm}/log-in`);
  await get(page, { ask: "state" });
  expect(await valuesIn(away)).toBe("");
  await away.close();
});

it("has the code ready for two minutes, in the tab and on the site of the password, and not after", async () => {
  await site.goto(`${firm}/log-in`);
  const tab = await browser.tabOf(site);
  await get(page, { ask: "fill", account, part: "login_and_password", tab, insist: null });
  const ready = async (inTab = tab) =>
    (await get(page, { ask: "accounts", tab: inTab, text: "", limit: 0 })).codeReady?.account ?? null;
  await site.goto(`${firm}/code`);
  expect([await ready(), await ready(await browser.tabOf(page))]).toEqual([account, null]);
  await site.goto("https://bank.example/code");
  expect(await ready()).toBeNull();
  await site.goto(`${firm}/code`);
  await page.evaluate(async () => {
    const { codeReady } = await chrome.storage.session.get<{ codeReady: { untilMs: number } }>("codeReady");
    await chrome.storage.session.set({ codeReady: { ...codeReady, untilMs: codeReady.untilMs - 120_000 } });
  });
  expect(await ready()).toBeNull();
  expect(await valuesIn(site)).toBe("");
});

it("gets no answer out of the extension, and nothing of it into a page", async () => {
  await site.goto("https://evil.example/");
  const coming = browser.context.waitForEvent("page");
  const tried = await site.evaluate(async (own) => {
    const { runtime } = (globalThis as { chrome?: { runtime?: { sendMessage?: unknown } } }).chrome ?? {};
    const files = ["popup.html?tab=1", "page.html", "manifest.json", "content.js", "icons/16.png"];
    const read = await Promise.all(files.map((file) => fetch(`${own}${file}`).then(Boolean, () => false)));
    open(`${own}popup.html?tab=1`);
    return { speaks: typeof runtime?.sendMessage, read };
  }, `chrome-extension://${browser.id}/`);
  expect(tried.speaks).toBe("undefined");
  expect(tried.read).not.toContain(true);
  const refused = await coming;
  await expect.poll(() => refused.url()).toBe("chrome-error://chromewebdata/");
  await refused.close();
});

it("gives a private account its new password only where that is accepted; switched off, forgets what was typed", async () => {
  const details = {
    name: "Shop",
    urls: ["https://shop.example"],
    apps: [],
    loginType: "website",
    login: "ada",
  } as const;
  const secrets = { password: "old one", otp: null, notes: null };
  const { id } = await get(page, { ask: "create_account", details, secrets });
  await get(page, { ask: "set_offers", on: true });
  const offered = async () => (await get(page, { ask: "offers" })).map(({ kind }) => kind);
  const logIn = async (typed: string) => {
    await site.goto("https://shop.example/log-in");
    await site.locator("[name=user]").pressSequentially("ada");
    await site.locator("[name=pw]").pressSequentially(typed);
    await site.keyboard.press("Enter");
    await site.getByText("Welcome").waitFor();
    await expect.poll(offered, { timeout: 10_000 }).toEqual(["update"]);
  };
  await logIn("new one");
  expect(await get(page, { ask: "password", account: id })).toMatchObject({ password: "old one" });
  const offer = (await get(page, { ask: "offers" }))[0]?.id ?? "";
  await get(page, { ask: "accept_offer", offer, name: "", login: "", account: id });
  expect(await get(page, { ask: "password", account: id })).toMatchObject({ password: "new one" });
  await logIn("newer one");
  await get(page, { ask: "set_offers", on: false });
  const inSession = await page.evaluate(async () => JSON.stringify(await chrome.storage.session.get()));
  expect(inSession).not.toContain("newer one");
});
