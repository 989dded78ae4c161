// The policy in the browser: what a change will do is said before, two administrators notice each other, auditors look.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alan, type Browser, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { ada, giveEmailAndPassword, hasNoSidewaysScrolling, look, lookFromAllSides, Stage } from "./harness.ts";

const stage = new Stage({ mail: true });
let adasBrowser: Browser;
let gracesBrowser: Browser;
let alansBrowser: Browser;
/** Ada's authenticator app. */
let app: { secret: string };

beforeAll(async () => {
  await stage.open();
  const { server, post } = stage;
  const mailed = (email: string) => async () => {
    await stage.work();
    return post.linkIn(post.last(email, "You are invited"));
  };
  adasBrowser = await server.setUp(ada);
  app = await server.enrol(adasBrowser);
  gracesBrowser = await server.invite(adasBrowser, grace, mailed(grace.email));
  await server.enrol(gracesBrowser);
  alansBrowser = await server.invite(adasBrowser, alan, mailed(alan.email));
  await server.invite(adasBrowser, edith, mailed(edith.email));
  await stage.work();
});
afterAll(() => stage.close());

async function openPolicy(of: Browser, options = {}): Promise<Page> {
  const page = await stage.pageOf(of, options);
  await page.goto("/policy");
  await page.getByRole("heading", { name: "Mail" }).waitFor();
  return page;
}

/** Ada logs in anew: the page of a test may have changed her session. */
async function logInAgain(): Promise<void> {
  stage.clock.move(60);
  adasBrowser = await stage.server.givePassword(ada);
  await expectStatus(adasBrowser.post("/login/totp", { code: await stage.server.code(app) }), 200);
}

const choose = (page: Page, group: string, label: string) =>
  page.getByRole("radiogroup", { name: group }).getByText(label, { exact: true }).click();
const preview = (page: Page) => page.getByRole("dialog", { name: "What this will do" });
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });
const bar = (page: Page) => page.getByRole("region", { name: "Unsaved changes" });

it("the page, what a change will do, and the mail", async () => {
  const page = await openPolicy(adasBrowser);
  await lookFromAllSides(page, "policy");
  await choose(page, "Who must have a second factor", "Everyone");
  await page.getByLabel("Days of grace").fill("7");
  await choose(page, "How long audit events are kept", "For some days");
  await choose(page, "Trusted browsers", "Off");
  await bar(page).getByText("4 changes").waitFor();
  await hasNoSidewaysScrolling(page);
  await save(page).click();
  await preview(page).getByText("2 people have no second factor and must set one up within 7 days").waitFor();
  await preview(page).getByText("removed for good").waitFor();
  await lookFromAllSides(page, "policy-preview");
  await preview(page).getByRole("button", { name: "Cancel" }).click();
  await preview(page).waitFor({ state: "detached" });
  await lookFromAllSides(page, "policy-changed");
  await bar(page).getByRole("button", { name: "Discard" }).click();
  await bar(page).getByText("No changes").waitFor();
  await page.getByRole("heading", { name: "Mail" }).evaluate((heading) => heading.scrollIntoView({ block: "center" }));
  await lookFromAllSides(page, "mail");
  expect((await adasBrowser.get("/policy")).body).toMatchObject({ requireTwoFactor: "administrators", revision: 0 });
  await page.close();
});

it("an auditor sees everything and can change nothing", async () => {
  const page = await openPolicy(alansBrowser);
  await lookFromAllSides(page, "policy-auditor");
  expect(await page.locator("main").getByRole("button").count()).toBe(0);
  expect(await page.locator("main").locator("input, select").count()).toBe(0);
  await page.getByRole("definition").getByText("Administrators", { exact: true }).waitFor();
  await page.getByText("30 minutes", { exact: true }).waitFor();
  await page.close();
});

it("an employee is told that the policy is not for them", async () => {
  const ediths = stage.server.browser();
  await expectStatus(ediths.post("/login", { email: edith.email, password: edith.password }), 200);
  const page = await stage.pageOf(ediths);
  await page.goto("/policy");
  await page.getByRole("alert").first().waitFor();
  expect(await page.getByRole("link", { name: "Policy" }).count()).toBe(0);
  expect(await save(page).count()).toBe(0);
});

