// The extension with a real server: activated, unlocked over stops of its worker, locked in time, off line, ended.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { expectStatus } from "../apps/server/src/testing/harness.ts";
import { activateIn, ask, ExtensionBrowser, get, Office, pin, refusalOf } from "./extension-harness.ts";

const office = new Office();
let browser: ExtensionBrowser;
let page: Page;
let keyId: string;
let account: string;

beforeAll(async () => {
  await office.open();
  // As it is handed out: what lets it reach the server is the server's word alone.
  browser = await ExtensionBrowser.open({ build: "chromium" });
  page = await browser.page();
});
afterAll(async () => {
  await browser?.close();
  await office.close();
});

it("activates a key with the link", async () => {
  expect(await get(page, { ask: "state" })).toMatchObject({ stage: "none", key: null });
  expect(await refusalOf(page, { ask: "unlock", pin })).toBe("not_activated");
  const { link, id } = await office.makeKey("Browser");
  keyId = id;
  const look = await get(page, { ask: "look_at_activation", link, code: null });
  expect(look).toMatchObject({ name: "Browser", server: office.address, employee: { name: office.person.name } });
  expect(await refusalOf(page, { ask: "activate", link, code: null, pin: "1" })).toBe("weak_pin");
  await get(page, { ask: "activate", link, code: null, pin });
  expect(await refusalOf(page, { ask: "activate", link, code: null, pin })).toBe("already_activated");
  const { stage, key } = await get(page, { ask: "state" });
  expect([stage, key?.status, key?.name]).toEqual(["unlocked", "active", "Browser"]);
});
