// Security keys under "My keys" and at the activation link, in a real browser with virtual authenticators: PRF at once, PRF only
// when asked again, and none; by the keyboard and by touch, in every look. What the PRF gives never leaves the page.
import { fingerprintOf } from "@hesper/vault";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAccount, makeOrganisationKey } from "../apps/server/src/testing/accounts.ts";
import { activate } from "../apps/server/src/testing/activated-keys.ts";
import { alan, edith, expectStatus } from "../apps/server/src/testing/harness.ts";
import { changePolicy, found, join, type Member } from "../apps/server/src/testing/people.ts";
import { Authenticators } from "./authenticators.ts";
import { allViews, giveEmailAndPassword, hasNoSidewaysScrolling, look, Stage, showAs } from "./harness.ts";

const stage = new Stage();
const bodies: string[] = [];
const addresses: string[] = [];
let boss: Member;
let person: Member;
let page: Page;
let hand: Authenticators;

interface OwnKey {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly fingerprint: string;
}

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  person = await join(boss, edith);
  const organisation = await makeOrganisationKey(boss.browser, { kind: "hybrid" });
  await makeAccount(boss.browser, `/employees/${person.id}/accounts`, [organisation], { name: "Mail of the company" });
  page = await stage.pageOf(person.browser);
  follow(page);
  hand = await Authenticators.of(page);
});
afterAll(() => stage.close());

function follow(on: Page): void {
  on.on("request", (request) => {
    bodies.push(request.postData() ?? "");
    addresses.push(request.url());
  });
  on.on("framenavigated", (frame) => addresses.push(frame.url()));
}

const dialog = (of = page) => of.getByRole("dialog");
const card = (name: string, of = page) => of.getByRole("region", { name, exact: true });
const section = (name: string, of = page) => of.getByRole("region", { name, exact: true });
const adding = () => page.getByRole("button", { name: "Add a security key", exact: true });
const focused = () => page.evaluate(() => document.activeElement?.textContent);

async function ownKeys(): Promise<OwnKey[]> {
  return (await expectStatus(person.browser.get("/profile/keys"), 200)).body.items as OwnKey[];
}

async function keyCalled(name: string): Promise<OwnKey> {
  const key = (await ownKeys()).find((one) => one.name === name);
  if (!key) throw new Error(`There is no key ${name}.`);
  return key;
}

/** What the server has of the person's authenticators. */
async function credentialsKept(): Promise<number> {
  const { length } = await stage.server.hesper.db.selectFrom("security_keys").selectAll().execute();
  return length;
}

it("whoever has no key is told that they can add one; it is added by the keyboard alone", async () => {
  await hand.add("blue", "when made");
  await page.goto("/my-keys");
  await page.getByText("You have no key yet").waitFor();
  await page.getByText("A key in a browser or on a computer is added by an administrator").waitFor();
  await adding().focus();
  await page.keyboard.press("Enter");
  await dialog().getByText("a FIDO2 key with a PIN or a fingerprint").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  await page.keyboard.type("Blue key");
  await look(page, "security-key-add");
  await page.keyboard.press("Enter");
  await dialog().getByText("Blue key is added").waitFor();
  await dialog().getByText("1 account that you have already comes when another key of yours").waitFor();
  const { fingerprint, kind, status } = await keyCalled("Blue key");
  expect({ kind, status }).toEqual({ kind: "security_key", status: "active" });
  await dialog().getByText(fingerprint).waitFor();
  await look(page, "security-key-added");
  await dialog().getByRole("button", { name: "Done" }).focus();
  await page.keyboard.press("Enter");
  await dialog().waitFor({ state: "detached" });
  await card("Blue key").getByText(fingerprint).waitFor();
  await card("Blue key").getByText("Security key (USB), last used just now").waitFor();
  await card("Blue key").getByText("With a touch it opens your accounts").waitFor();
  await card("Blue key").getByRole("button", { name: "What it opens" }).click();
  const opens = card("Blue key").getByRole("list", { name: "What Blue key opens" });
  await opens.getByText("It cannot open it yet.").waitFor();
  await card("What was done lately").getByText("You added the security key Blue key.").waitFor();
  expect(await card("Blue key").innerText()).not.toMatch(/PIN|contact|sync/);
});

