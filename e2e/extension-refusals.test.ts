// Where the extension fills nothing, although it may reach the page: another site, http in place of https, no site at all;
// and what a hot key wanted while the key was locked.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { activateIn, ask, ExtensionBrowser, get, Office, pin, refusalOf } from "./extension-harness.ts";

const office = new Office();
let browser: ExtensionBrowser;
let page: Page;
let site: Page;
let keyId: string;

beforeAll(async () => {
  await office.open();
  browser = await ExtensionBrowser.open();
  page = await browser.page();
  keyId = await activateIn(office, page);
  site = await browser.context.newPage();
  // A page without a form: whatever is let through finds nothing to fill.
  await site.goto(`${office.address}/healthz`);
});
afterAll(async () => {
  await browser?.close();
  await office.close();
});

async function give(url: string): Promise<string> {
  const account = await office.give(keyId, { name: url, urls: [url] });
  await get(page, { ask: "sync", fromTheBeginning: false });
  return account;
}
const fill = (account: string, tab: number, insist: string | null = null) =>
  ({ ask: "fill", account, part: "login_and_password", tab, insist }) as const;

it("fills no page of another site, or of none, and none over http unless the person types where", async () => {
  const tab = await browser.tabOf(site);
  const { host } = new URL(office.address);
  const other = await give(office.address.replace("localhost", "127.0.0.1"));
  expect(await refusalOf(page, fill(other, tab))).toBe("other_site");
  expect(await refusalOf(page, fill(other, tab, host))).toBe("other_site");
  const secure = await give(office.address.replace("http:", "https:"));
  for (const insist of [null, "", "localhost", "example.org"]) {
    const refused = await ask(page, fill(secure, tab, insist));
    expect(refused).toMatchObject({ ok: false, refusal: { code: "insecure_page", host } });
  }
  expect(await refusalOf(page, fill(secure, tab, host))).toBe("nothing_to_fill");
  const own = await give(office.address);
  expect(await refusalOf(page, fill(own, tab))).toBe("nothing_to_fill");
  const { forSite } = await get(page, { ask: "accounts", tab, text: "", limit: 0 });
  expect(forSite.map(({ id, fit }) => [id, fit])).toEqual([
    [own, "fits"],
    [secure, "insecure"],
  ]);
  for (const address of ["about:blank", "data:text/html,<input type=password>", "chrome://version"]) {
    await site.goto(address);
    // Of most of these the browser does not even say what they are.
    expect(await refusalOf(page, fill(own, tab))).toMatch(/^no_(site|access)$/);
  }
  expect(await refusalOf(page, fill(own, 999_999))).toBe("no_access");
});

it("does after the PIN what a hot key wanted before, and not when that is long ago", async () => {
  await site.goto(`${office.address}/healthz`);
  const tab = await browser.tabOf(site);
  await get(page, { ask: "lock" });
  const wanted = async () => (await get(page, { ask: "state" })).wanted;
  await browser.pressHotKey("fill-login", site);
  await expect.poll(wanted).toEqual({ part: "login_and_password", tab });
  await browser.stopWorker();
  expect(await get(page, { ask: "unlock", pin })).toMatchObject({
    wanted: { ok: false, refusal: { code: "nothing_to_fill" } },
  });
  expect(await wanted()).toBeNull();
  await get(page, { ask: "lock" });
  await browser.pressHotKey("fill-code", site);
  await expect.poll(wanted).toEqual({ part: "code", tab });
  await page.evaluate(async () => {
    const { wanted: one } = await chrome.storage.session.get<{ wanted: { atMs: number } }>("wanted");
    await chrome.storage.session.set({ wanted: { ...one, atMs: one.atMs - 120_000 } });
  });
  expect(await get(page, { ask: "unlock", pin })).toEqual({ wanted: null });
});
