// The organisation key unlocked with a touch, in a real browser with virtual authenticators: one gives its PRF when it is made,
// the other only when it is asked later. Unlocking with a passphrase takes seconds, so that here the sheet stands for it.
import { generateIdentity, recipientOf, sealIdentity } from "@hesper/vault";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeyHolder, makeAccount, makeOrganisationKey } from "../apps/server/src/testing/accounts.ts";
import { giveKey, setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { alan, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { eventsOf, found, join, type Member } from "../apps/server/src/testing/people.ts";
import { Authenticators, addSecurityKey } from "./authenticators.ts";
import { allViews, look, lookFromAllSides, Stage } from "./harness.ts";

const stage = new Stage();
let boss: Member;
let other: Member;
let auditor: Member;
let person: Member;
let organisation: KeyHolder;
let page: Page;
let hand: Authenticators;
const keys = { blue: "", grey: "" };
/** What the pages sent. */
const bodies: string[] = [];

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  other = await (await join(boss, grace)).enrol();
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser, { kind: "hybrid" });
  page = await pageOf(boss);
  hand = await Authenticators.of(page);
});
afterAll(() => stage.close());

async function pageOf(member: Member): Promise<Page> {
  const opened = await stage.pageOf(member.browser);
  opened.on("request", (request) => bodies.push(request.postData() ?? ""));
  return opened;
}

const tab = "/settings/organisation-key";
const section = (of = page) => of.getByRole("region", { name: "Security keys", exact: true });
const list = (of = page) => of.getByRole("list", { name: "Security keys that unlock the key" });
const row = (name: string, of = page) => list(of).getByRole("listitem").filter({ hasText: name });
const unlocking = (of = page) => of.getByRole("dialog", { name: "Unlock the organisation key" });
const adding = () => page.getByRole("dialog", { name: "Add my security key" });
const badge = (of = page) => of.getByRole("group", { name: "Organisation key is unlocked" });
const touch = () => unlocking().getByRole("button", { name: "Unlock with a security key" });
const unlock = () => page.getByRole("button", { name: "Unlock", exact: true });
/** What has the focus, as a screen reader calls it. */
const focused = () =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");

async function lock(): Promise<void> {
  await badge().getByRole("button", { name: "Lock" }).click();
  await badge().waitFor({ state: "detached" });
}

async function unlockWithSheet(of = page): Promise<void> {
  const typed = unlocking(of).getByLabel("Key on the recovery sheet");
  await unlocking(of).getByRole("button", { name: "Use the recovery sheet instead" }).click();
  await typed.fill(organisation.identity.reveal());
  await unlocking(of).getByRole("button", { name: "Unlock", exact: true }).click();
  await unlocking(of).waitFor({ state: "detached" });
}

async function move(id: string, status: string, reason: string | null = null): Promise<void> {
  await expectStatus(setStatus(boss.browser, id, status, reason), 200);
}

async function unlocksOnRecord(): Promise<number> {
  return (await eventsOf(stage.server, "organisation_key.unlocked_by_security_key")).length;
}

/** Runs in the page: what stands on buttons and is cut off. */
function cutLabels(): string[] {
  const labels = [...document.querySelectorAll<HTMLElement>("button .mantine-Button-label")];
  return labels.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText);
}

/** From all sides, without leaving what is open. */
async function lookAround(name: string, at = page.locator("main")): Promise<void> {
  const ready = async (suffix: string) => {
    await at.scrollIntoViewIfNeeded();
    expect(await at.evaluate(cutLabels), `labels of buttons on ${name}${suffix}`).toEqual([]);
  };
  await lookFromAllSides(page, name, { sides: allViews, ready });
}

it("without a security key of one's own, the page says where to get one, and no touch is offered", async () => {
  await page.goto(tab);
  await section().getByText("is added again: a new key is sealed to none").waitFor();
  await section().getByText("You have no security key that could be added here.").waitFor();
  expect(await section().getByRole("button").count()).toBe(0);
  expect(await section().getByRole("link", { name: "My keys" }).getAttribute("href")).toBe("/my-keys");
  await unlock().click();
  await unlocking().getByLabel("Passphrase", { exact: true }).waitFor();
  expect(
    await unlocking()
      .getByRole("button", { name: /security key/ })
      .count(),
  ).toBe(0);
  await page.keyboard.press("Escape");
});