it("what cannot be is said at the field, and not sent", async () => {
  const page = await openPolicy(adasBrowser);
  expect(await save(page).isDisabled()).toBe(true);
  const idle = page.getByLabel("A session that is not used ends after", { exact: true });
  await idle.fill("");
  await page.getByLabel("Name of the installation").fill("A:B");
  await save(page).click();
  await page.getByRole("alert").getByText("A session may be unused for 1 minute to 24 hours.").waitFor();
  await page.getByRole("alert").getByText("must not contain a colon").waitFor();
  await bar(page).getByText("2 changes, 2 to correct").waitFor();
  expect(await idle.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await preview(page).count()).toBe(0);
  await idle.fill("90");
  await page.getByLabel("Unit of: A session that is not used ends after").selectOption("hours");
  await page.getByRole("alert").getByText("A session may be unused for 1 minute to 24 hours.").waitFor();
  await look(page, "policy-problems");
  await idle.fill("2");
  await page.getByLabel("Name of the installation").fill(" Hesper ");
  await bar(page).getByText("1 change", { exact: true }).waitFor();
  await save(page).click();
  await preview(page).getByText("30 minutes").waitFor();
  await preview(page).getByText("2 hours").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard" }).click();
  expect(await idle.inputValue()).toBe("30");
});

