// The extension with a real server: activated, unlocked over stops of its worker, locked in time, off line, ended.
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { expectStatus } from "../apps/server/src/testing/harness.ts";
import { ExtensionBrowser, get, Office, pin, refusalOf } from "./extension-harness.ts";

const office = new Office();
const profile = mkdtempSync(join(tmpdir(), "hesper-extension-"));
let browser: ExtensionBrowser;
let page: Page;
let keyId: string;
let account: string;

/** As it is handed out: what lets it reach the server is the server's word alone. */
async function openBrowser(): Promise<void> {
  browser = await ExtensionBrowser.open({ build: "chromium", profile });
  page = await browser.page();
}

beforeAll(async () => {
  await office.open();
  await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await office.close();
  rmSync(profile, { recursive: true, force: true });
});

const none = { tab: null, text: "", limit: 100 } as const;
const stage = async () => (await get(page, { ask: "state" })).stage;
const inSession = () => page.evaluate(async () => Object.keys(await chrome.storage.session.get()));
/** Everything that lies in the database of the browser. */
const stored = () =>
  page.evaluate(async () => {
    const database: IDBDatabase = await new Promise((resolve) => {
      const request = indexedDB.open("hesper-key");
      request.onsuccess = () => resolve(request.result);
    });
    const all = await Promise.all(
      ["records", "accounts"].map(
        (name) =>
          new Promise<unknown[]>((resolve) => {
            const request = database.transaction(name).objectStore(name).getAll();
            request.onsuccess = () => resolve(request.result);
          }),
      ),
    );
    database.close();
    return all;
  });

async function suspend(status: "suspended" | "active" | "deactivated"): Promise<void> {
  await office.boss.logIn(office.boss.browser);
  const reason = status === "active" ? null : "lost";
  await expectStatus(setStatus(office.boss.browser, keyId, status, reason), 200);
}

it("activates a key with the link, and not over one that is there", async () => {
  expect(await get(page, { ask: "state" })).toMatchObject({ stage: "none", key: null });
  expect(await refusalOf(page, { ask: "unlock", pin })).toBe("not_activated");
  const { link, id } = await office.makeKey("Browser");
  keyId = id;
  const look = await get(page, { ask: "look_at_activation", link, code: null });
  expect(look).toMatchObject({ name: "Browser", server: office.address, employee: { name: office.person.name } });
  expect(await refusalOf(page, { ask: "activate", link, code: null, pin: "1" })).toBe("weak_pin");
  await get(page, { ask: "activate", link, code: null, pin });
  expect(await refusalOf(page, { ask: "activate", link, code: null, pin })).toBe("already_activated");
  const { stage: now, key } = await get(page, { ask: "state" });
  expect([now, key?.status, key?.name]).toEqual(["unlocked", "active", "Browser"]);
  // The identity lies on the medium sealed to the PIN, and nowhere in the clear.
  expect(JSON.stringify(await stored())).not.toContain("AGE-SECRET-KEY");
});

it("gets accounts, shows codes, and keeps a private account that the server cannot read", async () => {
  const otp = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 } as const;
  account = await office.give(keyId, {}, { password: "correct horse", otp });
  await get(page, { ask: "sync", fromTheBeginning: false });
  const { others } = await get(page, { ask: "accounts", ...none, text: "MAIL comp" });
  expect(others.map(({ details }) => details?.name)).toEqual(["Mail of the company"]);
  expect(await get(page, { ask: "password", account })).toEqual({ password: "correct horse" });
  const { code, period } = await get(page, { ask: "code", account });
  expect([code, period]).toEqual([expect.stringMatching(/^\d{6}$/), 30]);
  const details = {
    name: "Diary",
    urls: ["https://diary.example"],
    apps: [],
    loginType: "website",
    login: "e",
  } as const;
  const secrets = { password: "a very own secret", otp: null, notes: null };
  const { id } = await get(page, { ask: "create_account", details, secrets });
  const keep = { keep: "before" } as const;
  const changed = { ...details, name: "My diary" };
  await get(page, {
    ask: "change_account",
    account: id,
    details: changed,
    secrets: { password: keep, otp: keep, notes: "n" },
  });
  expect(await get(page, { ask: "password", account: id })).toEqual({ password: "a very own secret" });
  expect(await get(page, { ask: "account", account: id })).toMatchObject({ hasNotes: true, details: changed });
  expect(JSON.stringify(await stored())).not.toMatch(/diary|own secret/i);
  expect(await refusalOf(page, { ask: "delete_account", account })).toBe("not_private");
});