it("one's own is added after the key was unlocked: chosen, touched, opened once, and listed", async () => {
  await hand.add("blue", "when made");
  keys.blue = await addSecurityKey(page, "Blue key");
  await hand.add("grey", "when asked");
  keys.grey = await addSecurityKey(page, "Grey key");
  await page.reload();
  await section().getByRole("button", { name: "Add my security key" }).click();
  await unlockWithSheet();
  await adding().getByRole("radio", { name: "Blue key" }).check();
  await look(page, "organisation-key-add-security-key");
  await hand.take("blue");
  await adding().getByRole("button", { name: "Touch it and add it" }).click();
  await page.getByText("Blue key opened what was sealed to it.").waitFor();
  await adding().waitFor({ state: "detached" });
  await row("Blue key").getByText("Of Ada Lovelace · added just now · not used yet").waitFor();
  await row("Blue key").getByText("Active").waitFor();
  expect(await list().getByRole("listitem").count()).toBe(1);
  // The dialogues came one after the other: the keyboard goes on at the heading of the section.
  await expect.poll(focused).toBe("Security keys");
  expect(await unlocksOnRecord()).toBe(0);
  await lock();
});

it("by the keyboard alone: the touch has the focus, the other ways are one press away, and it unlocks", async () => {
  await page.reload();
  await unlock().focus();
  await page.keyboard.press("Enter");
  await unlocking().getByText("Press the button, and touch Blue key.").waitFor();
  await expect.poll(focused).toBe("Unlock with a security key");
  await lookAround("organisation-key-unlock-touch", touch());
  for (const [way, field] of [
    ["Use the passphrase instead", "Passphrase"],
    ["Use the recovery sheet instead", "Key on the recovery sheet"],
  ] as const) {
    await unlocking().getByRole("button", { name: way }).press("Enter");
    const typed = unlocking().getByLabel(field, { exact: true });
    await expect.poll(() => typed.evaluate((element) => element === document.activeElement)).toBe(true);
  }
  await unlocking().getByRole("button", { name: "Use a security key instead" }).press("Enter");
  await expect.poll(focused).toBe("Unlock with a security key");
  await page.keyboard.press("Enter");
  await badge().waitFor();
  await unlocking().waitFor({ state: "detached" });
  expect(await unlocksOnRecord()).toBe(1);
  await page.reload();
  await row("Blue key").getByText("last used just now").waitFor();
  expect(await badge().count()).toBe(0);
});

it("a key that gives something else than where it was added is not added", async () => {
  await section().getByRole("button", { name: "Add my security key" }).click();
  await touch().click();
  await adding().getByText("The organisation key is sealed to Grey key in this browser").waitFor();
  await hand.take("grey");
  await instead(options, (begun) => {
    const { extensions, ...rest } = begun.options as { extensions: { prf: { evalByCredential: object } } };
    const other = { first: Buffer.alloc(32, 7).toString("base64url") };
    const inputs = Object.keys(extensions.prf.evalByCredential).map((id) => [id, other]);
    return { ...begun, options: { ...rest, extensions: { prf: { evalByCredential: Object.fromEntries(inputs) } } } };
  });
  await adding().getByRole("button", { name: "Touch it and add it" }).click();
  await adding().getByRole("alert").getByText("gives something else here than where it was added").waitFor();
  await page.unroute(options);
  expect(await list().getByRole("listitem").count()).toBe(1);
});

it("a second one, whose PRF comes only when it is asked, is added after a touch of the first, and unlocks too", async () => {
  await adding().getByRole("button", { name: "Touch it and add it" }).click();
  await row("Grey key").waitFor();
  await adding().waitFor({ state: "detached" });
  await section().getByText("All of your security keys that are active unlock it.").waitFor();
  await expect.poll(focused).toBe("Security keys");
  await lock();
  await unlock().click();
  await unlocking().getByText("touch Blue key or Grey key").waitFor();
  await touch().click();
  await badge().waitFor();
  const unlocked = (await eventsOf(stage.server, "organisation_key.unlocked_by_security_key")).at(-1);
  expect(unlocked?.detail).toMatchObject({ securityKey: keys.grey, name: "Grey key" });
  await page.reload();
  await row("Grey key").getByText("last used just now").waitFor();
  await section().scrollIntoViewIfNeeded();
  await look(page, "organisation-key-security-keys");
  await hand.take("blue");
});

