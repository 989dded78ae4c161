// What people reach by links: invitations, forgotten passwords, a new email. Each link is read from the mail that brought it.
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { ada, enableTwoFactor, giveEmailAndPassword, look, Stage } from "./harness.ts";

const stage = new Stage({ mail: true });
const newPassword = "a lantern in the paper boat";
let page: Page;
let administrator: Browser;
let administratorApp = { secret: "" };
let edithApp = { secret: "" };

beforeAll(async () => {
  await stage.open();
  administrator = await stage.server.setUp(ada);
  administratorApp = await stage.server.enrol(administrator);
  page = await stage.page();
});
afterAll(() => stage.close());

/** A change of people needs a log-in or a proof that is fresh. */
async function prove(): Promise<void> {
  stage.clock.move(60);
  await stage.server.prove(administrator, administratorApp);
}

async function mailedLink(email: string, subject: string): Promise<string> {
  await stage.work();
  return stage.post.linkIn(stage.post.last(email, subject));
}

async function invite(person: typeof edith): Promise<{ id: string; link: string }> {
  await prove();
  const { email, name, role } = person;
  const { body } = await expectStatus(administrator.post("/invitations", { email, name, role }), 201);
  return { id: (body.person as { id: string }).id, link: await mailedLink(email, "You are invited") };
}

async function hasNoSidewaysScrolling(of: Page): Promise<void> {
  const [inner, full] = await of.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  expect(full).toBeLessThanOrEqual(inner ?? 0);
}

async function logOut(): Promise<void> {
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
}

async function finishLogIn({ secret }: { secret: string }): Promise<void> {
  stage.clock.move(60);
  await page.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
}

describe("an invitation", () => {
  let link = "";

  it("says whom it is for, and opening it does not spend it", async () => {
    ({ link } = await invite(grace));
    for (const _ of [1, 2]) {
      await page.goto("about:blank");
      await page.goto(link);
      await page.getByText("You become an administrator").waitFor();
      expect(new URL(page.url()).hash).toBe("");
    }
    expect(await page.getByLabel("Email").inputValue()).toBe(grace.email);
    expect(await page.getByLabel("Email").isEditable()).toBe(false);
    expect(await page.getByLabel("Your name").inputValue()).toBe(grace.name);
  });

  it("takes a corrected name and a password, with what is wrong at its field", async () => {
    await page.getByLabel("Your name").fill("  ");
    await page.getByLabel("Password", { exact: true }).fill("Grace Hopper 1906");
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByText("Enter the name").waitFor();
    await page.getByLabel("Your name").fill("Rear Admiral Grace Hopper");
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByText("This password is made of your name").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(grace.password);
    await page.getByText("Very strong").waitFor();
    await look(page, "accept-invitation");
    await page.getByRole("button", { name: "Accept the invitation" }).click();
  });

  it("leads an administrator straight to the second factor, and then into the console", async () => {
    await page.getByRole("dialog", { name: "Add authenticator app" }).waitFor();
    // What is closed until then is not offered.
    const places = page.getByRole("navigation", { name: "Main" });
    expect(await places.getByRole("link").allInnerTexts()).toEqual(["Profile"]);
    expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Two-factor authentication", "Security keys"]);
    await enableTwoFactor(stage, page);
    await places.getByRole("link", { name: "Administrators" }).waitFor();
    await page.goto("/");
    await page.getByRole("heading", { name: "Hello, Rear Admiral Grace Hopper" }).waitFor();
    await logOut();
  });

  it("does not work again, and says what to do", async () => {
    await page.goto(link);
    await page.getByText("This link does not work any more").waitFor();
    await page.getByText("Ask the administrator who invited you to send it again").waitFor();
    await look(page, "accept-invitation-used");
    await page.goto("/accept-invitation");
    await page.getByText("This link is not complete").waitFor();
  });

  it("that was sent again replaces the one before; an employee lands on Home", async () => {
    const first = await invite(edith);
    await expectStatus(administrator.post(`/employees/${first.id}/invitation`), 201);
    const second = await mailedLink(edith.email, "You are invited");
    await page.goto(first.link);
    await page.getByText("This link does not work any more").waitFor();
    // In the same tab, where it differs only behind the number sign.
    await page.goto(second);
    await page.getByText("You become an employee").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(edith.password);
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByRole("heading", { name: `Hello, ${edith.name}` }).waitFor();
    const places = page.getByRole("navigation", { name: "Main" });
    expect(await places.getByRole("link").allInnerTexts()).toEqual(["Home", "My accounts", "My keys", "Profile"]);
    await page.goto("/profile/two-factor-authentication?add=true");
    edithApp = await enableTwoFactor(stage, page);
    await logOut();
  });
});