// A worker is stopped after half a minute without work, and may be stopped at any time: the person is not asked anew.
it("is unlocked still when its worker was stopped in the middle, and not when the browser was closed", async () => {
  const cut = page.evaluate(() =>
    chrome.runtime.sendMessage({ ask: "sync", fromTheBeginning: true }).catch(() => "cut"),
  );
  await browser.stopWorker();
  await cut;
  expect(await stage()).toBe("unlocked");
  expect(await get(page, { ask: "password", account })).toEqual({ password: "correct horse" });
  const { othersFound } = await get(page, { ask: "accounts", ...none });
  expect(othersFound).toBe(2);
  await browser.close();
  await openBrowser();
  expect([await stage(), await inSession()]).toEqual(["locked", expect.not.arrayContaining(["unlocked"])]);
  for (const ask of ["password", "code", "account", "notes"] as const) {
    expect(await refusalOf(page, { ask, account })).toBe("asks_pin");
  }
  expect(await refusalOf(page, { ask: "accounts", ...none })).toBe("asks_pin");
  expect(await refusalOf(page, { ask: "unlock", pin: "000000" })).toBe("wrong_pin");
  await get(page, { ask: "unlock", pin });
  expect(await get(page, { ask: "password", account })).toEqual({ password: "correct horse" });
});

it("locks itself after so long without use, and at once when it is asked to", async () => {
  const unusedFor = (minutes: number) =>
    page.evaluate(async (ms) => {
      const { unlocked } = await chrome.storage.session.get<{ unlocked: { usedAtMs: number } }>("unlocked");
      await chrome.storage.session.set({ unlocked: { ...unlocked, usedAtMs: unlocked.usedAtMs - ms } });
    }, minutes * 60_000);
  await unusedFor(14);
  expect(await refusalOf(page, { ask: "password", account })).toBeNull();
  await unusedFor(15);
  expect([await stage(), await refusalOf(page, { ask: "password", account })]).toEqual(["locked", "asks_pin"]);
  expect(await inSession()).not.toContain("unlocked");
  await get(page, { ask: "unlock", pin });
  await get(page, { ask: "accounts", ...none });
  expect(await inSession()).toEqual(expect.arrayContaining(["listed", "unlocked"]));
  await get(page, { ask: "lock" });
  for (const name of ["listed", "unlocked"]) expect(await inSession()).not.toContain(name);
  await get(page, { ask: "unlock", pin });
});

it("works on what it has while the server is gone, and says so", async () => {
  const { server } = office.server.hesper.app;
  const { port } = server.address() as AddressInfo;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await refusalOf(page, { ask: "sync", fromTheBeginning: false })).toBe("unreachable");
  expect(await get(page, { ask: "password", account })).toEqual({ password: "correct horse" });
  const { key } = await get(page, { ask: "state" });
  expect([key?.obstacle, key?.syncTrouble?.code]).toEqual([null, "unreachable"]);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await get(page, { ask: "sync", fromTheBeginning: false });
  expect((await get(page, { ask: "state" })).key?.syncTrouble).toBeNull();
});

it("fills no page that the browser does not let it into", async () => {
  const site = await browser.context.newPage();
  await site.goto(`${office.address}/log-in`);
  const tab = await browser.tabOf(site);
  const part = "login_and_password";
  // Without a click on the button in the tool bar the browser does not even say where the tab is.
  expect(await refusalOf(page, { ask: "fill", account, part, tab, insist: null })).toBe("no_access");
  const { site: seen, forSite } = await get(page, { ask: "accounts", ...none, tab });
  expect([seen, forSite]).toEqual([null, []]);
  await site.close();
});

it("locks when it is told that it is suspended, and wipes itself when it is told that it is ended", async () => {
  await suspend("suspended");
  expect(await get(page, { ask: "sync", fromTheBeginning: false })).toMatchObject({ status: "suspended" });
  expect(await refusalOf(page, { ask: "password", account })).toBe("suspended");
  const { stage: now, key } = await get(page, { ask: "state" });
  expect([now, key?.obstacle?.code, await inSession()]).toEqual([
    "locked",
    "suspended",
    expect.not.arrayContaining(["unlocked"]),
  ]);
  await suspend("active");
  await get(page, { ask: "sync", fromTheBeginning: false });
  await get(page, { ask: "unlock", pin });
  await page.evaluate(() =>
    chrome.storage.local.set({ settings: { marks: false, offers: false, never: ["clinic.example"] } }),
  );
  await suspend("deactivated");
  expect(await get(page, { ask: "sync", fromTheBeginning: false })).toMatchObject({ status: "deactivated" });
  expect(await stage()).toBe("ended");
  expect(await stored()).toEqual([[expect.objectContaining({ lockedIdentity: null, token: null })], []]);
  expect(await inSession()).not.toContain("unlocked");
  expect(await page.evaluate(() => chrome.storage.local.get("settings"))).toMatchObject({ settings: { never: [] } });
  const { body } = await expectStatus(office.boss.browser.get(`/keys/${keyId}`), 200);
  expect(body).toMatchObject({ status: "deactivated", wipedAt: expect.any(String) });
  // Another one may take its place, with a code that was typed.
  const { link } = await office.makeKey("Browser again");
  const [server, code] = link.split("/activate-key#");
  await get(page, { ask: "activate", link: server ?? "", code: code ?? "", pin });
  expect(await stage()).toBe("unlocked");
  expect(await refusalOf(page, { ask: "forget", name: "Browser" })).toBe("other_name");
  await get(page, { ask: "forget", name: "Browser again" });
  expect([await stage(), await stored()]).toEqual(["none", [[], []]]);
});