it("Deliver asks for the touch, and what waits is sealed with it", async () => {
  const path = `/employees/${person.id}/accounts`;
  await makeAccount(boss.browser, path, [organisation], { name: "Mail of the company" }, { password: "planted" });
  await giveKey(stage.server, boss.browser, person.id, { name: "Laptop", kind: "hybrid" });
  await page.goto(`/employees/${person.id}`);
  const notice = page.getByRole("group", { name: "Deliver to keys" });
  await notice.getByRole("button", { name: "Deliver" }).click();
  await touch().click();
  await notice.getByText("1 account is sealed for 1 key").waitFor();
  await lock();
});

it("a touch that is given up unlocks nothing, and another way goes on at once", async () => {
  await page.goto(tab);
  await hand.take(null);
  await unlock().click();
  await touch().click();
  await unlocking().getByText("Follow what your browser says").waitFor();
  await unlocking().getByRole("button", { name: "Use the passphrase instead" }).click();
  await unlocking().getByLabel("Passphrase", { exact: true }).waitFor();
  expect(await unlocking().getByRole("alert").count()).toBe(0);
  await unlocking().getByRole("button", { name: "Use a security key instead" }).click();
  await touch().click();
  await unlocking().getByText("Follow what your browser says").waitFor();
  await unlocking().getByRole("button", { name: "Cancel" }).click();
  await unlocking().waitFor({ state: "detached" });
  await hand.take("blue");
  await unlock().click();
  await touch().click();
  await badge().waitFor();
  await lock();
});

async function saysAfterTouch(words: string): Promise<void> {
  await touch().click();
  await unlocking().getByRole("alert").getByText(words).waitFor();
}

const options = "**/api/v1/profile/security-keys/use/options";
const answers = "**/api/v1/organisation-key/*/unlock";

