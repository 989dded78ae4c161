// The same pages on a phone and in the dark: no violations, no sideways scrolling, a QR code that is still read.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillQueue } from "../apps/server/src/testing/full-queue.ts";
import {
  ada,
  enableTwoFactor,
  giveEmailAndPassword,
  logInWithCode,
  look,
  readQrCode,
  readSecretKey,
  Stage,
} from "./harness.ts";

const stage = new Stage();
let secret = "";

beforeAll(async () => {
  await stage.open();
  await stage.server.setUp(ada);
});
afterAll(() => stage.close());

async function hasNoSidewaysScrolling(page: Page): Promise<void> {
  const [inner, full] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  expect(full).toBeLessThanOrEqual(inner ?? 0);
}

describe.each([
  ["on a phone", { width: 390, height: 844 }, "phone"],
  ["in the dark", { dark: true }, "dark"],
  ["on a phone in the dark", { width: 390, height: 844, dark: true }, "phone-dark"],
] as const)("%s", (_, options, name) => {
  let page: Page;
  beforeAll(async () => {
    page = await stage.page(options);
  });

  it("logging in and finding the second factor to be set up", async () => {
    await page.goto("/log-in");
    await page.getByRole("heading", { name: "Log in" }).waitFor();
    await look(page, `log-in-${name}`);
    await hasNoSidewaysScrolling(page);
    if (secret === "") {
      await giveEmailAndPassword(page);
      await page.getByText("Set up a second factor to go on").waitFor();
    } else {
      await logInWithCode(stage, page, secret);
      await look(page, `home-${name}`);
      await page.goto("/profile/two-factor-authentication");
      await page.getByRole("button", { name: "Set up authenticator app" }).waitFor();
    }
    await look(page, `two-factor-${name}`);
    await hasNoSidewaysScrolling(page);
  });

  it("adding an authenticator app", async () => {
    await page
      .getByRole("button", { name: /authenticator app$/ })
      .first()
      .click();
    const shown = await readSecretKey(page);
    await hasNoSidewaysScrolling(page);
    await look(page, `add-authenticator-app-${name}`);
    const read = await readQrCode(page);
    if (read !== null) expect(read).toContain(`secret=${shown}&`);
    if (secret === "") ({ secret } = await enableTwoFactor(stage, page));
  });

  it.each(["general", "security-keys", "sessions"])("the profile's tab %s", async (tab) => {
    await page.goto(`/profile/${tab}`);
    await page.getByRole("tab", { selected: true }).waitFor();
    await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
    await look(page, `${tab}-${name}`);
    await hasNoSidewaysScrolling(page);
  });
});

it("the page is dark from its first paint on, and stays as the person chose", async () => {
  const page = await stage.page();
  await logInWithCode(stage, page, secret);
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await look(page, "profile-menu");
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.reload();
  const { scheme, ground } = await page.evaluate(() => ({
    scheme: document.documentElement.dataset.mantineColorScheme,
    ground: getComputedStyle(document.documentElement).backgroundColor,
  }));
  expect([scheme, ground]).toEqual(["dark", "rgb(17, 21, 34)"]);
  stage.complaints.length = 0;
});

it("the documentation of the API is shown, from this server only", async () => {
  const page = await stage.page({ height: 1200 });
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(stage.address) && !request.url().startsWith("data:")) elsewhere.push(request.url());
  });
  await page.goto("/api/docs");
  await page.getByText("/api/v1/login/totp").first().waitFor();
  expect(elsewhere).toEqual([]);
});

it("a session that has ended leads to the log-in, says why, and goes on where it was", async () => {
  const page = await stage.page();
  await logInWithCode(stage, page, secret);
  await page.goto("/profile/two-factor-authentication");
  await page.getByRole("button", { name: "Reset recovery codes" }).click();
  stage.server.clock.move(31 * 60);
  await page.getByRole("dialog").getByRole("button", { name: "Reset recovery codes" }).click();
  await page.getByText("You were logged out because your session has ended").waitFor();
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await page.waitForURL("**/profile/two-factor-authentication");
});

it("a change long after the log-in asks for a proof, and then goes on by itself", async () => {
  const page = await stage.page();
  await logInWithCode(stage, page, secret);
  await page.goto("/profile/two-factor-authentication");
  await page.getByRole("button", { name: "Reset recovery codes" }).click();
  stage.server.clock.move(11 * 60);
  await page.getByRole("dialog").getByRole("button", { name: "Reset recovery codes" }).click();
  const proof = page.getByRole("dialog", { name: "Prove that it is you" });
  await proof.getByLabel("Code").waitFor();
  await look(page, "prove-that-it-is-you");
  await proof.getByLabel("Password", { exact: true }).fill("wrong horse battery staple");
  await proof.getByLabel("Code").fill(await stage.server.code({ secret }));
  await proof.getByRole("button", { name: "Continue" }).click();
  await proof.getByRole("alert").getByText("The password is wrong").waitFor();
  await proof.getByLabel("Password", { exact: true }).fill(ada.password);
  await proof.getByLabel("Code").fill(await stage.server.code({ secret }));
  await proof.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("list", { name: "Recovery codes" }).waitFor();
});