it("a key whose PRF comes only when it is asked again is touched twice, and the page says why", async () => {
  await hand.add("grey", "when asked");
  await page.evaluate(() => {
    const ask = navigator.credentials.get.bind(navigator.credentials);
    // Waits before the second touch, so that what the page says can be read.
    navigator.credentials.get = async (options) => {
      await new Promise((resolve) => addEventListener("touch-again", resolve, { once: true }));
      return ask(options);
    };
  });
  await adding().click();
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  await dialog().getByRole("status").getByText("Touch it once more.").waitFor();
  await look(page, "security-key-touch-again");
  expect(await credentialsKept()).toBe(1);
  await page.evaluate(() => dispatchEvent(new Event("touch-again")));
  await dialog().getByText("Security key is added").waitFor();
  await dialog().getByRole("button", { name: "Done" }).click();
  await card("Security key").waitFor();
  expect(await credentialsKept()).toBe(2);
  await page.reload();
});

it("a key without PRF is refused with what to use instead, and the server keeps nothing of it", async () => {
  const before = await ownKeys();
  await hand.add("old", "never");
  await adding().click();
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  const alert = dialog().getByRole("alert");
  await alert.getByText("This key cannot hold accounts: it lacks the PRF extension").waitFor();
  expect(await alert.innerText()).toMatch(/YubiKey 5.*with Chrome/);
  await look(page, "security-key-without-prf");
  expect(await ownKeys()).toEqual(before);
  expect(await credentialsKept()).toBe(2);
});

it("another one can be taken at once; one that is there already is known, and nothing is added after Cancel", async () => {
  await hand.take("blue");
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  await dialog().getByRole("alert").getByText("is among your keys already").waitFor();
  await hand.take(null);
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  await dialog().getByRole("status").getByText("Follow what your browser says").waitFor();
  await dialog().getByRole("button", { name: "Cancel" }).click();
  await dialog().waitFor({ state: "detached" });
  // What had the focus is gone: the keyboard goes on at the heading.
  await expect.poll(focused).toBe("My keys");
  await hand.add("late", "when made");
  await page.reload();
  await card("Blue key").waitFor();
  expect(await credentialsKept()).toBe(2);
});

it("a fresh proof is asked for, and adding goes on by itself", async () => {
  stage.server.clock.move(11 * 60);
  await adding().click();
  await dialog().getByLabel("Name").fill("Late key");
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  const proof = page.getByRole("dialog", { name: "Prove that it is you" });
  await proof.getByLabel("Password", { exact: true }).fill(person.password);
  await proof.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Late key is added").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await card("Late key").waitFor();
  // The proof has given the page another session.
  await person.logIn();
});

it("a key that is reported lost is suspended at once, and both sides are told what that means for a security key", async () => {
  await card("Late key").getByRole("button", { name: "Report lost" }).click();
  await dialog().getByText("It opens nothing from now on").waitFor();
  expect(await dialog().innerText()).not.toMatch(/next contact|days without contact|wipe/);
  await look(page, "security-key-lost");
  await dialog().getByRole("button", { name: "Report lost" }).click();
  await dialog().waitFor({ state: "detached" });
  await card("Late key").getByText("Suspended", { exact: true }).waitFor();
  await card("Late key").getByText("It is reported lost: it opens nothing").waitFor();
  const { id, status } = await keyCalled("Late key");
  expect(status).toBe("suspended");
  await boss.logIn();
  const theirs = await stage.pageOf(boss.browser);
  await theirs.goto("/keys");
  await theirs.getByRole("row").filter({ hasText: "Late key" }).getByText("Security key (USB)").waitFor();
  await theirs.goto(`/keys/${id}`);
  await section("Status", theirs).getByText("It opens nothing, and gets nothing until it is resumed.").waitFor();
  const facts = section("About the key", theirs);
  await facts.getByText("Security key", { exact: true }).waitFor();
  expect(await facts.innerText()).not.toContain("Policy");
  await facts.getByText("Last used").waitFor();
  await look(theirs, "security-key-of-employee");
  await theirs.getByRole("button", { name: "Actions", exact: true }).click();
  await theirs.getByRole("menuitem", { name: "Rename" }).waitFor();
  await theirs.getByRole("menuitem", { name: "Report as compromised" }).click();
  await dialog(theirs).getByText("It opens nothing from now on, and can never be used again.").waitFor();
  await dialog(theirs).getByRole("radio", { name: "Lost" }).check();
  await look(theirs, "security-key-compromised");
  await dialog(theirs).getByRole("button", { name: "Report as compromised" }).click();
  await dialog(theirs).getByRole("status").getByText("It opens nothing from now on").waitFor();
  await dialog(theirs).getByRole("button", { name: "Close", exact: true }).last().click();
  await section("Status", theirs).getByText("It opens nothing any more. Nothing was kept on it.").waitFor();
  await theirs.context().close();
  expect((await keyCalled("Late key")).status).toBe("compromised");
});

