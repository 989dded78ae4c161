// What a person must be able to do, heading by heading of the manual, with what a person sees: roles and labels.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  ada,
  enableTwoFactor,
  giveEmailAndPassword,
  logInWithCode,
  look,
  openTwoFactorTab,
  readQrCode,
  readRecoveryCodes,
  readSecretKey,
  Stage,
} from "./harness.ts";

const stage = new Stage();
let page: Page;
let secret = "";
let recoveryCodes: string[] = [];

beforeAll(async () => {
  await stage.open();
  page = await stage.page();
});
afterAll(async () => {
  await stage.close();
});

it("Set up the installation: the link makes the first administrator and goes on to the second factor", async () => {
  await page.goto("/log-in");
  await page.getByText("Hesper is not set up yet").waitFor();
  await page.goto(await stage.setUpLink());
  await page.getByLabel("Name of the installation").waitFor();
  expect(new URL(page.url()).hash).toBe("");
  await page.getByLabel("Name of the installation").fill("Analytical Engines");
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("Email").fill(ada.email);
  const password = page.getByLabel("Password", { exact: true });
  expect(await password.getAttribute("type")).toBe("password");
  expect(await password.getAttribute("autocomplete")).toBe("new-password");
  await password.fill("Ada Lovelace 1815");
  await page
    .getByText(/Weak|Very weak|Fair/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await page.getByText("This password is made of your name").waitFor();
  await password.fill(ada.password);
  await page.getByText("Very strong").waitFor();
  await look(page, "set-up");
  await page.getByRole("button", { name: "Create the administrator" }).click();
  await page.getByRole("dialog", { name: "Add authenticator app" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Set up a second factor to go on").waitFor();
});

it("Enable two-factor authentication", async () => {
  await page.goto("/");
  await openTwoFactorTab(page);
  await look(page, "two-factor-not-enabled");
  await page.getByRole("button", { name: "Add authenticator app" }).click();
  secret = await readSecretKey(page);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  await look(page, "add-authenticator-app");
  const read = await readQrCode(page);
  if (read !== null) {
    expect(read).toBe(
      `otpauth://totp/Analytical%20Engines:ada%40example.org?secret=${secret}&issuer=Analytical%20Engines&algorithm=SHA1&digits=6&period=30`,
    );
  }
  await page.getByRole("button", { name: "Copy the Secret Key" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);

  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("alert").getByText("The code is wrong").waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await stage.server.code({ secret }));
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("dialog", { name: "Save your recovery codes" }).waitFor();
  await look(page, "recovery-codes");
});

it("Save the recovery codes: copy, download, print, type one back", async () => {
  recoveryCodes = await readRecoveryCodes(page);
  expect(recoveryCodes).toHaveLength(10);
  for (const code of recoveryCodes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);

  await page.getByRole("button", { name: "Copy the recovery codes" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(recoveryCodes.join("\n"));

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("hesper-recovery-codes.txt");
  const text = readFileSync(await file.path(), "utf8");
  for (const code of recoveryCodes) expect(text).toContain(code);
  expect(text).toContain("Analytical Engines");
  expect(text).not.toContain(secret);

  await page.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "yes");
  });
  await page.getByRole("button", { name: "Print" }).click();
  expect(await page.locator("body").getAttribute("data-printed")).toBe("yes");
  await page.emulateMedia({ media: "print" });
  const printed = await page.evaluate(() => document.body.innerText);
  await page.emulateMedia({ media: "screen" });
  const lines = printed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  expect(lines[0]).toBe("Recovery codes for Analytical Engines");
  expect(lines[1]).toMatch(/^\d{1,2} \w+ \d{4}$/);
  expect(lines.slice(2)).toEqual(recoveryCodes);

  await page.keyboard.press("Escape");
  await page.getByText("Leave without having typed one back?").waitFor();
  await page.getByRole("button", { name: "Stay here" }).click();
  await page.getByLabel("Type one of them back").fill("wrong");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("This is none of the codes above").waitFor();
  await page.getByLabel("Type one of them back").fill((recoveryCodes[2] ?? "").toLowerCase().replace("-", " "));
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("10 of 10 left").waitFor();
  await look(page, "two-factor-enabled");
  expect(await page.content()).not.toContain(secret);
});

it("Log in with a code: a page that was asked for is opened afterwards", async () => {
  await logOut(page);
  await page.goto("/profile/general");
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await look(page, "log-in");
  expect(await page.getByLabel("Email").getAttribute("autocomplete")).toBe("username webauthn");
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("autocomplete")).toBe("current-password");
  await giveEmailAndPassword(page, { ...ada, password: "wrong horse battery staple" });
  await page.getByRole("alert").getByText("The email or the password is wrong").waitFor();
  await giveEmailAndPassword(page);
  const field = page.getByLabel("Authentication code");
  await field.waitFor();
  expect(await field.getAttribute("autocomplete")).toBe("one-time-code");
  expect(await field.getAttribute("inputmode")).toBe("numeric");
  await look(page, "log-in-code");
  stage.server.clock.move(30);
  await field.fill("000000");
  await page.getByRole("alert").getByText("The code is wrong").waitFor();
  expect(await field.inputValue()).toBe("");
  // Pasted with a space, and sent without a click.
  const code = await stage.server.code({ secret });
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
  await field.focus();
  await page.keyboard.press("ControlOrMeta+V");
  await page.waitForURL("**/profile/general");
  await page.getByText(ada.email).first().waitFor();
  await look(page, "profile-general");
});

it("Log in with a recovery code", async () => {
  await logOut(page);
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByRole("button", { name: "Log in with a recovery code" }).click();
  await look(page, "log-in-recovery-code");
  await page.getByLabel("Recovery code").fill("0000-0000");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").getByText("This recovery code is wrong or was used before").waitFor();
  await page.getByLabel("Recovery code").fill((recoveryCodes[0] ?? "").toLowerCase());
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("9 recovery codes are left").waitFor();
  await page.getByRole("heading", { name: `Hello, ${ada.name}` }).waitFor();
  await page.getByRole("heading", { name: "Make the organisation key" }).waitFor();
  await look(page, "home");
});

it("Reset recovery codes", async () => {
  await openTwoFactorTab(page);
  await page.getByRole("button", { name: "Reset recovery codes" }).click();
  const dialog = page.getByRole("dialog", { name: "Reset recovery codes" });
  await dialog.getByText("The 9 old codes stop working at once").waitFor();
  await look(page, "reset-recovery-codes");
  await dialog.getByRole("button", { name: "Reset recovery codes" }).click();
  await page.getByRole("dialog", { name: "Save your new recovery codes" }).waitFor();
  const old = recoveryCodes;
  recoveryCodes = await readRecoveryCodes(page);
  expect(recoveryCodes.filter((code) => old.includes(code))).toEqual([]);
  await page.getByLabel("Type one of them back").fill(recoveryCodes[9] ?? "");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("10 of 10 left").waitFor();
  await logOut(page);
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByRole("button", { name: "Log in with a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(old[1] ?? "");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").waitFor();
});

it("Change the authenticator app: another one, then the old one removed; the recovery codes stay", async () => {
  await logInWithCode(stage, page, secret);
  await openTwoFactorTab(page);
  await page.getByRole("button", { name: "Set up authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up authenticator app" });
  await dialog.getByText("Your present authenticator goes on working").waitFor();
  const newSecret = await readSecretKey(page);
  await page.getByLabel("Code", { exact: true }).fill(await stage.server.code({ secret: newSecret }));
  await page.getByRole("button", { name: "Verify" }).click();
  await dialog.waitFor({ state: "detached" });
  const list = page.getByRole("list", { name: "Authenticators" });
  await list.getByText("Authenticator app 2").waitFor();
  await page.getByText("10 of 10 left").waitFor();
  await page.getByRole("button", { name: "Rename Authenticator app 2" }).click();
  await page.getByLabel("Name", { exact: true }).fill("New phone");
  await page.getByRole("button", { name: "Save" }).click();
  await list.getByText("New phone").waitFor();
  await look(page, "two-authenticators");
  await page.getByRole("button", { name: "Remove Authenticator app 1" }).click();
  await look(page, "remove-authenticator");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await list.getByText("Authenticator app 1").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Remove New phone" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alert").getByText("This is your last authenticator").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  secret = newSecret;
  await logOut(page);
  await logInWithCode(stage, page, secret);
});

it("Disable two-factor authentication, and enable it again with a new secret and new codes", async () => {
  await openTwoFactorTab(page);
  await page.getByRole("button", { name: "Disable 2FA" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable two-factor authentication" });
  await dialog.getByText("You lose your authenticator app and your 10 recovery codes").waitFor();
  await dialog.getByText("Your organisation asks you for a second factor").waitFor();
  await look(page, "disable-2fa");
  await dialog.getByRole("button", { name: "Disable 2FA" }).click();
  await page.getByText("Set up a second factor to go on").waitFor();
  await logOut(page);
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByText("Set up a second factor to go on").waitFor();
  await page.goto("/");
  await page.waitForURL("**/profile/two-factor-authentication");
  await page.getByRole("button", { name: "Add authenticator app" }).click();
  const old = { secret, recoveryCodes };
  ({ secret, recoveryCodes } = await enableTwoFactor(stage, page));
  expect(secret).not.toBe(old.secret);
  expect(recoveryCodes.filter((code) => old.recoveryCodes.includes(code))).toEqual([]);
  await page.goto("/");
  await page.getByRole("heading", { name: "Make the organisation key" }).waitFor();
});

it("Profile: change the name and the password, see and end sessions", async () => {
  await logInWithCode(stage, page, secret);
  const other = await stage.page();
  await logInWithCode(stage, other, secret);
  await page.goto("/profile/general");
  await page.getByLabel("Name", { exact: true }).fill("Ada King");
  await page.getByRole("button", { name: "Save the name" }).click();
  await page.getByRole("button", { name: "Save the name", disabled: true }).waitFor();
  await page.getByRole("tab", { name: "Sessions" }).click();
  const sessions = page.getByRole("list", { name: "Sessions" });
  await sessions.getByText("This session").waitFor();
  await page.getByText("Name changed").waitFor();
  await look(page, "sessions");
  await page.getByRole("button", { name: "End all other sessions" }).click();
  await look(page, "end-all-other-sessions");
  await page.getByRole("button", { name: "End them" }).click();
  await sessions.getByRole("listitem").nth(1).waitFor({ state: "detached" });
  await other.goto("/");
  await other.getByRole("heading", { name: "Log in" }).waitFor();

  await page.getByRole("tab", { name: "General" }).click();
  await page.getByLabel("Current password").fill("wrong horse battery staple");
  await page.getByLabel("New password").fill("a lantern in the paper boat");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("alert").getByText("The current password is wrong").waitFor();
  await page.getByLabel("Current password").fill(ada.password);
  await page.getByLabel("New password").fill("Ada King of 1815");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("This password is made of your name").waitFor();
  await page.getByLabel("New password").fill("a lantern in the paper boat");
  await page.getByText("Very strong").waitFor();
  await look(page, "change-password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("Your password is changed").waitFor();
  await logOut(page);
  await giveEmailAndPassword(page, { ...ada, password: "a lantern in the paper boat" });
  await page.getByLabel("Authentication code").waitFor();
});

it("no page complained: neither scripts nor the content security policy", () => {
  expect(stage.complaints).toEqual([]);
});

async function logOut(from: Page): Promise<void> {
  await from.getByRole("button", { name: "Profile menu" }).click();
  await from.getByRole("menuitem", { name: "Log out" }).click();
  await from.getByRole("heading", { name: "Log in" }).waitFor();
}