describe("a forgotten password", () => {
  /** Goes on with the Tab key only. */
  async function tabTo(wanted: Locator): Promise<void> {
    await wanted.waitFor();
    for (let at = 0; at < 20; at += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`The Tab key does not lead to ${wanted}.`);
  }

  it("is replaced with the keyboard alone, and the code is still asked for", async () => {
    await page.goto("/log-in");
    await page.getByLabel("Email").focus();
    await page.keyboard.type(edith.email);
    await tabTo(page.getByRole("link", { name: "Forgot your password?" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe(edith.email);
    await look(page, "forgot-password");
    await tabTo(page.getByLabel("Email"));
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("If somebody with this email may log in").waitFor();
    await look(page, "forgot-password-sent");

    const link = await mailedLink(edith.email, "Choose a new password");
    await page.goto(link);
    await tabTo(page.getByLabel("New password"));
    expect(await page.getByLabel("Email").inputValue()).toBe(edith.email);
    await page.keyboard.type("Edith Clarke 1883");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("This password is made of your name").waitFor();
    await page.getByLabel("New password").selectText();
    await page.keyboard.type(newPassword);
    await page.getByText("Very strong").waitFor();
    await look(page, "reset-password");
    await page.keyboard.press("Enter");
    await page.getByText("Your password is changed").waitFor();
    await look(page, "log-in-password-changed");

    expect(await page.getByLabel("Email").inputValue()).toBe(edith.email);
    await tabTo(page.getByLabel("Password", { exact: true }));
    await page.keyboard.type(newPassword);
    await page.keyboard.press("Enter");
    stage.clock.move(60);
    await tabTo(page.getByLabel("Authentication code"));
    await page.keyboard.type(await stage.server.code(edithApp));
    await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    await logOut();
    await page.goto(link);
    await page.getByText("This link does not work any more").waitFor();
    await page.getByRole("link", { name: "Ask for a new link" }).waitFor();
  });

  it("of an email that nobody has gets the same page, and no mail", async () => {
    const askFor = async (email: string) => {
      await page.goto("/forgot-password");
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Send me a link" }).click();
      await page.getByRole("status").getByText("a link is on its way").waitFor();
      return (await page.getByRole("main").innerText()).replaceAll(email, "EMAIL");
    };
    const nobody = "nobody@example.org";
    expect(await askFor(nobody)).toBe(await askFor(edith.email));
    await stage.work();
    expect(stage.post.to(nobody)).toEqual([]);
  });

  it("that is asked for over and over is made to wait, whether somebody has the email or not", async () => {
    await page.goto("/forgot-password");
    await page.getByLabel("Email").fill("somebody-else@example.org");
    for (let at = 0; at < 5; at += 1) {
      await page.getByRole("button", { name: "Send me a link" }).click();
      await page.getByRole("button", { name: "ask again" }).click();
    }
    await page.getByRole("button", { name: "Send me a link" }).click();
    await page.getByText(/You can try again in \d seconds?/).waitFor();
    await look(page, "forgot-password-too-many");
    expect(await page.getByRole("button", { name: "Send me a link" }).isDisabled()).toBe(true);
  });
});

describe("a change of email", () => {
  const newEmail = "edith.clarke@example.org";

  it("is asked for in the profile, and told at the old address", async () => {
    await page.goto("/log-in");
    await giveEmailAndPassword(page, { ...ada, email: edith.email, password: newPassword });
    await finishLogIn(edithApp);
    await page.goto("/profile/general");
    const field = page.getByLabel("New email");
    const ask = page.getByRole("button", { name: "Change the email" });
    await field.fill("edith.clarke");
    await ask.click();
    await page.getByText("Enter an email such as").waitFor();
    await field.fill(edith.email.toUpperCase());
    await ask.click();
    await page.getByText("This is your email already").waitFor();
    await field.fill(newEmail);
    await look(page, "change-email");
    await ask.click();
    await page.getByText(`Open the link that was sent to ${newEmail}`).waitFor();
    await look(page, "change-email-sent");
    await stage.work();
    expect(stage.post.last(edith.email, "Your email is about to be changed").text).toContain(newEmail);
  });

  it("is confirmed at the new address with a button, where nobody need be logged in", async () => {
    const link = await mailedLink(newEmail, "Confirm your new email");
    const other = await stage.page();
    await other.goto(link);
    const confirm = other.getByRole("button", { name: "Confirm this email" });
    await confirm.waitFor();
    await look(other, "confirm-email");
    await page.reload();
    await page.getByText(edith.email, { exact: true }).first().waitFor();
    await confirm.click();
    await other.getByRole("status").getByText(newEmail).waitFor();
    await look(other, "confirm-email-done");
    await page.reload();
    await page.getByText(newEmail, { exact: true }).first().waitFor();
    await stage.work();
    expect(stage.post.last(edith.email, "Your email was changed").text).toContain(newEmail);

    await other.getByRole("link", { name: "Go to the log-in" }).click();
    await other.getByRole("heading", { name: "Log in" }).waitFor();
    expect(await other.getByLabel("Email").inputValue()).toBe(newEmail);
    await other.goto(link);
    await other.getByRole("button", { name: "Confirm this email" }).click();
    await other.getByText("This link does not work any more").waitFor();
    await logOut();
    await giveEmailAndPassword(page, { ...ada, email: newEmail, password: newPassword });
    await finishLogIn(edithApp);
  });

  it("leads whoever is logged in back to the profile", async () => {
    await page.goto("/profile/general");
    await page.getByLabel("New email").fill(edith.email);
    await page.getByRole("button", { name: "Change the email" }).click();
    await page.getByText(`Open the link that was sent to ${edith.email}`).waitFor();
    await page.goto(await mailedLink(edith.email, "Confirm your new email"));
    await page.getByRole("button", { name: "Confirm this email" }).click();
    await page.getByRole("link", { name: "Go to your profile" }).click();
    await page.getByText(edith.email, { exact: true }).first().waitFor();
    await logOut();
  });
});

describe("without mail", () => {
  const quiet = new Stage();
  let at: Page;
  let own: Browser;
  beforeAll(async () => {
    await quiet.open();
    own = await quiet.server.setUp(ada);
    await quiet.server.enrol(own);
    await quiet.server.invite(own, edith);
    at = await quiet.page();
  });
  afterAll(() => quiet.close());

  it("an administrator hands over the link for a forgotten password, and the pages say so", async () => {
    await at.goto("/log-in");
    await at.getByText("Ask an administrator for a link to choose a new one").waitFor();
    await look(at, "log-in-without-mail");
    await at.goto("/forgot-password");
    await at.getByText("This installation sends no mail").waitFor();
    await look(at, "forgot-password-without-mail");
    const { body } = await own.get("/employees?role=employee");
    const { id } = (body.items as { id: string }[])[0] ?? { id: "" };
    const made = await expectStatus(own.post(`/employees/${id}/password-link`), 201);
    await at.goto(String(made.body.link));
    await at.getByLabel("New password").fill(newPassword);
    await at.getByRole("button", { name: "Save the new password" }).click();
    await at.getByText("Your password is changed").waitFor();
    await giveEmailAndPassword(at, { ...ada, email: edith.email, password: newPassword });
    await at.getByRole("heading", { name: /^Hello/ }).waitFor();
  });

  it("the email cannot be changed, and the profile says why", async () => {
    await at.goto("/profile/general");
    await at.getByText("The email cannot be changed here").waitFor();
    await look(at, "change-email-without-mail");
  });

  it("an address that tries one dead link after the other is made to wait, and told for how long", async () => {
    const stranger = quiet.server.browser();
    const guess = (at: number) => stranger.post("/invitations/look", { token: `guess-${at}` });
    for (let at = 0; (await guess(at)).status !== 429; at += 1) expect(at).toBeLessThan(200);
    await at.goto("/accept-invitation#guess");
    await at.getByText(/You can try again (in \d seconds?|now)/).waitFor();
    await look(at, "accept-invitation-too-many");
    quiet.clock.move(60);
    await at.getByRole("button", { name: "Try again", disabled: false }).click();
    await at.getByText("This link does not work any more").waitFor();
    expect(quiet.complaints).toEqual([]);
  });
});

describe.each([
  ["on a phone", { width: 390, height: 844 }, "phone"],
  ["in the dark", { dark: true }, "dark"],
  ["on a phone in the dark", { width: 390, height: 844, dark: true }, "phone-dark"],
  // 1280 by 960 at 200 %.
  ["enlarged twice", { width: 640, height: 480 }, "enlarged"],
] as const)("%s", (_, options, name) => {
  let at: Page;
  const links = { invitation: "", reset: "", email: "" };

  beforeAll(async () => {
    at = await stage.page(options);
    const guest = { ...edith, email: `guest-${name}@example.org`, name: "Katherine Coleman Goble Johnson" };
    links.invitation = (await invite(guest)).link;
    await expectStatus(stage.server.browser().post("/password-resets", { email: edith.email }), 204);
    links.reset = await mailedLink(edith.email, "Choose a new password");
    const own = stage.server.browser();
    await expectStatus(own.post("/login", { email: edith.email, password: newPassword }), 200);
    stage.clock.move(60);
    await expectStatus(own.post("/login/totp", { code: await stage.server.code(edithApp) }), 200);
    const wanted = `edith-${name}@example.org`;
    await expectStatus(own.post("/profile/email", { newEmail: wanted }), 204);
    links.email = await mailedLink(wanted, "Confirm your new email");
  });

  it.each([
    ["accept-invitation", (): string => links.invitation, "Accept the invitation"],
    ["forgot-password", (): string => "/forgot-password", "Send me a link"],
    ["reset-password", (): string => links.reset, "Save the new password"],
    ["confirm-email", (): string => links.email, "Confirm this email"],
    ["log-in-with-mail", (): string => "/log-in", "Log in"],
  ] as const)("%s", async (picture, address, button) => {
    await at.goto(address());
    await at.getByRole("button", { name: button }).waitFor();
    await look(at, `${picture}-${name}`);
    await hasNoSidewaysScrolling(at);
  });

  it("what is said after asking for a link", async () => {
    await at.goto("/forgot-password");
    await at.getByLabel("Email").fill(`somebody.with.a.very.long.name.${name}@department.of.engines.example.org`);
    await at.getByRole("button", { name: "Send me a link" }).click();
    await at.getByText("Nothing came?").waitFor();
    await look(at, `forgot-password-sent-${name}`);
    await hasNoSidewaysScrolling(at);
  });
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
