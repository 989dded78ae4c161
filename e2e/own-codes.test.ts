// Keep one's own codes on a key: the whole way of the manual, with the browser on one side and the command on the other.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { generateIdentity, type Identity, recipientOf } from "@hesper/vault";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../apps/server/src/security/clock.ts";
import { lockedLookalike } from "../apps/server/src/testing/organisation-keys.ts";
import { ada, enableTwoFactor, giveEmailAndPassword, look, readSecretKey, Stage } from "./harness.ts";

const stage = new Stage();
const pin = "314159";
let page: Page;
let folder = "";
let secret = "";
let identity: Identity;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hesper-key-"));
  // The key goes by the clock of the machine. What is proved before lies some minutes back, so that its code is a new one.
  stage.clock.move(-300);
  await stage.open();
  page = await stage.page();
});
afterAll(async () => {
  await hesperKey(["lock"]).catch(() => undefined);
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const program = join(import.meta.dirname, "../apps/key/src/main.ts");

/** Runs the command as somebody at a terminal would, but for the PIN, which comes in a pipe. */
async function hesperKey(words: readonly string[], input = ""): Promise<Record<string, unknown>> {
  const environment = { ...process.env, HESPER_KEY_DIR: folder, XDG_RUNTIME_DIR: folder };
  const started = promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], {
    env: environment,
    timeout: 60_000,
  });
  started.child.stdin?.end(input);
  const { stdout } = await started;
  return JSON.parse(stdout) as Record<string, unknown>;
}

const section = (name: string) => page.getByRole("region", { name, exact: true });
const dialog = (name: string) => page.getByRole("dialog", { name });

it("an administrator enables 2FA in the browser and keeps the Secret Key at hand", async () => {
  await page.goto(await stage.setUpLink());
  await page.getByLabel("Name of the installation").fill("Analytical Engines");
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await page.getByRole("dialog", { name: "Add authenticator app" }).waitFor();
  secret = await readSecretKey(page);
  ({ secret } = await enableTwoFactor(stage, page));
});

it("she creates an account for herself with that Secret Key; it waits for a key", async () => {
  identity = await generateIdentity();
  const key = { recipient: await recipientOf(identity), lockedIdentity: lockedLookalike() };
  const made = await page.request.post(`${stage.address}/api/v1/organisation-key`, { data: key });
  expect(made.status()).toBe(201);
  await page.goto("/employees");
  await page.getByRole("link", { name: ada.name }).click();
  await section("Accounts").getByRole("button", { name: "Create personal account" }).click();
  const making = dialog("Create personal account");
  await making.getByLabel("Name").fill("Hesper");
  await making.getByLabel("URLs").fill(stage.address);
  await making.getByLabel("Login", { exact: false }).last().fill(ada.email);
  await making.getByLabel("Password", { exact: true }).fill(ada.password);
  await making.getByLabel("Password again").fill(ada.password);
  await making.getByRole("textbox", { name: "OTP secret" }).fill(secret);
  await making.getByLabel("The app shows the same code").check();
  await making.getByRole("button", { name: "Create", exact: true }).click();
  await making.waitFor({ state: "detached" });
  await section("Accounts").getByRole("row").filter({ hasText: "Hesper" }).getByText("No key yet").waitFor();
});

it("she adds a key, and activates it with the link in the command line", async () => {
  await section("Keys").getByRole("button", { name: "Add a key" }).click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Laptop");
  await page.keyboard.press("Enter");
  const link = await page.getByRole("dialog").getByLabel("Activation link", { exact: true }).innerText();
  await page.getByRole("button", { name: "Done" }).click();
  const activated = await hesperKey(["activate", link, "--pin-stdin", "--json"], `${pin}\n`);
  expect(activated).toMatchObject({ name: "Laptop", server: stage.address, accounts: 0 });
  expect(await hesperKey(["list", "--json"])).toMatchObject({ accounts: [] });
});

it("Deliver seals the account to the key, which gets it at its next sync", async () => {
  await page.reload();
  const deliver = page.getByRole("group", { name: "Deliver to keys" });
  await deliver.getByRole("button", { name: "Deliver" }).click();
  const unlocking = dialog("Unlock the organisation key");
  await unlocking.getByRole("button", { name: "Use the recovery sheet instead" }).click();
  await unlocking.getByLabel("Key on the recovery sheet").fill(identity.reveal());
  await unlocking.getByRole("button", { name: "Unlock" }).click();
  await deliver.getByText("1 account is sealed").waitFor();
  expect(await hesperKey(["sync", "--json"])).toMatchObject({ stored: [{ name: "Hesper" }] });
  await page.reload();
  await section("Accounts").getByRole("row").filter({ hasText: "Hesper" }).getByText("On 1 of 1 key").waitFor();
  await look(page, "own-codes-delivered");
});

it("hesper-key otp gives the code, and it logs her in", async () => {
  // From now on the server goes by the clock of the machine, as the key does.
  stage.clock.move((systemClock.nowMs() - stage.clock.nowMs()) / 1000);
  const browser = await stage.page();
  await browser.goto("/log-in");
  await giveEmailAndPassword(browser);
  const field = browser.getByLabel("Authentication code");
  await field.waitFor();
  const { code } = await hesperKey(["otp", "Hesper", "--json"]);
  expect(code).toMatch(/^[0-9]{6}$/);
  await field.fill(String(code));
  await browser.getByRole("heading", { name: /^Hello/ }).waitFor();
  expect(stage.complaints).toEqual([]);
  // Off line the key shows codes too. Open pages may complain from here on: their server is gone.
  await stage.server.hesper.app.close();
  expect((await hesperKey(["otp", "Hesper", "--json"])).code).toMatch(/^[0-9]{6}$/);
});