// A second credential for the same user handle would take the place of the first in the authenticator.
it("the passkey that logs in, on the same authenticator, is still there after a key was added", async () => {
  await hand.add("both", "when made");
  await page.goto("/profile/security-keys");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const codes = page.getByRole("dialog", { name: "Save your recovery codes" });
  const [code = ""] = await codes.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  await codes.getByLabel("Type one of them back").fill(code);
  await codes.getByRole("button", { name: "Done" }).click();
  await page.getByRole("list", { name: "Passkeys" }).getByText("Passkey 1").waitFor();
  await page.goto("/my-keys");
  await adding().click();
  await dialog().getByLabel("Name").fill("Key for both");
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  await dialog().getByText("Key for both is added").waitFor();
  await dialog().getByRole("button", { name: "Done" }).click();
  await hand.take(null);
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await hand.take("both");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

it("where the policy lets people add all keys, a software key is made with a link, which can be made anew", async () => {
  await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "all" }), 200);
  await page.goto("/my-keys");
  await page.getByRole("button", { name: "Add a key" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Security key" }).waitFor();
  await page.getByRole("menuitem", { name: "In a browser or on a computer" }).click();
  await dialog().getByRole("button", { name: "Add the key" }).click();
  await dialog().getByRole("alert").getByText("Enter the name of the key").waitFor();
  await dialog().getByLabel("Name").fill("Laptop");
  await look(page, "own-key-add");
  await dialog().getByRole("button", { name: "Add the key" }).click();
  const first = await dialog().getByLabel("Activation code", { exact: true }).innerText();
  const link = await dialog().getByLabel("Activation link", { exact: true }).innerText();
  expect(link).toBe(`${stage.address}/activate-key#${first}`);
  await look(page, "own-key-activation");
  // Of two Enters in a row the second must not close what is shown once.
  await page.keyboard.press("Enter");
  await dialog().getByRole("button", { name: "Done" }).click();
  await card("Laptop").getByText("It waits to be activated").waitFor();
  expect(await page.content()).not.toContain(first);
  await card("Laptop").getByRole("button", { name: "Make a new link" }).click();
  await dialog().getByRole("button", { name: "Make a new link" }).click();
  const second = await dialog().getByLabel("Activation code", { exact: true }).innerText();
  expect(second).not.toBe(first);
  const laptop = await activate(stage.server, second, { kind: "hybrid" });
  await dialog().getByRole("button", { name: "Done" }).click();
  await page.reload();
  await card("Laptop")
    .getByText(await fingerprintOf(laptop.recipient))
    .waitFor();
  await card("What was done lately").getByText("You made the key Laptop.").waitFor();
});

it("where it lets nobody, the page says whom to ask; a policy that changes meanwhile is told", async () => {
  await page.getByRole("button", { name: "Add a key" }).click();
  await page.getByRole("menuitem", { name: "Security key" }).click();
  await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "none" }), 200);
  await dialog().getByRole("button", { name: "Add the security key" }).click();
  await dialog().getByRole("alert").getByText("Keys are added by administrators here. Ask one.").waitFor();
  await page.reload();
  await page
    .getByText("With the link that you get, a browser, a computer or a security key becomes your key.")
    .waitFor();
  expect(await page.getByRole("button", { name: /^Add a/ }).count()).toBe(0);
  await look(page, "my-keys-ask");
});

