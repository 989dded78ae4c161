// Accounts in the browser: created, edited, shown, shared, imported. What is sealed never leaves the browser in the clear:
// every request body is recorded. The organisation key is unlocked with its recovery sheet, which costs no scrypt.
import { generateIdentity, type Identity, openAccount, recipientOf } from "@hesper/vault";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Browser, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { lockedLookalike } from "../apps/server/src/testing/organisation-keys.ts";
import { liveCode } from "../packages/otp/src/index.ts";
import { migrationUri } from "../packages/otp/src/testing/write-migration.ts";
import { bitwardenJson } from "../packages/vault/src/testing/exports.ts";
import { ada, hasNoSidewaysScrolling, look, Stage } from "./harness.ts";
import { bringPicture, cameraStates, showToCamera } from "./qr-pictures.ts";

const stage = new Stage();
let adas: Browser;
let graces: Browser;
let page: Page;
let identity: Identity;
let employeeId = "";
/** The body of every request that the browser sent. */
const bodies: string[] = [];

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const otherSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const uri = `otpauth://totp/Example:ada@example.org?secret=${secret}&issuer=Example&algorithm=SHA256&digits=8&period=60`;
const planted = ["planted-first-password", "planted-second-password", "planted notes", secret, otherSecret];

beforeAll(async () => {
  await stage.open();
  adas = await stage.server.setUp(ada);
  await stage.server.enrol(adas);
  graces = await stage.server.invite(adas, grace);
  await stage.server.enrol(graces);
  const edith = { name: "Edith Clarke", email: "edith@example.org" };
  employeeId = (await expectStatus(adas.post("/employees", edith), 201)).body.id as string;
  const shift = (await expectStatus(adas.post("/groups", { name: "Night shift" }), 201)).body.id;
  await expectStatus(adas.send("PATCH", `/groups/${shift}/members`, { add: [employeeId] }), 200);
  page = await stage.pageOf(adas);
  page.on("request", (request) => bodies.push(`${request.url()} ${request.postData() ?? ""}`));
});
afterAll(() => stage.close());

const dialog = (name: string) => page.getByRole("dialog", { name });
const section = () => page.getByRole("region", { name: "Accounts" });
const row = (name: string) => section().getByRole("row").filter({ hasText: name });
const isGone = (name: string) => dialog(name).waitFor({ state: "detached" });

