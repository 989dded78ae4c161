// "My accounts" opened with a security key, in a real browser with virtual authenticators: one gives its PRF when it is made,
// the other only when it is asked later. What is opened stays in the page, what is sealed goes on to the person's other keys.
import { decodeBase32, liveCode } from "@hesper/otp";
import { sealDetails } from "@hesper/vault";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type KeyHolder,
  makeAccount,
  makeOrganisationKey,
  newAccountId,
  sealFor,
} from "../apps/server/src/testing/accounts.ts";
import { edith, expectStatus } from "../apps/server/src/testing/harness.ts";
import { makeKey, type TestKey } from "../apps/server/src/testing/keys.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { Authenticators, addSecurityKey } from "./authenticators.ts";
import { allViews, look, lookFromAllSides, Stage } from "./harness.ts";

const stage = new Stage();
const secrets = {
  password: "planted password of the mail",
  otp: { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 },
  notes: "planted note\nwith a second line",
} as const;
const planted = [secrets.password, "planted note", secrets.otp.secret, "planted diary", "AGE-SECRET-KEY"];
let boss: Member;
let person: Member;
let organisation: KeyHolder;
let page: Page;
let hand: Authenticators;
let laptop: TestKey;
const keys = { blue: "", grey: "", spare: "" };
const bodies: string[] = [];
const addresses: string[] = [];

function follow(on: Page): void {
  on.on("request", (request) => {
    bodies.push(request.postData() ?? "");
    addresses.push(request.url());
  });
}

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser, { kind: "hybrid" });
  const path = `/employees/${person.id}/accounts`;
  await makeAccount(boss.browser, path, [organisation], { name: "Mail of the company" }, secrets);
  page = await stage.pageOf(person.browser);
  follow(page);
  await page.clock.install();
  hand = await Authenticators.of(page);
});
afterAll(() => stage.close());

const card = (name: string, of = page) => of.getByRole("region", { name, exact: true });
const opening = (of = page) => of.getByRole("region", { name: /^(Open with a security key|Your accounts are open)$/ });
const row = (name: string, of = page) => of.getByRole("row").filter({ hasText: name });
const panel = (name: string, of = page) => of.getByRole("group", { name: `What is in ${name}` });
const field = (label: string, of = page) => of.getByRole("group", { name: label, exact: true });

/** With the key in the hand. */
async function openAccounts(name: string, of = page): Promise<void> {
  await opening(of).getByRole("button", { name: "Open with a security key" }).click();
  await opening(of).getByText(`With ${name}.`).waitFor();
}

async function lock(of = page): Promise<void> {
  await opening(of).getByRole("button", { name: "Lock" }).click();
  await opening(of).getByRole("button", { name: "Open with a security key" }).waitFor();
}

async function show(name: string, of = page): Promise<void> {
  await of.getByRole("button", { name: `Show ${name}` }).click();
}

/** What the server answers to this page of the open key. */
function statusOf(path: string): Promise<number> {
  return page.evaluate(async (url) => (await fetch(url)).status, `/api/v1/profile/opened-key${path}`);
}

async function idOf(name: string): Promise<string> {
  const { body } = await expectStatus(person.browser.get("/profile/accounts"), 200);
  return (body.items as { id: string; name: string }[]).find((one) => one.name === name)?.id ?? "";
}

/** An administrator, with the organisation key, delivers everything that waits for the person. */
async function deliver(): Promise<void> {
  const theirs = await stage.pageOf(boss.browser);
  follow(theirs);
  await theirs.goto(`/employees/${person.id}`);
  const notice = theirs.getByRole("group", { name: "Deliver to keys" });
  await notice.getByRole("button", { name: "Deliver" }).click();
  const unlocking = theirs.getByRole("dialog", { name: "Unlock the organisation key" });
  await unlocking.getByRole("button", { name: "Use the recovery sheet instead" }).click();
  await unlocking.getByLabel("Key on the recovery sheet").fill(organisation.identity.reveal());
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await notice.getByText("1 account is sealed for 1 key").waitFor();
  await theirs.context().close();
}