it("the activation link takes a security key of its employee only, who logs in and comes back, on a phone by touch", async () => {
  const colleague = await join(boss, alan);
  const made = await expectStatus(boss.browser.post(`/employees/${colleague.id}/keys`, { name: "From Ada" }), 201);
  const code = String(made.body.activationCode);
  const link = `/activate-key#${code}`;
  const others = await stage.pageOf(boss.browser);
  follow(others);
  await others.goto(link);
  await others.getByText(`You are logged in as ${boss.name}, and this key is for ${colleague.name}.`).waitFor();
  expect(await others.getByRole("button", { name: "Add a security key" }).count()).toBe(0);
  await look(others, "activate-security-key-others");
  await others.context().close();
  const phone = await stage.page({ width: 390, height: 844, touch: true });
  follow(phone);
  const fingers = await Authenticators.of(phone);
  await fingers.add("phone", "when asked");
  // Nobody touches it while the log-in page offers passkeys.
  await fingers.take(null);
  await phone.goto(link);
  await phone.getByText("A security key, which opens your accounts in any browser").waitFor();
  await phone.getByText("Log in first, and come back here by itself").waitFor();
  await hasNoSidewaysScrolling(phone);
  await phone.getByRole("button", { name: "Log in", exact: true }).scrollIntoViewIfNeeded();
  await look(phone, "activate-security-key-log-in-phone");
  await phone.getByRole("button", { name: "Log in", exact: true }).tap();
  await phone.getByRole("heading", { name: "Log in" }).waitFor();
  expect(await phone.getByLabel("Email").inputValue()).toBe(colleague.email);
  await giveEmailAndPassword(phone, colleague);
  const add = phone.getByRole("button", { name: "Add a security key" });
  await add.scrollIntoViewIfNeeded();
  await hasNoSidewaysScrolling(phone);
  await look(phone, "activate-security-key-phone");
  await fingers.take("phone");
  await add.tap();
  await phone.getByText("From Ada is added").waitFor();
  await look(phone, "activate-security-key-done-phone");
  await phone.getByRole("link", { name: "My keys" }).tap();
  await card("From Ada", phone).getByText("Active", { exact: true }).waitFor();
  await hasNoSidewaysScrolling(phone);
  await phone.goto(link);
  await phone.getByText("This link does not work any more").waitFor();
  await phone.context().close();
  const { body } = await expectStatus(colleague.browser.get("/profile/keys"), 200);
  expect(body.items).toMatchObject([{ id: made.body.id, kind: "security_key", status: "active", name: "From Ada" }]);
  // The code stands behind the number sign and nowhere else: no server and no history but that of the link has it.
  expect(addresses.filter((address) => new URL(address).search.includes(code))).toEqual([]);
});

it("in the dark and in light, zoomed, narrow and on a phone, the page and its dialogue fit", async () => {
  await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "security_keys" }), 200);
  await page.goto("/my-keys");
  for (const [suffix, options] of allViews) {
    await showAs(page, options);
    await card("Blue key").waitFor();
    await hasNoSidewaysScrolling(page);
    await look(page, `my-security-keys${suffix}`);
    await adding().click();
    await dialog().getByLabel("Name").waitFor();
    await hasNoSidewaysScrolling(page);
    await look(page, `security-key-add${suffix === "" ? "-light" : suffix}`);
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
  }
});

it("what a PRF gives was in no request, and no page complained (E-45)", () => {
  expect(bodies.filter((body) => body.includes("clientExtensionResults")).length).toBeGreaterThan(3);
  expect(bodies.filter((body) => /"results"|"prf"|AGE-SECRET-KEY/.test(body))).toEqual([]);
  expect(stage.complaints).toEqual([]);
});