it("a browser that is remembered is not asked for a code, until it is forgotten", async () => {
  const page = await stage.page();
  stage.server.clock.move(60);
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByLabel("Remember this browser").check();
  await look(page, "remember-this-browser");
  await page.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  const logOut = async () => {
    await page.getByRole("button", { name: "Profile menu" }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Log in" }).waitFor();
  };
  await logOut();
  await giveEmailAndPassword(page);
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  await page.goto("/profile/sessions");
  await page.getByRole("list", { name: "Trusted browsers" }).waitFor();
  await look(page, "trusted-browsers");
  await page.getByRole("button", { name: "Forget Chrome on Linux" }).click();
  await page.getByText("at the log-in makes one").waitFor();
  await logOut();
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").waitFor();
});

it("a half-done log-in that took too long begins again, with the email kept", async () => {
  const page = await stage.page();
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").waitFor();
  stage.server.clock.move(301);
  await page.getByLabel("Authentication code").fill("123456");
  await page.getByRole("alert").getByText("took too long").waitFor();
  expect(await page.getByLabel("Email").inputValue()).toBe(ada.email);
});

it("too many wrong passwords: the page counts down, and then the right one lets in", async () => {
  const page = await stage.page();
  await page.goto("/log-in");
  const wrong = { ...ada, password: "wrong horse battery staple" };
  for (let at = 0; at < 5; at += 1) {
    await giveEmailAndPassword(page, wrong);
    await page.getByRole("alert").getByText("The email or the password is wrong").waitFor();
    await page.getByRole("button", { name: "Log in" }).and(page.locator(":not([data-loading])")).waitFor();
  }
  await giveEmailAndPassword(page);
  await page.getByText(/You can try again in \d seconds?/).waitFor();
  expect(await page.getByRole("button", { name: "Log in" }).isDisabled()).toBe(true);
  await look(page, "too-many-attempts");
  stage.server.clock.move(60);
  await page.getByRole("button", { name: "Log in", disabled: false }).waitFor();
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").waitFor();
});

it("a server that is busy is said so, the page counts down, and what was typed lets in afterwards", async () => {
  const page = await stage.page();
  await page.goto("/log-in");
  const queue = fillQueue();
  await giveEmailAndPassword(page);
  await page
    .getByRole("alert")
    .getByText(/^The server is busy. Try again in \d+ seconds?.$/)
    .waitFor();
  expect(await page.getByRole("button", { name: "Log in" }).isDisabled()).toBe(true);
  await queue.release();
  await page.getByRole("button", { name: "Log in", disabled: false }).click();
  await page.getByLabel("Authentication code").waitFor();
});

it("a server that does not answer is said so, and nothing is lost", async () => {
  const page = await stage.page();
  await page.goto("/log-in");
  await page.getByLabel("Email").fill(ada.email);
  await page.context().setOffline(true);
  await giveEmailAndPassword(page);
  await page.getByRole("alert").getByText("The server did not answer").waitFor();
  expect(await page.getByLabel("Email").inputValue()).toBe(ada.email);
  await page.context().setOffline(false);
  stage.complaints.length = 0;
});

it("a console that comes slowly says that it loads, and one that does not come says so", async () => {
  const page = await stage.page({ width: 360, height: 740 });
  const scripts = "**/assets/*.js";
  let come = () => {};
  const late = new Promise<void>((resolve) => {
    come = resolve;
  });
  await page.route(scripts, async (route) => {
    await late;
    await route.continue();
  });
  await page.goto("/no/such/page", { waitUntil: "commit" });
  const said = () =>
    page.locator("#root").evaluate((root) => {
      const { content, visibility } = getComputedStyle(root, "::after");
      return visibility === "visible" ? content : "";
    });
  await expect.poll(said, { timeout: 10_000 }).toContain("Loading");
  await hasNoSidewaysScrolling(page);
  come();
  await page.getByRole("heading").first().waitFor();
  expect(await said()).not.toContain("Loading");
  expect(stage.complaints).toEqual([]);
  await page.unroute(scripts);
  await page.route(scripts, (route) => route.abort());
  await page.reload();
  const message = page.getByRole("alert");
  await message.waitFor();
  expect(await message.innerText()).toContain("reload the page");
  expect(await said()).not.toContain("Loading");
  await hasNoSidewaysScrolling(page);
  await page.close();
  stage.complaints.length = 0;
});

it("an address of another site is not opened after the log-in", async () => {
  const page = await stage.page();
  await page.goto("/log-in?returnTo=https://evil.example/");
  stage.server.clock.move(60);
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  expect(new URL(page.url()).origin).toBe(stage.address);
  await page.goto("/no/such/page");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