/** Of the moment that it is in the page. */
async function expectedCode(): Promise<string> {
  const nowMs = await page.evaluate(() => Date.now());
  return (await liveCode({ ...secrets.otp, secret: decodeBase32(secrets.otp.secret) as Uint8Array, nowMs })).code;
}

async function shownCode(): Promise<string> {
  return (await page.getByLabel("Code of this moment").innerText()).replaceAll(" ", "");
}

/** That of the moment, also where the one before ends between two looks. */
async function showsCode(): Promise<void> {
  await expect.poll(async () => (await shownCode()) === (await expectedCode())).toBe(true);
}

it("without a security key the page says how to get one, and what shows accounts meanwhile", async () => {
  await page.goto("/my-accounts");
  await opening().getByText("Add one under My keys").waitFor();
  await opening().getByText("the browser extension and the command line").waitFor();
  expect(await page.getByRole("button", { name: "Open with a security key" }).count()).toBe(0);
  await look(page, "my-accounts-without-key");
});

it("an account that waits for the key says so and what to do; delivered, it shows itself at a touch", async () => {
  await hand.add("blue", "when made");
  keys.blue = await addSecurityKey(page, "Blue key");
  await page.reload();
  await openAccounts("Blue key");
  await row("Mail of the company").getByText("It waits for Blue key.").waitFor();
  await show("Mail of the company");
  await page.getByRole("alert").getByText("ask an administrator to deliver it").waitFor();
  await look(page, "my-accounts-waits");
  await deliver();
  await page.getByRole("button", { name: "Try again" }).click();
  await panel("Mail of the company").waitFor();
  expect(await field("Login").innerText()).toContain("edith@example.org");
  expect(await page.content()).not.toContain(secrets.password);
  await showsCode();
  // An opening is the contact of a security key: this came after it.
  expect((await person.browser.get("/profile/keys")).text).toContain('"queued":1');
});

it("password and notes are hidden until they are asked for, and hidden again", async () => {
  const password = field("Password");
  await password.getByRole("button", { name: "Show the password" }).click();
  expect(await password.getByRole("textbox", { name: "Password" }).innerText()).toBe(secrets.password);
  await field("Notes").getByRole("button", { name: "Show the notes" }).click();
  expect(await field("Notes").getByRole("textbox").innerText()).toBe(secrets.notes);
  await password.scrollIntoViewIfNeeded();
  await look(page, "my-accounts-open");
  await page.clock.fastForward(60_000);
  await password.getByRole("button", { name: "Show the password" }).waitFor();
  expect(await page.content()).not.toContain("planted");
});

it("what is copied is in the clipboard for half a minute; something else that was copied stays", async () => {
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await field("Password").getByRole("button", { name: "Copy the password" }).click();
  await expect.poll(clipboard).toBe(secrets.password);
  await page.clock.fastForward(29_000);
  expect(await clipboard()).toBe(secrets.password);
  await page.clock.fastForward(1_500);
  await expect.poll(clipboard).toBe("");
  await page.getByRole("button", { name: "Copy the code" }).click();
  await expect.poll(async () => (await clipboard()) === (await expectedCode())).toBe(true);
  await page.evaluate(() => navigator.clipboard.writeText("of another page"));
  await page.clock.fastForward(31_000);
  expect(await clipboard()).toBe("of another page");
  // Where the page may not look into the clipboard, it clears it only if nobody went elsewhere to copy something.
  for (const [wentElsewhere, left] of [
    [false, ""],
    [true, secrets.password],
  ] as const) {
    await page.context().clearPermissions();
    await page.context().grantPermissions(["clipboard-write"]);
    await field("Password").getByRole("button", { name: "Copy the password" }).click();
    await field("Password").getByText("the password copied").waitFor();
    if (wentElsewhere) await page.evaluate(() => dispatchEvent(new Event("blur")));
    await page.clock.fastForward(31_000);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await expect.poll(clipboard).toBe(left);
  }
});

