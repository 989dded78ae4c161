// Passkeys in a real browser, with Chromium's virtual authenticator.
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ada, giveEmailAndPassword, look, Stage } from "./harness.ts";

const stage = new Stage();
let page: Page;
let devtools: CDPSession;
let authenticatorId = "";
let secret = "";

beforeAll(async () => {
  await stage.open();
  await stage.server.setUp(ada);
  page = await stage.page();
  devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  ({ authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  }));
});
afterAll(() => stage.close());

/** Whether somebody touches the authenticator and shows it a finger. */
async function setPresence(present: boolean): Promise<void> {
  await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: present });
}

async function logOut(): Promise<void> {
  // Nobody is at the authenticator: what the email field offers must wait.
  await setPresence(false);
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
}

async function touchAt(button: string): Promise<void> {
  await setPresence(true);
  await page.getByRole("button", { name: button }).click();
}

it("Add a passkey: the first second factor brings recovery codes", async () => {
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByText("Set up a second factor to go on").waitFor();
  await page.getByRole("tab", { name: "Security keys" }).click();
  await page.getByText("You have none yet.").waitFor();
  await look(page, "security-keys-none");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("dialog", { name: "Save your recovery codes" }).waitFor();
  const [code = ""] = await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  await page.getByLabel("Type one of them back").fill(code);
  await page.getByRole("button", { name: "Done" }).click();
  const list = page.getByRole("list", { name: "Passkeys" });
  await list.getByText("Passkey 1").waitFor();
  await list.getByText("On one device").waitFor();
  await page.getByRole("button", { name: "Rename Passkey 1" }).click();
  await page.getByLabel("Name", { exact: true }).fill("This computer");
  await page.getByRole("button", { name: "Save" }).click();
  await list.getByText("This computer").waitFor();
  await look(page, "security-keys");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("alert").getByText("has been added already").waitFor();
});

it("Log in with a passkey alone", async () => {
  await logOut();
  await look(page, "log-in-with-a-passkey");
  await touchAt("Use a passkey");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

it("Log in with a passkey that the browser offers in the email field", async () => {
  await logOut();
  await page.getByLabel("Email").waitFor();
  expect(await page.getByLabel("Email").getAttribute("autocomplete")).toBe("username webauthn");
  // Without a window of its own, the virtual authenticator answers what waits in the field as soon as it is touched.
  await setPresence(true);
  await page.reload();
  await page.getByLabel("Email").waitFor();
  // The page asks the server for nothing before somebody is there; who is there moves more than once.
  let at = 200;
  const isIn = async () => {
    at += 5;
    await page.mouse.move(at, at);
    return page.getByRole("heading", { name: /^Hello/ }).isVisible();
  };
  await expect.poll(isIn, { timeout: 30_000, interval: 200 }).toBe(true);
});

it("Log in with the password, then the passkey", async () => {
  await logOut();
  await giveEmailAndPassword(page);
  await page.getByRole("heading", { name: "Use your passkey" }).waitFor();
  await look(page, "log-in-passkey-step");
  await touchAt("Use a passkey");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

it("A passkey that is not confirmed says what to do, and another way stays open", async () => {
  await logOut();
  await giveEmailAndPassword(page);
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Start again" }).click();
  await touchAt("Use a passkey");
  await page
    .getByRole("alert")
    .getByText(/Nothing was confirmed in time|could not do this/)
    .waitFor();
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await touchAt("Use a passkey");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

it("Prove with the passkey, and the change goes on by itself", async () => {
  await page.goto("/profile/two-factor-authentication");
  stage.server.clock.move(11 * 60);
  await page.getByRole("button", { name: "Set up authenticator app" }).click();
  const proof = page.getByRole("dialog", { name: "Prove that it is you" });
  await look(page, "prove-with-a-passkey");
  await proof.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("Scan the QR code, or type the Secret Key").waitFor();
  const shown = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(" ", "");
  await page.getByLabel("Code", { exact: true }).fill(await stage.server.code({ secret: shown }));
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("list", { name: "Authenticators" }).waitFor();
  secret = shown;
});

it("With both, the code is asked for and the passkey offered; removing the passkey leaves the app", async () => {
  await logOut();
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").waitFor();
  await look(page, "log-in-code-or-passkey");
  await touchAt("Use a passkey");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  await page.goto("/profile/security-keys");
  await page.getByRole("button", { name: "Remove This computer" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("You have none yet.").waitFor();
  await logOut();
  stage.server.clock.move(60);
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
