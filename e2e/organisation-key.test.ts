// The organisation key in the browser, from making it to replacing it, in one story: each passphrase that is tried costs
// seconds. What the server does with it is tested at the server.
import { readFileSync } from "node:fs";
import { generateIdentity, parseIdentity, recipientOf, unlockIdentity } from "@hesper/vault";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contentsOf } from "../apps/server/src/testing/contents.ts";
import { alan, type Browser, expectStatus } from "../apps/server/src/testing/harness.ts";
import { madeKey } from "../apps/server/src/testing/organisation-keys.ts";
import { ada, hasNoSidewaysScrolling, look, Stage } from "./harness.ts";

const stage = new Stage();
let adas: Browser;
let alans: Browser;
let page: Page;

const passphrase = "seven hundred paper lanterns";
/** Trying a passphrase takes a second, and many on a machine that is busy. */
const slow = { timeout: 90_000 };
const newPassphrase = "a lighthouse made of sugar";
/** All requests of the page. */
const sent: string[] = [];
/** The key as the recovery sheet has it. */
let identity = "";

beforeAll(async () => {
  await stage.open();
  adas = await stage.server.setUp(ada);
  await stage.server.enrol(adas);
  alans = await stage.server.invite(adas, alan);
  page = await stage.pageOf(adas);
  await page.clock.install();
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData()}`));
});
afterAll(() => stage.close());

const state = async () => (await expectStatus(adas.get("/organisation-key"), 200)).body;
const key = async () => (await state()).key as { id: string; kind: string; recipient: string; revision: number };
const dialog = (name: string) => page.getByRole("dialog", { name });
const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
const badge = () => page.getByRole("group", { name: "Organisation key is unlocked" });

/** Chooses the passphrase, downloads the sheet, and types the passphrase again. @returns the identity of the sheet. */
async function makeKey(title: string, chosen: string, picture?: string): Promise<string> {
  const making = dialog(title);
  await making.getByLabel("Passphrase", { exact: true }).fill(chosen);
  await making.getByLabel("Passphrase once more").fill(chosen);
  if (picture) await look(page, `${picture}-make`);
  await making.getByRole("button", { name: "Make the key" }).click();
  await making.getByRole("status").getByText("This takes some seconds on purpose").waitFor();
  await making.getByLabel("Type the passphrase again").waitFor(slow);
  const downloading = page.waitForEvent("download");
  await making.getByRole("button", { name: "Download it" }).click();
  const sheet = readFileSync(await (await downloading).path(), "utf8");
  if (picture) await look(page, `${picture}-sheet`);
  const paper = await page.locator(".organisation-key-sheet").textContent();
  await making.getByLabel("Type the passphrase again").fill(chosen);
  await making.getByRole("button", { name: "Check and keep the key" }).click();
  await making.waitFor({ state: "detached", ...slow });
  const onTheSheet = sheet.split("\n").find((line) => line.startsWith("AGE-SECRET-KEY-")) ?? "";
  expect(paper?.replaceAll(" ", "")).toContain(onTheSheet);
  return onTheSheet;
}

it("Home asks for it, and its page says what is not possible without it", async () => {
  await page.goto("/");
  await page.getByRole("heading", { name: "Make the organisation key" }).waitFor();
  await page.getByRole("link", { name: "Make the organisation key" }).click();
  await page.getByText("accounts can be created only for employees who have an active key").waitFor();
  await page.getByRole("tab", { name: "Organisation key", selected: true }).waitFor();
  await look(page, "organisation-key-none");
});

it("is made in the browser: what is wrong is said, the sheet is printed, the passphrase typed again", async () => {
  await press("Make the organisation key");
  const making = dialog("Make the organisation key");
  await making.getByText("Post-quantum (recommended)").waitFor();
  await making.getByLabel("Passphrase", { exact: true }).fill("fourteen chars");
  await making.getByRole("button", { name: "Make the key" }).click();
  await making.getByRole("alert").getByText("This has 14.").waitFor();
  identity = await makeKey("Make the organisation key", passphrase, "organisation-key");
  expect(parseIdentity(identity).kind).toBe("hybrid");
  expect((await key()).recipient).toBe(await recipientOf(parseIdentity(identity)));
  await page.getByRole("heading", { name: "Organisation key", exact: true }).waitFor();
  await badge().waitFor();
  await look(page, "organisation-key");
});

it("stays unlocked for ten minutes on every page of this tab, and is locked by Lock and by a reload", async () => {
  await page.getByRole("link", { name: "Policy" }).click();
  await page.getByRole("heading", { name: "Mail" }).waitFor();
  await badge().getByRole("timer").getByText(/^9:/).waitFor();
  await page.clock.fastForward(9 * 60_000);
  await badge().getByRole("timer").getByText(/^0:/).waitFor();
  await page.clock.fastForward(60_000);
  await badge().waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("tab", { name: "Organisation key" }).click();
  await press("Unlock");
  const unlocking = dialog("Unlock the organisation key");
  await unlocking.getByLabel("Passphrase", { exact: true }).fill("seven hundred paper lantern");
  await look(page, "organisation-key-unlock");
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await unlocking.getByRole("alert").getByText("This passphrase does not open the organisation key").waitFor(slow);
  await unlocking.getByRole("button", { name: "Use the recovery sheet instead" }).click();
  const typed = unlocking.getByLabel("Key on the recovery sheet");
  await typed.fill((await generateIdentity()).reveal());
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await unlocking.getByRole("alert").getByText("This is another key").waitFor();
  const onTheSheet = `${identity.toLowerCase().slice(0, 30)} ${identity.slice(30)}\n`;
  await typed.fill(onTheSheet);
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await badge().waitFor();
  await badge().getByRole("button", { name: "Lock" }).click();
  await badge().waitFor({ state: "detached" });
  const unlockWithSheet = async () => {
    await unlocking.getByRole("button", { name: "Use the recovery sheet instead" }).click();
    await typed.fill(onTheSheet);
    await unlocking.getByRole("button", { name: "Unlock" }).click();
    await badge().waitFor();
  };
  await press("Recovery sheet");
  await unlockWithSheet();
  await dialog("Recovery sheet").getByRole("button", { name: "Print the sheet" }).waitFor();
  await page.clock.fastForward(10 * 60_000);
  await dialog("Recovery sheet").waitFor({ state: "detached" });
  expect(await page.locator(".organisation-key-sheet").count()).toBe(0);
  await press("Unlock");
  await unlockWithSheet();
  await page.reload();
  await page.getByRole("button", { name: "Unlock", exact: true }).waitFor();
  expect(await badge().count()).toBe(0);
});

it("gets another passphrase, after the old one or the sheet", async () => {
  await press("Change the passphrase");
  const unlocking = dialog("Unlock the organisation key");
  await unlocking.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  const changing = dialog("Change the passphrase");
  await changing.waitFor(slow);
  await changing.getByLabel("New passphrase", { exact: true }).fill(newPassphrase);
  await changing.getByLabel("New passphrase once more").fill("something else altogether");
  await changing.getByRole("button", { name: "Change the passphrase" }).click();
  await changing.getByText("This is not the same as above.").waitFor();
  await changing.getByLabel("New passphrase once more").fill(newPassphrase);
  await look(page, "organisation-key-passphrase");
  await changing.getByRole("button", { name: "Change the passphrase" }).click();
  await changing.waitFor({ state: "detached", ...slow });
  const { id, revision } = await key();
  expect(revision).toBe(2);
  const { body } = await expectStatus(adas.get(`/organisation-key/${id}/locked-identity`), 200);
  const locked = Buffer.from(String(body.lockedIdentity), "base64");
  expect((await unlockIdentity(locked, newPassphrase)).reveal()).toBe(identity);
});

it("a replacement that somebody else began is shown with how far it is, and can be given up", async () => {
  const old = await key();
  await expectStatus(adas.post("/organisation-key/replacement", { replaces: old.id, ...(await madeKey()) }), 201);
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByText("Ada Lovelace began it.").waitFor();
  await page.getByRole("link", { name: "Go on" }).click();
  await page.getByText("Nothing is sealed to the old key alone any more.").waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await badge().waitFor();
  await hasNoSidewaysScrolling(page);
  await look(page, "organisation-key-replacement-phone");
  await page.setViewportSize({ width: 1440, height: 900 });
  await look(page, "organisation-key-replacement");
  await press("Give it up");
  await dialog("Give up replacing the key").getByRole("button", { name: "Give it up" }).click();
  await page.getByRole("heading", { name: "The key is being replaced" }).waitFor({ state: "detached" });
  expect((await key()).id).toBe(old.id);
});

it("is replaced by one of the other kind; nothing secret has reached the server", async () => {
  const old = await key();
  await press("Replace the key");
  await dialog("Replace the organisation key").getByText("X25519", { exact: true }).click();
  const next = await makeKey("Replace the organisation key", newPassphrase);
  await page.getByText("The key is replaced").waitFor();
  expect(await state()).toMatchObject({ kind: "x25519", replacement: null });
  expect((await key()).id).not.toBe(old.id);
  expect((await key()).recipient).toBe(await recipientOf(parseIdentity(next)));
  const stored = JSON.stringify([...(await contentsOf(stage.server.hesper.db))]);
  const known = [stored, ...stage.server.logs, ...sent].join("\n");
  expect(known).toContain(old.recipient);
  for (const secret of [identity, next, passphrase, newPassphrase, "AGE-SECRET-KEY"])
    expect(known).not.toContain(secret);
});

it("is seen by an auditor, on a phone in the dark, with nothing to press; logging out locks it", async () => {
  const phone = await stage.pageOf(alans, { width: 390, height: 844, dark: true });
  await phone.goto("/settings/organisation-key");
  await phone.getByRole("heading", { name: "Organisation key", exact: true }).waitFor();
  await phone.locator("main").getByRole("button").first().waitFor();
  expect(await phone.locator("main").getByRole("button").allInnerTexts()).toEqual(["Copy"]);
  await look(phone, "organisation-key-auditor");
  await hasNoSidewaysScrolling(phone);
  await badge().waitFor();
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await badge().waitFor({ state: "detached" });
  expect(stage.complaints).toEqual([]);
});
