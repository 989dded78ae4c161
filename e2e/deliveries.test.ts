// Delivering in the browser: what waits, why, and what came of it. Keys are activated and asked over HTTP, as keys do it;
// what they get, they open. The passphrase of the organisation key, which costs seconds, is typed once.
import { generateIdentity, lockIdentity, openAccount, recipientOf } from "@hesper/vault";
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeyHolder, makeAccount } from "../apps/server/src/testing/accounts.ts";
import { giveKey, type KeyClient, setStatus } from "../apps/server/src/testing/activated-keys.ts";
import { alan, type Browser, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { ada, hasNoSidewaysScrolling, look, Stage } from "./harness.ts";

const stage = new Stage();
const passphrase = "seven hundred paper lanterns";
let adas: Browser;
let alans: Browser;
let page: Page;
let organisation: KeyHolder;
let laptop: KeyClient;
let gracesKey: KeyClient;
const employees = { edith: "", grace: "" };
const bodies: string[] = [];

beforeAll(async () => {
  await stage.open();
  adas = await stage.server.setUp(ada);
  await stage.server.enrol(adas);
  alans = await stage.server.invite(adas, alan);
  const add = async ({ name, email }: { name: string; email: string }) =>
    String((await expectStatus(adas.post("/employees", { name, email }), 201)).body.id);
  employees.edith = await add(edith);
  employees.grace = await add(grace);
  page = await stage.pageOf(adas);
  page.on("request", (request) => bodies.push(request.postData() ?? ""));
});
afterAll(() => stage.close());

const dialog = (name: string) => page.getByRole("dialog", { name });
const accounts = (on = page) => on.getByRole("region", { name: "Accounts" });
const row = (name: string) => accounts().getByRole("row").filter({ hasText: name });
const notice = (on: Pick<Page, "getByRole"> = page) => on.getByRole("group", { name: "Deliver to keys" });
const accountsOf = (employee: keyof typeof employees) => `/employees/${employees[employee]}/accounts`;

async function choose(name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

async function makeOrganisationKey(): Promise<KeyHolder> {
  const identity = await generateIdentity();
  const recipient = await recipientOf(identity);
  const lockedIdentity = Buffer.from(await lockIdentity(identity, passphrase)).toString("base64");
  const { body } = await expectStatus(adas.post("/organisation-key", { recipient, lockedIdentity }), 201);
  return { identity, recipient, keyId: (body.key as { id: string }).id };
}

interface Change {
  readonly id: string;
  readonly name: string;
  readonly sealed: string;
  readonly sealedRevision: number;
}

/** What a key is given since a revision, opened as it does: by name, the password. */
async function inKey(key: KeyClient, since = 0): Promise<Record<string, string | null>> {
  const { body } = await expectStatus(key.get(`/key/changes?since=${since}`), 200);
  const opened = (body.accounts as Change[]).map(async ({ id, name, sealed, sealedRevision }) => {
    const expected = { account: id, revisionAtLeast: sealedRevision };
    const { password } = await openAccount(new Uint8Array(Buffer.from(sealed, "base64")), key.identity, expected);
    return [name, password] as const;
  });
  return Object.fromEntries(await Promise.all(opened));
}

/** The key says that it has everything. */
async function confirm(key: KeyClient): Promise<void> {
  const { body } = await expectStatus(key.get("/key/changes"), 200);
  const applied = (body.accounts as Change[]).map(({ id }) => id);
  await expectStatus(key.post("/key/receipts", { applied, revision: body.revision }), 204);
}

it("without an organisation key, accounts are sealed to the employee's keys, and nothing here opens them", async () => {
  gracesKey = await giveKey(stage.server, adas, employees.grace, { name: "Desktop", kind: "hybrid" });
  await makeAccount(adas, accountsOf("grace"), [gracesKey], { name: "Before" });
  await page.goto(`/employees/${employees.grace}`);
  await accounts().getByText("a new account is sealed to 1 key of Grace Hopper alone").waitFor();
  await row("Before").getByText("On 0 of 1 key").waitFor();
  await row("Before").getByText("queued", { exact: true }).waitFor();
  await choose("Before", "Show the password");
  await dialog("Password of Before").getByRole("alert").getByText("There is no organisation key").waitFor();
  await dialog("Password of Before").getByRole("button", { name: "Close" }).last().click();
  organisation = await makeOrganisationKey();
});

it("what was made before there was a key waits for it, and says so on Home and in the list", async () => {
  for (const name of ["Webmail", "Payroll", "VPN"])
    await makeAccount(adas, accountsOf("edith"), [organisation], { name });
  await page.goto(`/employees/${employees.edith}`);
  await accounts().getByText("waits there until it is delivered to the first key").waitFor();
  await row("Webmail").getByText("No key yet").waitFor();
  expect(await notice().count()).toBe(0);
  laptop = await giveKey(stage.server, adas, employees.edith, { name: "Laptop", kind: "hybrid" });
  await page.goto("/");
  await page.getByRole("heading", { name: "3 accounts wait to be sealed to 1 key" }).waitFor();
  await look(page, "deliver-home");
  await page.getByRole("link", { name: "Deliver" }).click();
  await notice().getByText("3 accounts wait to be sealed to 1 key.").waitFor();
  await look(page, "deliver-keys");
  await page.getByRole("link", { name: "Laptop" }).click();
  await notice().getByText("3 accounts wait to be sealed to 1 key.").waitFor();
  await page.getByRole("table", { name: "Deliveries" }).getByText("Waits for sealing").first().waitFor();
  await page.getByRole("table", { name: "Deliveries" }).scrollIntoViewIfNeeded();
  await look(page, "deliveries-of-key");
  await page.goto(`/employees/${employees.edith}`);
  await notice().getByText("3 accounts wait to be sealed to 1 key.").waitFor();
  await row("Webmail").getByText("waits for sealing", { exact: true }).waitFor();
  await accounts().getByText("sealed to the organisation key and 1 key of Edith Clarke").waitFor();
  expect(await inKey(laptop)).toEqual({});
  await notice().scrollIntoViewIfNeeded();
  await look(page, "deliver-waiting");
});

it("Deliver unlocks the organisation key, can be stopped, and is gone on with", async () => {
  const gate = Promise.withResolvers<void>();
  let puts = 0;
  await page.route("**/api/v1/accounts/*/resealed", async (route) => {
    puts += 1;
    if (puts === 2) await gate.promise;
    await route.continue();
  });
  await notice().getByRole("button", { name: "Deliver" }).press("Enter");
  const unlocking = dialog("Unlock the organisation key");
  await unlocking.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await notice().getByText("1 of 3 accounts sealed").waitFor();
  await look(page, "deliver-progress");
  await notice().getByRole("button", { name: "Stop" }).click();
  gate.resolve();
  await notice().getByText("Stopped. 2 accounts are sealed.").waitFor();
  await notice().getByText("1 account still waits to be sealed to 1 key.").waitFor();
  await look(page, "deliver-stopped");
  expect(Object.keys(await inKey(laptop)).length).toBe(2);
  await notice().getByRole("button", { name: "Go on" }).click();
  await notice().getByText("1 account is sealed for 1 key, which gets what is new at the next sync.").waitFor();
  expect(puts).toBe(3);
  // What had the focus is gone, and the sentence has it.
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("status");
  await look(page, "deliver-done");
  await page.unroute("**/api/v1/accounts/*/resealed");
  const password = "correct horse";
  expect(await inKey(laptop)).toEqual({ Webmail: password, Payroll: password, VPN: password });
});

it("the list says how far each account is, and names the keys to who asks with the keyboard", async () => {
  await row("Webmail").getByText("queued", { exact: true }).waitFor();
  await confirm(laptop);
  await page.reload();
  const summary = row("Webmail").getByText("On 1 of 1 key");
  await summary.waitFor();
  await row("Webmail").locator("summary").press("Enter");
  await row("Webmail").getByText("Laptop: delivered").waitFor();
  await row("Webmail").scrollIntoViewIfNeeded();
  await look(page, "accounts-on-keys");
});

async function unlockWithSheet(): Promise<void> {
  const unlocking = dialog("Unlock the organisation key");
  await unlocking.getByRole("button", { name: "Use the recovery sheet instead" }).click();
  await unlocking.getByLabel("Key on the recovery sheet").fill(organisation.identity.reveal());
  await unlocking.getByRole("button", { name: "Unlock" }).click();
}

// A key that ended while the form was filled in: the account was refused, and what was typed had to be saved again.
it("what is created and edited here is sealed to the keys of now, also where they change at the last moment", async () => {
  const old = await giveKey(stage.server, adas, employees.edith, { name: "Old tablet", kind: "hybrid" });
  const posts: number[] = [];
  await page.route("**/api/v1/employees/*/accounts", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    if (posts.length === 0) expect((await setStatus(adas, old.keyId, "deactivated", "withdrawn")).status).toBe(200);
    const response = await route.fetch();
    posts.push(response.status());
    await route.fulfill({ response });
  });
  await page.reload();
  await accounts().getByRole("button", { name: "Create personal account" }).click();
  const making = dialog("Create personal account");
  await making.getByText("to the organisation key and 2 keys of Edith Clarke").waitFor();
  await making.getByLabel("Name").fill("Printer");
  await making.getByLabel("Login", { exact: false }).last().fill("edith");
  await making.getByLabel("Password", { exact: true }).fill("planted password");
  await making.getByLabel("Password again").fill("planted password");
  await making.getByRole("button", { name: "Create", exact: true }).click();
  await row("Printer").getByText("queued", { exact: true }).waitFor();
  expect(posts).toEqual([409, 201]);
  await page.unroute("**/api/v1/employees/*/accounts");
  expect(await inKey(laptop)).toMatchObject({ Printer: "planted password" });
  await choose("Printer", "Edit password");
  const editing = dialog("Edit the password of Printer");
  await editing.getByLabel("New password", { exact: true }).fill("another planted password");
  await editing.getByLabel("New password again").fill("another planted password");
  await editing.getByRole("button", { name: "Save" }).click();
  await unlockWithSheet();
  await editing.waitFor({ state: "detached" });
  expect(await inKey(laptop)).toMatchObject({ Printer: "another planted password" });
});

it("a shared account reaches the keys of a group's members when it is given and delivered", async () => {
  const members = [employees.edith, employees.grace];
  const { body } = await expectStatus(adas.post("/groups", { name: "Night shift" }), 201);
  await expectStatus(adas.send("PATCH", `/groups/${body.id}/members`, { add: members }), 200);
  await makeAccount(adas, "/shared-accounts", [organisation], { name: "Team mail" });
  await page.getByRole("link", { name: "Shared accounts" }).click();
  await page.getByRole("button", { name: "Who has it: Team mail" }).click();
  const who = dialog("Who has Team mail");
  await who.getByRole("combobox", { name: "Give it to" }).fill("Night");
  await page.getByRole("option", { name: "Night shift (group)" }).click();
  await who.getByRole("button", { name: "Give", exact: true }).click();
  await notice(who).getByText("1 account waits to be sealed to 2 keys.").waitFor();
  await look(page, "deliver-after-giving");
  await notice(who).getByRole("button", { name: "Deliver" }).click();
  await notice(who).getByText("1 account is sealed for 2 keys").waitFor();
  for (const key of [laptop, gracesKey]) expect(await inKey(key)).toMatchObject({ "Team mail": "correct horse" });
  await who.getByRole("button", { name: "Close" }).last().click();
});

it("whoever joins the group waits for it, and the page of the group offers to deliver", async () => {
  const { body } = await expectStatus(alans.get("/session"), 200);
  const key = await giveKey(stage.server, adas, (body.user as { id: string }).id, { name: "Tablet", kind: "hybrid" });
  await page.getByRole("link", { name: "Groups" }).click();
  await page.getByRole("link", { name: "Night shift" }).click();
  await page.getByRole("button", { name: "Add members" }).click();
  const adding = dialog("Add members to Night shift");
  await adding.getByRole("checkbox", { name: "Alan Turing" }).check();
  await adding.getByRole("button", { name: "Add 1 employee" }).click();
  await notice().getByText("1 account waits to be sealed to 1 key.").waitFor();
  await notice().getByRole("button", { name: "Deliver" }).click();
  await notice().getByText("1 account is sealed for 1 key").waitFor();
  expect(await inKey(key)).toEqual({ "Team mail": "correct horse" });
});

/** They would lie over what is looked at. */
async function closeMessages(): Promise<void> {
  const closing = page.getByRole("button", { name: "Close the message" });
  // One may close by itself before it is clicked.
  while ((await closing.count()) > 0)
    await closing
      .first()
      .click({ timeout: 1000 })
      .catch(() => null);
}

async function idOf(name: string): Promise<string> {
  const { body } = await expectStatus(adas.get(`/accounts?search=${encodeURIComponent(name)}`), 200);
  return (body.items as { id: string }[])[0]?.id ?? "";
}

/** Somebody else writes to the database, or its disk does. */
async function damage(accountId: string): Promise<void> {
  const { db } = stage.server.hesper;
  const stored = db
    .selectFrom("account_sealed_parts")
    .select("sealed")
    .where("account_id", "=", accountId as never);
  const bytes = Buffer.from((await stored.executeTakeFirstOrThrow()).sealed, "base64");
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  const sealed = bytes.toString("base64");
  await db
    .updateTable("account_sealed_parts")
    .set({ sealed })
    .where("account_id", "=", accountId as never)
    .execute();
}

function refuse(route: Route): Promise<void> {
  const detail = "Grace Hopper changed it meanwhile.";
  const problem = { type: "about:blank", status: 409, title: "Conflict", detail, code: "conflict" };
  return route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(problem) });
}