it("leaving with something unsaved asks first", async () => {
  const page = await openPolicy(adasBrowser);
  await page.getByLabel("Days of grace").fill("3");
  await page.getByRole("link", { name: "Audit" }).click();
  const asked = page.getByRole("dialog", { name: "Leave without saving?" });
  await asked.getByText("1 change of the policy would be lost").waitFor();
  await look(page, "policy-leave");
  await asked.getByRole("button", { name: "Stay" }).click();
  await asked.waitFor({ state: "detached" });
  expect(await page.getByLabel("Days of grace").inputValue()).toBe("3");
  await page.getByRole("link", { name: "Audit" }).click();
  await asked.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { name: "Audit", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Policy" }).click();
  await bar(page).getByText("No changes").waitFor();
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

it("everyone must have a second factor, after days of grace: an employee without one sees until when", async () => {
  const page = await openPolicy(adasBrowser);
  await choose(page, "Who must have a second factor", "Everyone");
  await page.getByLabel("Days of grace").fill("7");
  await save(page).click();
  await preview(page).getByText("2 people have no second factor").waitFor();
  await preview(page).getByRole("button", { name: "Change the policy" }).click();
  await page.getByText("The policy is changed").waitFor();
  await bar(page).getByText("No changes").waitFor();
  expect((await adasBrowser.get("/policy")).body).toMatchObject({
    requireTwoFactor: "everyone",
    twoFactorGraceDays: 7,
  });

  const ediths = await stage.page();
  await ediths.goto("/log-in");
  await giveEmailAndPassword(ediths, { ...ada, email: edith.email, password: edith.password });
  await ediths.getByRole("heading", { name: /^Hello/ }).waitFor();
  const due = new Date(stage.clock.nowMs() + 7 * 86_400_000);
  const date = await ediths.evaluate(
    (ms) => new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(ms)),
    due.getTime(),
  );
  await ediths.getByText(date).first().waitFor();
  await look(ediths, "policy-grace");
});

it("a change long after the log-in asks for a proof above the dialogue, and goes on; dangerous ones are red", async () => {
  const page = await openPolicy(adasBrowser);
  await page.getByLabel("A session that is not used ends after", { exact: true }).fill("15");
  await page.getByLabel("Name of the installation").fill("Analytical Engines");
  stage.clock.move(16 * 60);
  // Somebody who does not sit at the page is logged out by it.
  await expectStatus(adasBrowser.get("/policy"), 200);
  await save(page).click();
  await preview(page)
    .getByText(/are logged out now|is affected: they are logged out now/)
    .waitFor();
  await look(page, "policy-preview-danger");
  await preview(page).getByRole("button", { name: "Change the policy" }).click();
  const proof = page.getByRole("dialog", { name: "Prove that it is you" });
  await proof.getByLabel("Password", { exact: true }).fill(ada.password);
  await proof.getByLabel("Code").fill(await stage.server.code(app));
  await proof.getByRole("button", { name: "Continue" }).click();
  await page.getByText("The policy is changed").waitFor();
  await page.getByRole("banner").getByText("Analytical Engines").waitFor();
  await expectStatus(gracesBrowser.get("/session"), 401);
});

it("two administrators at once: the second is told what the first changed, and loses nothing", async () => {
  await logInAgain();
  const page = await openPolicy(adasBrowser);
  const { revision } = (await adasBrowser.get("/policy")).body;
  await page.getByLabel("Least length of a password").fill("20");
  await page.getByLabel("Days of grace").fill("14");
  const theirs = { twoFactorGraceDays: 3, recoveryCodeLength: 13, revision };
  await expectStatus(adasBrowser.send("PATCH", "/policy", theirs), 200);
  await save(page).click();
  await preview(page).getByText("7 days", { exact: false }).first().waitFor();
  await preview(page).getByRole("button", { name: "Change the policy" }).click();
  const meanwhile = page.getByRole("dialog", { name: "Somebody else changed the policy meanwhile" });
  await meanwhile.getByText("You typed: 14 days").waitFor();
  await meanwhile.getByText("13 characters").waitFor();
  await look(page, "policy-meanwhile");
  await meanwhile.getByRole("button", { name: "Not now" }).click();
  await bar(page).getByText("somebody else changed the policy meanwhile").waitFor();
  await look(page, "policy-meanwhile-bar");
  expect(await page.getByLabel("Least length of a password").inputValue()).toBe("20");
  await page.getByRole("button", { name: "See what they changed" }).click();
  await meanwhile.getByRole("button", { name: "Load their version, keep my changes" }).click();
  await bar(page).getByText("2 changes", { exact: true }).waitFor();
  expect(await page.getByLabel("Length of recovery codes").inputValue()).toBe("13");
  expect(await page.getByLabel("Days of grace").inputValue()).toBe("14");
  await save(page).click();
  await preview(page).getByRole("button", { name: "Change the policy" }).click();
  await page.getByText("The policy is changed").waitFor();
  expect((await adasBrowser.get("/policy")).body).toMatchObject({
    passwordMinimumLength: 20,
    twoFactorGraceDays: 14,
    recoveryCodeLength: 13,
  });
});

it("a test mail arrives; what goes wrong with mail is said", async () => {
  await logInAgain();
  await stage.work();
  const page = await openPolicy(adasBrowser);
  await page.getByRole("button", { name: "Send a test mail to me" }).click();
  await page.getByText(`A test mail to ${ada.email} is on its way.`).waitFor();
  await page.getByText("1 mail", { exact: true }).waitFor();
  await stage.work();
  expect(stage.post.last(ada.email, "can send mail").text).toContain("the test mail that you asked for");
  await page.getByText("1 mail", { exact: true }).waitFor({ state: "detached" });

  stage.post.failWith = 550;
  await page.getByRole("button", { name: "Send a test mail to me" }).click();
  await page.getByText("1 mail", { exact: true }).waitFor();
  await stage.work();
  stage.post.failWith = null;
  await page.getByText("What went wrong last").waitFor();
  await look(page, "mail-failed");
});

it("with the keyboard alone: change, look, save", async () => {
  await logInAgain();
  const page = await openPolicy(adasBrowser);
  await page.getByLabel("Days of grace").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0");
  await page.getByRole("button", { name: "Discard" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await preview(page).getByText("from now on").waitFor();
  expect(
    await preview(page)
      .getByRole("button", { name: "Cancel" })
      .evaluate((one) => one === document.activeElement),
  ).toBe(true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("The policy is changed").waitFor();
});

describe("an installation that sends no mail", () => {
  const silent = new Stage();
  beforeAll(async () => {
    await silent.open();
    adasBrowser = await silent.server.setUp(ada);
    await silent.server.enrol(adasBrowser);
  });
  afterAll(() => silent.close());

  it("says what that means, and how to change it", async () => {
    const page = await silent.pageOf(adasBrowser);
    await page.goto("/policy");
    await page.getByText("Nobody is told by mail what happens to their account").waitFor();
    await page.getByText("HESPER_SMTP_URL").waitFor();
    expect(await page.getByRole("button", { name: "Send a test mail to me" }).count()).toBe(0);
    await page
      .getByRole("heading", { name: "Mail" })
      .evaluate((heading) => heading.scrollIntoView({ block: "center" }));
    await look(page, "mail-none");
    expect(silent.complaints).toEqual([]);
  });
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