/** Something else than what the server said. */
async function instead(pattern: string, change: (answer: Record<string, unknown>) => object): Promise<void> {
  await page.route(pattern, async (route: Route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

// What a server says is not believed: only the identity whose recipient is known is kept.
it("what goes wrong is said: no PRF, no connection, another key, something that is sealed to others", async () => {
  await unlock().click();
  await instead(options, (begun) => ({ ...begun, options: { ...(begun.options as object), extensions: {} } }));
  await saysAfterTouch("it does not support the PRF extension with this key");
  await page.unroute(options);
  await page.context().setOffline(true);
  await saysAfterTouch("The server did not answer. Check your connection and try again.");
  await page.context().setOffline(false);
  const blue = await recipientOfKey(keys.blue);
  const foreign = await generateIdentity("hybrid");
  for (const [recipient, words] of [
    [blue, "The server gave another key than the one that is in use"],
    [await recipientOf(foreign), "does not open with this security key"],
  ] as const) {
    const sealedIdentity = Buffer.from(await sealIdentity(foreign, recipient)).toString("base64");
    await instead(answers, (given) => ({ ...given, sealedIdentity }));
    await saysAfterTouch(words);
    await page.unroute(answers);
  }
  await look(page, "organisation-key-touch-refused");
  expect(await badge().count()).toBe(0);
  await page.keyboard.press("Escape");
});

async function recipientOfKey(id: string): Promise<string> {
  const found = stage.server.hesper.db
    .selectFrom("keys")
    .select("recipient")
    .where("id", "=", id as never);
  return (await found.executeTakeFirstOrThrow()).recipient ?? "";
}

it("another administrator sees them, has no touch of her own, and an auditor has nothing to press", async () => {
  const theirs = await pageOf(other);
  await theirs.goto(tab);
  await row("Blue key", theirs).getByText("Of Ada Lovelace").waitFor();
  await theirs.getByRole("button", { name: "Unlock", exact: true }).click();
  await unlocking(theirs).getByLabel("Passphrase", { exact: true }).waitFor();
  expect(
    await unlocking(theirs)
      .getByRole("button", { name: /security key/ })
      .count(),
  ).toBe(0);
  await unlockWithSheet(theirs);
  await badge(theirs).waitFor();
  await theirs.context().close();
  const seen = await pageOf(auditor);
  await seen.goto(tab);
  await row("Grey key", seen).waitFor();
  expect(await section(seen).getByRole("button").count()).toBe(0);
  await look(seen, "organisation-key-security-keys-auditor");
  await seen.context().close();
});

it("a suspended one is refused with a sentence, also where it was suspended after the dialogue opened", async () => {
  await move(keys.grey, "suspended", "lost");
  await unlock().click();
  await unlocking()
    .getByText(/touch Blue key/)
    .waitFor();
  await move(keys.blue, "suspended", "lost");
  await saysAfterTouch("“Blue key” is suspended, and opens nothing.");
  await page.keyboard.press("Escape");
  await page.reload();
  await row("Blue key").getByText("Suspended").waitFor();
  await row("Blue key").getByText("It unlocks nothing until an administrator lets it go on.").waitFor();
  await lookAround("organisation-key-security-keys-suspended", row("Grey key"));
  await unlock().click();
  await unlocking().getByText("Blue key and Grey key are suspended, and unlock nothing.").waitFor();
  expect(await touch().count()).toBe(0);
  await look(page, "organisation-key-unlock-suspended");
  await page.keyboard.press("Escape");
  await move(keys.blue, "active");
  await page.reload();
  await unlock().click();
  await touch().click();
  await badge().waitFor();
  await lock();
});

it("any administrator removes one, after it was asked; done twice, it is said", async () => {
  const theirs = await pageOf(other);
  await theirs.goto(tab);
  await row("Grey key", theirs).waitFor();
  await section().getByRole("button", { name: "Remove Grey key of Ada Lovelace" }).click();
  const asking = page.getByRole("dialog", { name: "Remove Grey key" });
  await look(page, "organisation-key-remove-security-key");
  await theirs.getByRole("button", { name: "Remove Grey key of Ada Lovelace" }).click();
  const theirAsking = theirs.getByRole("dialog", { name: "Remove Grey key" });
  await theirAsking.getByRole("button", { name: "Remove" }).click();
  await theirs.getByText("Grey key of Ada Lovelace unlocks the organisation key no longer.").waitFor();
  await row("Grey key", theirs).waitFor({ state: "detached" });
  await theirs.context().close();
  await asking.getByRole("button", { name: "Remove" }).click();
  await asking.getByRole("alert").waitFor();
  await asking.getByRole("button", { name: "Close" }).last().click();
  await row("Grey key").waitFor({ state: "detached" });
  expect(await list().getByRole("listitem").count()).toBe(1);
});

it("while the key is replaced, a touch unlocks the old one; the new one wants each security key again", async () => {
  const next = await makeOrganisationKey(boss.browser, { kind: "hybrid", replaces: organisation.keyId });
  await page.reload();
  await page.getByRole("heading", { name: "The key is being replaced" }).waitFor();
  await section().getByText("These unlock the key that is being replaced").waitFor();
  await page.getByRole("list", { name: "Security keys that unlock the replaced key" }).getByText("Blue key").waitFor();
  await look(page, "organisation-key-security-keys-replacing");
  organisation = next;
  await section().getByRole("button", { name: "Add my security key" }).click();
  await unlockWithSheet();
  await adding().getByRole("button", { name: "Touch it and add it" }).click();
  await row("Blue key").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await touch().click();
  await page.getByText("The key is replaced").waitFor();
  await section().getByText("These unlock the key that is being replaced").waitFor({ state: "detached" });
  await lock();
  await unlock().click();
  await touch().click();
  await badge().waitFor();
});

it("nothing that opens anything was sent, and no page complained (E-45)", () => {
  const clear = bodies.filter((body) => /"results"|"prf"|AGE-SECRET-KEY|planted/.test(body));
  expect(clear).toEqual([]);
  expect(bodies.some((body) => body.includes("clientExtensionResults"))).toBe(true);
  // The browser writes a line for what was asked without a connection.
  expect(stage.complaints.filter((line) => !line.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});