it("what cannot be opened or is left out is named with what to do, and the rest is sealed", async () => {
  const [mail, payroll, vpn] = await Promise.all(["Webmail", "Payroll", "VPN"].map(idOf));
  await damage(payroll ?? "");
  const attempts: string[] = [];
  await page.route("**/api/v1/accounts/*/resealed", async (route) => {
    const id = route.request().url().split("/").at(-2) ?? "";
    attempts.push(id);
    // Always of the one, the first time of the other.
    const isRefused = id === mail || (id === vpn && attempts.filter((one) => one === id).length === 1);
    await (isRefused ? refuse(route) : route.continue());
  });
  await page.route("**/api/v1/deliveries/waiting?*", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { items: { name: string }[] };
    const items = body.items.map((item) => (item.name === "Team mail" ? { ...item, leftOut: 2 } : item));
    await route.fulfill({ response, json: { ...body, items } });
  });
  const phone = await giveKey(stage.server, adas, employees.edith, { name: "Phone", kind: "hybrid" });
  await page.getByRole("link", { name: "Employees" }).click();
  await page.getByRole("link", { name: "Edith Clarke" }).click();
  await notice().getByText("5 accounts wait to be sealed to 1 key.").waitFor();
  await notice().getByRole("button", { name: "Deliver" }).click();
  await notice().getByText("3 accounts are sealed.").waitFor();
  await notice().getByText("2 accounts still wait to be sealed to 1 key.").waitFor();
  await notice().getByText("2 accounts could not be sealed").waitFor();
  await notice().getByText("Payroll: Its sealed part is damaged, and was not opened.").waitFor();
  await notice().getByText("Webmail: Grace Hopper changed it meanwhile.").waitFor();
  await notice().getByText("Team mail: 2 keys are left out").waitFor();
  expect([mail, vpn, payroll].map((id) => attempts.filter((one) => one === id).length)).toEqual([2, 2, 0]);
  await closeMessages();
  await notice().scrollIntoViewIfNeeded();
  await look(page, "deliver-named");
  await page.unrouteAll();
  await notice().getByRole("button", { name: "Go on" }).click();
  await notice().getByText("1 account could not be sealed").waitFor();
  await notice().getByText("1 account still waits").waitFor();
  expect(Object.keys(await inKey(phone)).sort()).toEqual(["Printer", "Team mail", "VPN", "Webmail"]);
});