it("the next code stands beside the one that ends, and is that which follows", async () => {
  const nowMs = await page.evaluate(() => Date.now());
  await page.clock.fastForward(30_000 - (nowMs % 30_000) + 24_000);
  const next = page.getByText(/^Next: /);
  await next.waitFor();
  const announced = (await next.innerText()).replace("Next:", "").replaceAll(" ", "");
  await page.clock.fastForward(6_000);
  await expect.poll(shownCode).toBe(announced);
  expect(announced).toBe(await expectedCode());
});

it("nothing of it is kept in the browser", async () => {
  expect(await kept(page)).toEqual({ local: {}, session: {}, databases: [], caches: [] });
});

/** Everything that a page can keep. The colour scheme may stand in it. */
function kept(of: Page) {
  return of.evaluate(async () => ({
    local: Object.fromEntries(Object.entries(localStorage).filter(([name]) => !name.includes("color-scheme"))),
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
  }));
}

it("Lock closes it here and at the server; so do ten minutes and a reload", async () => {
  const id = await idOf("Mail of the company");
  expect(await statusOf(`/accounts/${id}`)).toBe(200);
  await lock();
  expect(await page.getByRole("button", { name: "Show Mail of the company" }).count()).toBe(0);
  expect(await statusOf(`/accounts/${id}`)).toBe(403);
  await openAccounts("Blue key");
  expect((await person.browser.get("/profile/keys")).text).toContain('"delivered":1');
  await show("Mail of the company");
  await panel("Mail of the company").waitFor();
  await page.clock.fastForward(9 * 60_000);
  await opening().getByRole("timer").getByText(/^0:/).waitFor();
  await page.clock.fastForward(60_000);
  await opening().getByText("its 10 minutes are over").waitFor();
  expect(await panel("Mail of the company").count()).toBe(0);
  await openAccounts("Blue key");
  await page.reload();
  await opening().getByRole("button", { name: "Open with a security key" }).waitFor();
});

it("stays open on other pages, where the head counts it down and locks it", async () => {
  await openAccounts("Blue key");
  const badge = page.getByRole("group", { name: "Security key is open" });
  expect(await badge.count()).toBe(0);
  await page.getByRole("link", { name: "My keys" }).first().click();
  await badge
    .getByRole("timer")
    .getByText(/^(9|10):/)
    .waitFor();
  await page.getByRole("link", { name: "My accounts" }).first().click();
  await opening().getByText("With Blue key.").waitFor();
  await page.getByRole("link", { name: "My keys" }).first().click();
  await badge.getByRole("button", { name: "Lock" }).click();
  await badge.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "My accounts" }).first().click();
  await opening().getByRole("button", { name: "Open with a security key" }).waitFor();
});

/** What the extension makes: secrets and name, sealed to these keys. */
async function makePrivate(holders: readonly Omit<KeyHolder, "identity">[], name: string): Promise<string> {
  const account = newAccountId();
  const part = await sealFor(holders, { account, revision: 1, password: "planted diary" });
  const details = {
    v: 1 as const,
    account,
    revision: 1,
    name,
    urls: [],
    apps: [],
    loginType: "website" as const,
    login: "me",
  };
  const sealed = await sealDetails(
    details,
    holders.map(({ recipient }) => recipient),
  );
  const body = { revision: 0, ...part, details: Buffer.from(sealed).toString("base64") };
  await expectStatus(laptop.send("PUT", `/key/accounts/${account}`, body), 200);
  return account;
}