async function choose(name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

interface AccountSeen {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly sealedRevision: number;
  readonly [field: string]: unknown;
}

async function accounts(): Promise<AccountSeen[]> {
  return (await expectStatus(adas.get(`/employees/${employeeId}/accounts`), 200)).body.items as AccountSeen[];
}

async function account(name: string): Promise<AccountSeen> {
  const found = (await accounts()).find((one) => one.name === name);
  if (!found) throw new Error(`There is no account ${name}.`);
  return found;
}

/** What is in the sealed part, opened as a key would. */
async function inside(name: string) {
  const { id, sealedRevision } = await account(name);
  const { sealed } = (await expectStatus(adas.get(`/accounts/${id}/sealed?purpose=edit`), 200)).body;
  const bytes = new Uint8Array(Buffer.from(sealed as string, "base64"));
  return openAccount(bytes, identity, { account: id, revisionAtLeast: sealedRevision });
}

async function unlock(): Promise<void> {
  const unlocking = dialog("Unlock the organisation key");
  await unlocking.getByRole("button", { name: "Use the recovery sheet instead" }).click();
  await unlocking.getByLabel("Key on the recovery sheet").fill(identity.reveal());
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await unlocking.waitFor({ state: "detached" });
}

it("says what is missing before there is an organisation key, and leads there", async () => {
  await page.goto(`/employees/${employeeId}`);
  await section().getByText("there is nobody to seal an account to").waitFor();
  expect(await section().getByRole("button", { name: "Create personal account" }).isDisabled()).toBe(true);
  await look(page, "accounts-nobody-to-seal-to");
  await section().getByRole("link", { name: "Go to Settings, Organisation key" }).click();
  await page.getByRole("tab", { name: "Organisation key", selected: true }).waitFor();
  identity = await generateIdentity();
  const made = { recipient: await recipientOf(identity), lockedIdentity: lockedLookalike() };
  await expectStatus(adas.post("/organisation-key", made), 201);
});

it("reads pictures of QR codes of several sizes, pasted and dropped, and says of one that it is none", async () => {
  await page.goto(`/employees/${employeeId}`);
  await section().getByText("has no active key yet").waitFor();
  await section().getByRole("button", { name: "Create personal account" }).click();
  const making = dialog("Create personal account");
  const chosen = making.getByText("SHA256, 8 digits, a new code every 60 seconds");
  await bringPicture(page, null, 8, "paste");
  await making.getByRole("alert").getByText("No QR code was found in the picture").waitFor();
  for (const [pixels, how, type] of [
    [1, "paste", "image/png"],
    [3, "drop", "image/jpeg"],
    [8, "paste", "image/png"],
    [60, "drop", "image/jpeg"],
  ] as const) {
    await bringPicture(page, uri, pixels, how, type);
    await chosen.waitFor();
    await making.getByText("Example: ada@example.org").waitFor();
    await making.getByRole("button", { name: "Remove the OTP secret" }).click();
    await chosen.waitFor({ state: "detached" });
  }
});

it("takes one account of an export, says what is wrong with a typed secret and where, and refuses HOTP", async () => {
  const making = dialog("Create personal account");
  const entries = [
    {
      secret: Buffer.from("12345678901234567890"),
      name: "ada@example.org",
      issuer: "Mail",
      type: 2,
      digits: 1,
      algorithm: 1,
    },
    { secret: Buffer.from("12345678901234567890"), name: "old", issuer: "Bank", type: 1, counter: 3n },
  ];
  await bringPicture(page, migrationUri(entries, { version: 1, batchSize: 2, batchIndex: 0, batchId: 7 }), 6, "paste");
  const choice = making.getByRole("radiogroup", { name: "This is an export of 2 accounts" });
  await making.getByText("It has 2 QR codes; number 2 may be pasted").waitFor();
  expect(await choice.getByRole("radio", { name: "Bank: old" }).isDisabled()).toBe(true);
  await choice.getByText("This secret counts codes (HOTP)").waitFor();
  await bringPicture(
    page,
    migrationUri([{ secret: Buffer.from("09876543210987654321"), name: "second", type: 2 }], {
      version: 1,
      batchSize: 2,
      batchIndex: 1,
      batchId: 7,
    }),
    6,
    "paste",
  );
  await making.getByRole("radio", { name: "second" }).waitFor();
  await making.getByText("This is an export of 3").scrollIntoViewIfNeeded();
  await look(page, "otp-secret-export");
  await making.getByRole("radio", { name: "Mail: ada@example.org" }).check();
  await making.getByText("SHA1, 6 digits, a new code every 30 seconds").waitFor();
  await making.getByRole("button", { name: "Begin again" }).click();
  const field = making.getByRole("textbox", { name: "OTP secret" });
  await field.fill("GEZD GNB8 GY3T QOJQ");
  await making.getByRole("alert").getByText("Character 9, “8”, is none of Base32").waitFor();
  await making.getByRole("button", { name: "Go there" }).click();
  const selection = await field.evaluate((element: HTMLTextAreaElement) => [
    element.selectionStart,
    element.selectionEnd,
  ]);
  expect(selection).toEqual([8, 9]);
  await look(page, "otp-secret-wrong");
  await field.fill(uri.replace("totp", "hotp"));
  await making.getByRole("alert").getByText("This secret counts codes (HOTP)").waitFor();
  await field.fill("");
});

it("scans with the camera, and turns it off when it is left", async () => {
  const making = dialog("Create personal account");
  const use = making.getByRole("button", { name: "Use the camera" });
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  await use.click();
  await making.getByRole("alert").getByText("does not let this page use the camera").waitFor();
  await making.getByRole("button", { name: "Close", exact: true }).last().click();
  await showToCamera(page, uri);
  await use.click();
  await making.getByText("SHA256, 8 digits, a new code every 60 seconds").waitFor();
  expect(await cameraStates(page)).toEqual(["ended"]);
});

it("creates an account when the code was compared, sealed so that the organisation key opens it", async () => {
  const making = dialog("Create personal account");
  await making.getByRole("button", { name: "Create", exact: true }).click();
  await making.getByText("Enter the name of the account").waitFor();
  await making.getByRole("alert").getByText("Compare the code with that of the authenticator app").waitFor();
  await making.getByLabel("Name").fill("Mail");
  await making.getByLabel("URLs").fill("mail.example.org");
  await making.getByLabel("Login type").selectOption("Domain account");
  await making.getByLabel("Login", { exact: false }).last().fill("ada");
  await making.getByText("The login of a domain account is DOMAIN").waitFor();
  await making.getByLabel("Login type").selectOption("Website");
  await making.getByLabel("Password", { exact: true }).fill("planted-first-password");
  await making.getByLabel("Password again").fill("something else");
  await making.getByText("The two are not the same").waitFor();
  await making.getByLabel("Password again").fill("planted-first-password");
  await making.getByLabel("Notes").fill("planted notes");
  const bytes = Buffer.from("12345678901234567890");
  const codeAt = async (nowMs: number) =>
    (await liveCode({ secret: bytes, nowMs, algorithm: "SHA256", digits: 8, period: 60 })).code;
  // The page looks at the clock once a second: the minute may have ended since, or end before it is compared.
  const before = await codeAt(Date.now() - 2000);
  const shown = (await making.getByLabel("Code of this moment").innerText()).replace(" ", "");
  expect([before, await codeAt(Date.now())]).toContain(shown);
  await making.getByLabel("The app shows the same code").check();
  await look(page, "create-personal-account");
  await hasNoSidewaysScrolling(page);
  await making.getByRole("button", { name: "Create", exact: true }).click();
  await isGone("Create personal account");
  await row("Mail").getByText("mail.example.org").waitFor();
  await look(page, "accounts");
  expect(await inside("Mail")).toMatchObject({
    revision: 1,
    password: "planted-first-password",
    otp: { secret, algorithm: "SHA256", digits: 8, period: 60 },
    notes: "planted notes",
  });
});

it("shows a password and a code to who unlocks the organisation key, and hides them again", async () => {
  await choose("Mail", "Show the password");
  await unlock();
  const shown = dialog("Password of Mail");
  await shown.getByText("planted-first-password").waitFor();
  await look(page, "show-password");
  await page.getByRole("group", { name: "Organisation key is unlocked" }).waitFor();
  await shown.getByRole("button", { name: "Hide" }).click();
  expect(await page.getByText("planted-first-password").count()).toBe(0);
  await choose("Mail", "Show the code");
  await dialog("Code of Mail")
    .getByText(/^\d{4} \d{4}$/)
    .waitFor();
  await dialog("Code of Mail").getByRole("button", { name: "Hide" }).click();
  await stage.work();
  const { body } = await expectStatus(adas.get("/audit-events?limit=200"), 200);
  const seen = (body.items as { type: string; detail: unknown }[]).filter(({ type }) => type === "account.shown");
  expect(seen.map(({ detail }) => detail)).toMatchObject([{ part: "otp" }, { part: "password" }]);
});

it("puts a new password and another OTP secret in the place of the old, which stay unseen; the rest stays", async () => {
  await choose("Mail", "Edit password");
  const editing = dialog("Edit the password of Mail");
  await editing.getByRole("button", { name: "Generate a password" }).click();
  await editing.getByLabel("Length").fill("32");
  await editing.getByLabel("Signs").uncheck();
  const field = editing.getByLabel("New password", { exact: true });
  // It is made anew when the page has taken what was chosen.
  await expect.poll(() => field.inputValue()).toMatch(/^[A-Za-z2-9]{32}$/);
  const generated = await field.inputValue();
  await editing.getByLabel("Strength of the password").waitFor();
  await look(page, "edit-password");
  await editing.getByLabel("New password", { exact: true }).fill("planted-second-password");
  await editing.getByLabel("New password again").fill("planted-second-password");
  await editing.getByRole("button", { name: "Save" }).click();
  await isGone("Edit the password of Mail");
  await choose("Mail", "Edit OTP secret");
  const otp = dialog("Edit the OTP secret of Mail");
  await otp.getByRole("textbox", { name: "OTP secret" }).fill(otherSecret.toLowerCase().replace(/(.{4})/g, "$1-"));
  await otp.getByLabel("The app shows the same code").check();
  await look(page, "edit-otp-secret");
  await otp.getByRole("button", { name: "Save" }).click();
  await isGone("Edit the OTP secret of Mail");
  expect(await inside("Mail")).toMatchObject({
    revision: 3,
    password: "planted-second-password",
    otp: { secret: otherSecret, algorithm: "SHA1", digits: 6, period: 30 },
    notes: "planted notes",
  });
  expect(bodies.some((body) => body.includes(generated))).toBe(false);
});

// Two administrators at one account: the later one did not see what the earlier one had done, and undid it.
it("keeps what was typed when somebody else was faster, and says who changed what", async () => {
  await choose("Mail", "Edit");
  const editing = dialog("Edit Mail");
  await editing.getByLabel("Name").fill("Mail of Edith");
  const before = await account("Mail");
  const change = { revision: before.revision, name: "Mail", urls: [], apps: [], loginType: "website", login: "grace" };
  await expectStatus(graces.send("PATCH", `/accounts/${before.id}`, change), 200);
  await editing.getByRole("button", { name: "Save", exact: true }).click();
  await editing.getByRole("alert").getByText(`${grace.name} changed the addresses and the login meanwhile`).waitFor();
  await editing.getByText("Login: grace").waitFor();
  expect(await editing.getByLabel("Name").inputValue()).toBe("Mail of Edith");
  await look(page, "edit-account-conflict");
  await editing.getByRole("button", { name: "Save in spite of that" }).click();
  await isGone("Edit Mail");
  await row("Mail of Edith").waitFor();
  expect(await account("Mail of Edith")).toMatchObject({ login: "ada" });
});

it("deletes an account after it was asked what is lost", async () => {
  await choose("Mail of Edith", "Delete");
  const asking = dialog("Delete Mail of Edith");
  await asking.getByText("are lost for good").waitFor();
  await look(page, "delete-account");
  await asking.getByRole("button", { name: "Delete", exact: true }).click();
  await section().getByText("has no accounts yet").waitFor();
});

it("imports what another program exported: previewed by row, refused with reasons, sealed here", async () => {
  await section().getByRole("button", { name: "Import accounts" }).click();
  const importing = dialog("Import accounts for Edith Clarke");
  const choosing = importing.locator('input[type="file"]');
  const file = (content: unknown) => ({
    name: "export.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
  });
  await look(page, "import-accounts-choose");
  await choosing.setInputFiles(file({ encrypted: true, data: "x" }));
  await importing.getByRole("alert").getByText("This export of Bitwarden is encrypted").waitFor();
  const [mail] = bitwardenJson.items;
  const second = {
    ...mail,
    name: "Second",
    login: { ...(mail as { login: object }).login, password: "planted-second-password", totp: otherSecret },
  };
  await choosing.setInputFiles(file({ ...bitwardenJson, items: [second, ...bitwardenJson.items] }));
  await importing.getByText("This is an export of Bitwarden (JSON) with 5 entries").waitFor();
  await importing.getByText("Its passkey stays behind.").first().waitFor();
  await importing.getByText("A note (entry 3): This is a note").waitFor();
  await look(page, "import-accounts");
  await importing.getByLabel("Take Mail, entry 2").uncheck();
  await importing.getByRole("button", { name: "Import 1 account" }).click();
  await importing.getByText("1 account was created.").waitFor();
  await look(page, "import-accounts-over");
  await importing.getByRole("button", { name: "Done" }).click();
  await row("Second").waitFor();
  expect((await accounts()).map(({ name }) => name)).toEqual(["Second"]);
  expect(await inside("Second")).toMatchObject({ password: "planted-second-password", otp: { secret: otherSecret } });
});

it("makes a template, a shared account from it, and gives it to an employee, and takes it again", async () => {
  await page.getByRole("link", { name: "Shared accounts" }).click();
  await page.getByRole("tab", { name: "Templates" }).click();
  await page.getByRole("button", { name: "Create template" }).click();
  await dialog("Create template").getByLabel("Name").fill("Team mail");
  await dialog("Create template").getByLabel("URLs").fill("team.example.org");
  await dialog("Create template").getByRole("button", { name: "Save" }).click();
  await isGone("Create template");
  await page.getByRole("table", { name: "Templates" }).getByText("https://team.example.org").waitFor();
  await look(page, "account-templates");
  await page.getByRole("tab", { name: "Shared accounts" }).click();
  await page.getByRole("button", { name: "Create shared account" }).click();
  const making = dialog("Create shared account");
  await making.getByRole("combobox", { name: "From a template" }).click();
  await page.getByRole("option", { name: "Team mail" }).click();
  await making.getByLabel("Login", { exact: false }).last().fill("team@example.org");
  await making.getByLabel("Password", { exact: true }).fill("planted-first-password");
  await making.getByLabel("Password again").fill("planted-first-password");
  await making.getByRole("button", { name: "Create", exact: true }).click();
  await isGone("Create shared account");
  const list = page.getByRole("table", { name: "Shared accounts" });
  await list.getByText("Nobody yet").waitFor();
  await look(page, "shared-accounts");
  await page.getByRole("button", { name: "Who has it: Team mail" }).click();
  const who = dialog("Who has Team mail");
  await who.getByRole("combobox", { name: "Give it to" }).fill("Edith");
  await page.getByRole("option", { name: "Edith Clarke" }).click();
  await who.getByRole("button", { name: "Give", exact: true }).click();
  await who.getByText("Edith Clarke has it now.").waitFor();
  await look(page, "shared-account-who");
  await who.getByRole("button", { name: "Take it from Edith Clarke" }).click();
  await who.getByText("It is taken from Edith Clarke.").waitFor();
  await who.getByRole("combobox", { name: "Give it to" }).fill("Night");
  await page.getByRole("option", { name: "Night shift (group)" }).click();
  await who.getByRole("button", { name: "Give", exact: true }).click();
  await who.getByText("Night shift has it now.").waitFor();
  expect((await accounts()).map(({ name }) => name).sort()).toEqual(["Second", "Team mail"]);
  await who.getByRole("button", { name: "Take it from Night shift" }).click();
  await who.getByText("It is taken from Night shift.").waitFor();
  expect((await accounts()).map(({ name }) => name)).toEqual(["Second"]);
  await page.goto(`/employees/${employeeId}`);
  await section().getByRole("button", { name: "Add shared account" }).click();
  const adding = dialog("Add shared account");
  await adding.getByRole("radio", { name: "Team mail" }).check();
  await look(page, "add-shared-account");
  await adding.getByRole("button", { name: "Add", exact: true }).click();
  await row("Team mail").getByText("Shared").waitFor();
  await choose("Team mail", "Take from this employee");
  await dialog("Take Team mail from Edith Clarke").getByRole("button", { name: "Take it" }).click();
  await row("Team mail").waitFor({ state: "detached" });
  expect((await accounts()).map(({ name }) => name)).toEqual(["Second"]);
});

it("seals every account again when the organisation key is replaced; the new one opens them, the old one does not", async () => {
  const old = (await expectStatus(adas.get("/organisation-key"), 200)).body.key as { id: string };
  const next = await generateIdentity();
  const made = { recipient: await recipientOf(next), lockedIdentity: lockedLookalike() };
  await expectStatus(adas.post("/organisation-key/replacement", { replaces: old.id, ...made }), 201);
  await page.goto("/settings/organisation-key");
  await page.getByText("0 of 2 accounts sealed to the new key").waitFor();
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await unlock();
  await page.getByText("The key is replaced").waitFor();
  await expect(inside("Second")).rejects.toMatchObject({ code: "not_for_this_identity" });
  identity = next;
  expect(await inside("Second")).toMatchObject({ revision: 1, password: "planted-second-password" });
});

it("fits a phone, also in the dark; one's own accounts stand in the profile", async () => {
  const phone = await stage.pageOf(adas, { width: 390, height: 844, dark: true });
  await phone.goto(`/employees/${employeeId}`);
  const accountsOf = phone.getByRole("region", { name: "Accounts" });
  await accountsOf.getByRole("table").scrollIntoViewIfNeeded();
  await look(phone, "accounts-phone-dark");
  await hasNoSidewaysScrolling(phone);
  await accountsOf.getByRole("button", { name: "Create personal account" }).click();
  await phone.getByRole("textbox", { name: "OTP secret" }).fill("GEZD GNB8");
  await phone.getByRole("alert").first().waitFor();
  await look(phone, "create-personal-account-phone-dark");
  await hasNoSidewaysScrolling(phone);
  await phone.goto("/profile/accounts");
  await phone.getByText("You have no accounts yet.").waitFor();
  await look(phone, "own-accounts-phone-dark");
  await hasNoSidewaysScrolling(phone);
  await phone.context().close();
});

it("never sent a secret in the clear, and no page complained", async () => {
  expect(bodies.length).toBeGreaterThan(20);
  const clear = bodies.filter((body) => planted.some((text) => body.includes(text)));
  expect(clear).toEqual([]);
  expect(stage.complaints).toEqual([]);
});