it("the keys that have an account stand in its menu, filtered by state", async () => {
  await choose("Webmail", "Keys and delivery");
  const keys = dialog("Keys of Webmail").getByRole("table", { name: "Deliveries" });
  await keys.getByRole("row").filter({ hasText: "Laptop" }).getByText("Delivered").waitFor();
  await keys.getByRole("row").filter({ hasText: "Phone" }).getByText("Queued").waitFor();
  await look(page, "keys-of-account");
  await dialog("Keys of Webmail").getByLabel("Which keys").selectOption("Queued");
  await keys.getByText("Laptop").waitFor({ state: "detached" });
  await dialog("Keys of Webmail").getByLabel("Which keys").selectOption("Removed");
  await dialog("Keys of Webmail").getByText("No key is in this state.").waitFor();
  await page.keyboard.press("Escape");
});

it("an auditor sees what waits, on a phone in the dark, and has nothing to deliver with", async () => {
  const phone = await stage.pageOf(alans, { width: 390, height: 844, dark: true });
  await phone.goto(`/employees/${employees.edith}`);
  await notice(phone).getByText("1 account waits to be sealed to 1 key.").waitFor();
  expect(await notice(phone).getByRole("button").count()).toBe(0);
  await notice(phone).scrollIntoViewIfNeeded();
  await hasNoSidewaysScrolling(phone);
  await look(phone, "deliver-auditor-phone-dark");
  await phone.getByRole("button", { name: "Actions for Webmail" }).click();
  await phone.getByRole("menuitem", { name: "Keys and delivery" }).click();
  await phone.getByRole("table", { name: "Deliveries" }).getByText("Laptop").waitFor();
  await hasNoSidewaysScrolling(phone);
  await look(phone, "keys-of-account-phone-dark");
  await phone.context().close();
});

it("never sent what is sealed in the clear, and no page complained", () => {
  const clear = bodies.filter(
    (body) => body.includes("correct horse") || body.includes("planted") || body.includes("AGE-SECRET-KEY"),
  );
  expect(clear).toEqual([]);
  expect(stage.complaints).toEqual([]);
});