it("private accounts show their names once it is open, and are handed on with the others to a second key", async () => {
  laptop = await makeKey(stage.server, boss.browser, person.id, { kind: "hybrid" });
  const { body } = await expectStatus(laptop.get("/key/recipients"), 200);
  await makePrivate(body.keys as Omit<KeyHolder, "identity">[], "My diary");
  await hand.add("grey", "when asked");
  keys.grey = await addSecurityKey(page, "Grey key");
  await hand.take("blue");
  await page.reload();
  expect(await page.content()).not.toContain("My diary");
  await openAccounts("Blue key");
  await opening()
    .getByText(/are sealed to .*Grey key.* too\.$/)
    .waitFor();
  await opening().getByText("Grey key has the fingerprint").waitFor();
  const mine = card("Private accounts");
  await mine.getByText("My diary").waitFor();
  await show("My diary");
  await field("Password").getByRole("button", { name: "Show the password" }).click();
  await field("Password").getByText("planted diary").waitFor();
  await mine.scrollIntoViewIfNeeded();
  await look(page, "my-accounts-private");
  await lock();
  expect(await page.content()).not.toContain("My diary");
});

it("the second key, whose PRF comes only when it is asked, opens all that the first did", async () => {
  await hand.take("grey");
  await openAccounts("Grey key");
  await show("Mail of the company");
  await showsCode();
  await card("Private accounts").getByText("My diary").waitFor();
  await lock();
});

it("a key that gives something else than where it was added opens nothing", async () => {
  await page.route("**/api/v1/profile/security-keys/use", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    await route.fulfill({ response, json: { ...answer, recipient: organisation.recipient } });
  });
  await opening().getByRole("button", { name: "Open with a security key" }).click();
  await page.getByRole("alert").getByText("gives something else here than where it was added").waitFor();
  await page.unroute("**/api/v1/profile/security-keys/use");
  expect(await statusOf("/private-accounts")).toBe(403);
});

// What the server says is compared with what was sealed: neither another account nor an older one is taken.
it("another account, or an older one, in place of the one that was asked for is not shown", async () => {
  await openAccounts("Grey key");
  const id = await idOf("Mail of the company");
  const pattern = `**/api/v1/profile/opened-key/accounts/${id}`;
  const other = await makePrivate(
    (await expectStatus(laptop.get("/key/recipients"), 200)).body.keys as Omit<KeyHolder, "identity">[],
    "Decoy",
  );
  await page.route(pattern, async (route) => {
    const given = await (await route.fetch()).json();
    const { sealed } = await page.evaluate(
      async (url) => (await fetch(url)).json(),
      `/api/v1/profile/opened-key/accounts/${other}`,
    );
    await route.fulfill({ json: { ...given, sealed } });
  });
  await show("Mail of the company");
  await page.getByRole("alert").getByText("The server gave out the content of another account.").waitFor();
  await page.unroute(pattern);
  await page.route(pattern, async (route) => {
    const given = await (await route.fetch()).json();
    await route.fulfill({ json: { ...given, sealedRevision: given.sealedRevision + 1 } });
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").getByText("older content than it had before").waitFor();
  await page.unroute(pattern);
  await lock();
});

it("a key that is lost opens nothing; a new one gets everything from the key that is left, but for what is refused", async () => {
  const { body } = await expectStatus(person.browser.get("/profile/keys"), 200);
  const { revision } = (body.items as { id: string; revision: number }[]).find(({ id }) => id === keys.blue) ?? {};
  await expectStatus(person.browser.post(`/profile/keys/${keys.blue}/lost`, { revision }), 200);
  await hand.take("blue");
  await page.reload();
  await opening().getByRole("button", { name: "Open with a security key" }).click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("button", { name: "Show Mail of the company" }).count()).toBe(0);
  expect((await person.browser.post("/profile/security-keys/use/options", { use: "accounts" })).text).not.toContain(
    keys.blue,
  );
  await hand.add("spare", "when made");
  keys.spare = await addSecurityKey(page, "Spare key");
  await hand.take("grey");
  await page.reload();
  let refusals = 0;
  await page.route("**/api/v1/profile/opened-key/accounts/*/sealed", async (route) => {
    const isRefused = (await route.request().postDataJSON()).details === undefined;
    if (!isRefused) return route.continue();
    refusals += 1;
    const detail = "It was changed meanwhile.";
    const problem = { type: "about:blank", status: 409, title: "Conflict", detail, code: "conflict" };
    return route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  // A private account is nobody's but the person's: with somebody else among its recipients it is not sealed again.
  await page.route("**/api/v1/profile/opened-key/waiting?*", (route) => nameStranger(route));
  await page.route("**/api/v1/profile/opened-key/waiting", (route) => nameStranger(route));
  await openAccounts("Grey key");
  await opening().getByText("3 accounts could not be handed on").waitFor();
  await opening().getByText("Mail of the company: It was changed meanwhile.").waitFor();
  const lied = opening().getByText("A private account: The server names another recipient for a key than before, or");
  await lied.nth(1).waitFor();
  expect(await lied.count()).toBe(2);
  expect(refusals).toBe(2);
  await look(page, "my-accounts-not-handed-on");
  await page.unrouteAll();
  await opening().getByRole("button", { name: "Hand on again" }).click();
  await opening()
    .getByText(/^3 accounts are sealed to .*Spare key.* too\.$/)
    .waitFor();
  await lock();
  await hand.take("spare");
  await openAccounts("Spare key");
  await show("Mail of the company");
  await showsCode();
  await card("Private accounts").getByText("My diary").waitFor();
  await lock();
});

/** A server that lies. */
async function nameStranger(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = (await response.json()) as {
    items: { kind: string; recipients: { keyId: string; recipient: string }[] }[];
  };
  const { keyId, recipient } = organisation;
  for (const { kind, recipients } of body.items) if (kind === "private") recipients.push({ keyId, recipient });
  await route.fulfill({ response, json: body });
}

// The clock of the computer may be wrong: what the server has closed is closed here too.
it("is closed when the server has closed it, and says so", async () => {
  await openAccounts("Spare key");
  // What the page asks for by itself has come: it is the click that is told.
  await card("Private accounts").getByText("My diary").waitFor();
  stage.server.clock.move(11 * 60);
  await show("Mail of the company");
  await opening().getByText("is not open any more").waitFor();
  await opening().getByRole("button", { name: "Open with a security key" }).waitFor();
});

it("by the keyboard alone, and in every look", async () => {
  await opening().getByRole("button", { name: "Open with a security key" }).focus();
  await page.keyboard.press("Enter");
  // The button is gone: the keyboard goes on where it is said what happened.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Your accounts are open");
  await page.keyboard.press("Tab");
  await expect.poll(focused).toBe("Lock");
  for (const [action, next] of [
    ["Show Mail of the company", "Copy the login"],
    ["Show the password", "Copy the password"],
  ] as const) {
    await tabTo(action);
    await page.keyboard.press("Enter");
    await field("Login").waitFor();
    await tabTo(next);
  }
  expect(await field("Password").getByRole("textbox").innerText()).toBe(secrets.password);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(secrets.password);
  await lookFromAllSides(page, "my-accounts-opened", { sides: allViews });
  await opening().getByRole("button", { name: "Lock" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Open with a security key");
});

/** What has the focus, as a screen reader calls it. */
function focused(): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute("aria-label") ?? at?.textContent ?? "";
  });
}

async function tabTo(name: string): Promise<void> {
  for (let presses = 0; (await focused()) !== name; presses += 1) {
    if (presses === 20) throw new Error(`${name} is not reached by Tab.`);
    await page.keyboard.press("Tab");
  }
}

it("nothing was sent in the clear, neither a PRF nor what it opens, and no page complained (E-45)", () => {
  const clear = bodies.filter((body) => /"results"|"prf"/.test(body) || planted.some((text) => body.includes(text)));
  expect(clear).toEqual([]);
  expect(addresses.filter((address) => planted.some((text) => address.includes(encodeURIComponent(text))))).toEqual([]);
  expect(stage.complaints).toEqual([]);
});
