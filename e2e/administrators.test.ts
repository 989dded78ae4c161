// What administrators do to people: inviting, roles, locking out and letting in again, links, temporary passes.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alan, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { ada, enableTwoFactor, giveEmailAndPassword, look, Stage } from "./harness.ts";

const stage = new Stage({ mail: true });
/** Ada at her browser, and as a program. */
let page: Page;
let boss: Member;
/** Grace, who comes second, at hers. */
let second: Page;
let graceSecret = "";
let pupil: Member;
let auditor: Member;

beforeAll(async () => {
  await stage.open();
  boss = await found(stage.server);
  page = await stage.page();
  await logInAs(boss, appOf(boss).secret);
});
afterAll(() => stage.close());

async function openAdministrators(of = page): Promise<void> {
  await of.goto("/administrators");
  await of.getByRole("table", { name: "People" }).waitFor();
}

function row(name: string, of = page) {
  return of.getByRole("row").filter({ hasText: name });
}

/** Opens the menu of a person and chooses. */
async function choose(name: string, item: string, of = page): Promise<void> {
  await of.getByRole("button", { name: `Actions for ${name}` }).click();
  await of.getByRole("menuitem", { name: item, exact: true }).click();
  await of.getByRole("dialog").waitFor();
}

async function show(who: string, of = page): Promise<void> {
  await of.getByRole("radiogroup", { name: "Whom to show" }).getByText(who, { exact: true }).click();
}

async function press(button: string, of = page): Promise<void> {
  await of.getByRole("dialog").getByRole("button", { name: button, exact: true }).last().click();
}

async function isClosed(of = page): Promise<void> {
  await of.getByRole("dialog").waitFor({ state: "detached" });
}

/** @param secret of the authenticator app; without one the password is enough. */
async function logInAs({ email, password }: { email: string; password: string }, secret = "", of = page) {
  stage.clock.move(60);
  await of.goto("/log-in");
  await giveEmailAndPassword(of, { ...ada, email, password });
  if (secret !== "") await of.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await of.getByRole("heading", { name: /^Hello/ }).waitFor();
}

/** Changes of people need a log-in or a proof that is fresh. */
async function issuePass(reason: string): Promise<void> {
  stage.clock.move(60);
  await stage.server.prove(boss.browser, appOf(boss));
  await expectStatus(boss.browser.post(`/employees/${pupil.id}/temporary-pass`, { reason }), 201);
}

function appOf({ authenticator }: Member): { secret: string } {
  if (!authenticator) throw new Error("There is no authenticator app.");
  return authenticator;
}

async function mailedLink(email: string, subject: string): Promise<string> {
  await stage.work();
  return stage.post.linkIn(stage.post.last(email, subject));
}

describe("alone", () => {
  it("Ada finds herself in the list, with her second factor", async () => {
    await page.getByRole("link", { name: "Administrators" }).click();
    await row("(you)").waitFor();
    const cells = await row("(you)").getByRole("cell").allInnerTexts();
    expect(cells.slice(0, 4)).toEqual(["Administrator", "Active", "Set up", "just now"]);
  });

  it("she cannot give up the role: she is the last administrator, and is told so", async () => {
    await choose(ada.name, "Change role");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("This is you").waitFor();
    await dialog.getByRole("radio", { name: "Auditor" }).check();
    await look(page, "change-role-of-yourself");
    await press("Change the role");
    await dialog.getByRole("alert").getByText("This is the last active administrator").waitFor();
    await look(page, "last-administrator");
    await press("Close");
    await isClosed();
    await choose(ada.name, "Deactivate");
    await dialog.getByText("You lock yourself out").waitFor();
    await press("Lock myself out");
    await dialog.getByRole("alert").getByText("This is the last active administrator").waitFor();
    await press("Close");
    await isClosed();
    await page.getByRole("button", { name: `Actions for ${ada.name}` }).click();
    // A pass for oneself is another administrator's to issue.
    const offered = ["Change role", "Send a password link", "Deactivate", "Delete"];
    await page.getByRole("menuitem").first().waitFor();
    expect(await page.getByRole("menuitem").allInnerTexts()).toEqual(offered);
    await page.keyboard.press("Escape");
  });
});

describe("an invitation", () => {
  it("asks for what it needs, and says what each role may do", async () => {
    await page.getByRole("button", { name: "Invite a person" }).click();
    const dialog = page.getByRole("dialog", { name: "Invite a person" });
    await press("Invite");
    await dialog.getByText("Enter an email such as").waitFor();
    await dialog.getByText("Choose what the person may do").waitFor();
    expect(await dialog.getByLabel("Email").evaluate((field) => field === document.activeElement)).toBe(true);
    await look(page, "invite-a-person-mistakes");
    await dialog.getByLabel("Email").fill(ada.email.toUpperCase());
    await dialog.getByLabel("Name").fill(grace.name);
    await dialog.getByRole("radio", { name: "Administrator" }).check();
    await press("Invite");
    await dialog.getByRole("alert").getByText("Somebody with this email exists already").waitFor();
    await dialog.getByLabel("Email").fill(grace.email);
    await look(page, "invite-a-person");
    await press("Invite");
    await dialog.getByText(`The invitation was mailed to ${grace.email}`).waitFor();
    await look(page, "invite-a-person-mailed");
    await press("Done");
    await isClosed();
    await row(grace.name).getByText("Invited").waitFor();
    await row(grace.name)
      .getByText(/^until \d+ \w+ \d{4}$/)
      .waitFor();
  });

  it("is accepted with the link of the mail; the list shows the person with the second factor", async () => {
    second = await stage.page();
    await second.goto(await mailedLink(grace.email, "You are invited"));
    await second.getByLabel("Password", { exact: true }).fill(grace.password);
    await second.getByRole("button", { name: "Accept the invitation" }).click();
    await second.getByRole("dialog", { name: "Add authenticator app" }).waitFor();
    ({ secret: graceSecret } = await enableTwoFactor(stage, second));
    await openAdministrators();
    const cells = await row(grace.name).getByRole("cell").allInnerTexts();
    expect(cells.slice(0, 4)).toEqual(["Administrator", "Active", "Set up", "just now"]);
  });

  it("is sent again, which ends the link before, and is withdrawn, which removes the person", async () => {
    const { email, name, role } = alan;
    await expectStatus(boss.browser.post("/invitations", { email, name, role }), 201);
    const first = new URL(await mailedLink(email, "You are invited")).hash.slice(1);
    await openAdministrators();
    await choose(name, "Send the invitation again");
    await look(page, "send-the-invitation-again");
    await press("Send again");
    await page.getByText(`The invitation was mailed to ${email}`).waitFor();
    await press("Done");
    const look_ = async (token: string) => (await stage.server.browser().post("/invitations/look", { token })).status;
    const again = new URL(await mailedLink(email, "You are invited")).hash.slice(1);
    expect([await look_(first), await look_(again)]).toEqual([404, 200]);
    await isClosed();
    await choose(name, "Withdraw the invitation");
    await page.getByRole("dialog").getByText(`${name} is removed from the list`).waitFor();
    await look(page, "withdraw-the-invitation");
    await press("Withdraw");
    await row(name).waitFor({ state: "detached" });
    expect(await look_(again)).toBe(404);
  });
});

describe("people who are there", () => {
  beforeAll(async () => {
    stage.clock.move(60);
    await boss.logIn();
    pupil = await (await join(boss, edith, stage.post)).enrol();
    auditor = await join(boss, alan, stage.post);
  });

  it("are found among employees and everybody, and by a part of the name or the email", async () => {
    await openAdministrators();
    expect(await row(edith.name).count()).toBe(0);
    await show("Employees");
    await row(edith.name).waitFor();
    await row(ada.name).waitFor({ state: "detached" });
    await show("Everybody");
    await row(alan.name).waitFor();
    await look(page, "administrators");
    const search = page.getByRole("searchbox", { name: "Search by name or email" });
    await search.fill("EDITH@");
    await row(alan.name).waitFor({ state: "detached" });
    await row(edith.name).waitFor();
    await search.fill("nobody like this");
    await page.getByText("Nobody fits").waitFor();
    await look(page, "administrators-nobody");
    await page.getByRole("button", { name: "Show everybody" }).click();
    await row(alan.name).waitFor();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Deactivated");
    await page.getByText("Nobody fits").waitFor();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Any status");
  });

  it("get another role", async () => {
    await choose(edith.name, "Change role");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("is logged out everywhere").waitFor();
    await dialog.getByRole("radio", { name: "Auditor" }).check();
    await look(page, "change-role");
    await press("Change the role");
    await page.getByText(`${edith.name} is an auditor now.`).waitFor();
    await row(edith.name).getByText("Auditor").waitFor();
    expect((await pupil.browser.get("/session")).status).toBe(401);
  });

  // Two administrators at the same person: the later one did not see what the earlier one had done, and undid it.
  it("whom somebody else changed meanwhile are looked at again first", async () => {
    await choose(edith.name, "Deactivate");
    await expectStatus(pupil.change(boss.browser, { role: "employee" }), 200);
    await press("Deactivate");
    await page.getByRole("alert").getByText(`changed role of ${edith.name} meanwhile`).waitFor();
    await row(edith.name).getByText("Employee").waitFor();
    expect((await pupil.row()).status).toBe("active");
    await press("Close");
    await isClosed();
  });

  it("are locked out and let in again, as they were", async () => {
    await choose(edith.name, "Deactivate");
    await look(page, "deactivate");
    await press("Deactivate");
    await row(edith.name).getByText("Deactivated").waitFor();
    expect((await pupil.givePassword()).body.code).toBe("invalid_credentials");
    await page.getByRole("button", { name: `Actions for ${edith.name}` }).click();
    await page.getByRole("menuitem").first().waitFor();
    expect(await page.getByRole("menuitem").allInnerTexts()).toEqual(["Change role", "Reactivate", "Delete"]);
    await page.getByRole("menuitem", { name: "Reactivate" }).click();
    await press("Reactivate");
    await row(edith.name).getByText("Active", { exact: true }).waitFor();
    expect((await pupil.givePassword()).body.status).toBe("second_factor_required");
  });

  it("get a link to choose a new password", async () => {
    await choose(edith.name, "Send a password link");
    await look(page, "send-a-password-link");
    await press("Send the link");
    await page.getByText(`The password link was mailed to ${edith.email}`).waitFor();
    await press("Done");
    expect(await mailedLink(edith.email, "password")).toContain("/reset-password#");
  });

  it("are deleted for good, after it was said what is lost", async () => {
    const gone = await join(boss, { ...edith, name: "Charles Babbage", email: "charles@example.org" }, stage.post);
    await openAdministrators();
    await show("Employees");
    await choose("Charles Babbage", "Delete");
    await page.getByRole("dialog").getByText("What they did stays in the audit").waitFor();
    await look(page, "delete-a-person");
    await press("Delete for good");
    await row("Charles Babbage").waitFor({ state: "detached" });
    await isClosed();
    // The row that had the keyboard is gone: it goes on at the top of the page.
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    expect((await boss.browser.get(`/employees/${gone.id}`)).status).toBe(404);
  });
});

describe("a temporary pass", () => {
  let pass = "";

  it("is issued with a reason, and shown once", async () => {
    await pupil.logIn();
    await choose(edith.name, "Issue a temporary pass");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(`First make sure that it is ${edith.name} who asks`).waitFor();
    await dialog.getByText(`${edith.name} is mailed at once`).waitFor();
    await dialog.getByLabel("Reason").fill("lost");
    await press("Issue the pass");
    await dialog.getByRole("alert").getByText("Say in a few words").waitFor();
    await dialog.getByLabel("Reason").fill("Lost the phone and the codes on a train");
    await look(page, "issue-a-temporary-pass");
    await press("Issue the pass");
    await dialog.getByText("It waits for the approval of another administrator").waitFor();
    await look(page, "temporary-pass-issued");
    const groups = await dialog.getByRole("list", { name: "Temporary pass" }).getByRole("listitem").allInnerTexts();
    await dialog.getByRole("button", { name: "Copy the pass" }).click();
    pass = await page.evaluate(() => navigator.clipboard.readText());
    expect(pass).toBe(groups.join("-"));
    await page.keyboard.press("Escape");
    await dialog.getByText("The pass will not be shown again").waitFor();
    await dialog.getByRole("button", { name: "Stay here" }).click();
    await press("I have handed it over");
    await isClosed();
    const passes = page.getByRole("list", { name: "Temporary passes" });
    await passes.getByText("Another administrator has to approve it: you issued it").waitFor();
    expect(await passes.getByRole("button").allInnerTexts()).toEqual(["Withdraw"]);
    await stage.work();
    expect(stage.post.last(edith.email, "A temporary pass was issued for you").text).not.toContain(pass);
  });

  it("is found on Home by the other administrator, who approves it", async () => {
    await logInAs(grace, graceSecret, second);
    await second.getByRole("heading", { name: `A temporary pass for ${edith.name} waits` }).waitFor();
    await look(second, "home-approve-temporary-pass");
    await second.getByRole("link", { name: "Look at it" }).click();
    await second.getByRole("button", { name: `Approve the pass of ${edith.name}` }).click();
    const dialog = second.getByRole("dialog");
    await dialog.getByText(`Approve it only if you know that ${edith.name} asked for it`).waitFor();
    await look(second, "temporary-pass-approve");
    await press("Approve", second);
    await second.getByText("Can be used").waitFor();
    await look(second, "temporary-pass-approved");
    const half = stage.server.browser();
    await expectStatus(half.post("/login", { email: edith.email, password: edith.password }), 200);
    await expectStatus(half.post("/login/temporary-pass", { code: pass }), 200);
    await half.post("/logout");
  });

  it("that nobody asked for is stopped on Home, where it appears by itself", async () => {
    const own = await stage.page();
    await own.clock.install();
    await logInAs(pupil, appOf(pupil).secret, own);
    // The one from before was used; whoever came in with it could still be thrown out.
    const stop = own.getByRole("button", { name: "This was not me: stop it" });
    await stop.click();
    await press("Stop it", own);
    await stop.waitFor({ state: "detached" });
    await issuePass("He said that she lost it");
    await own.clock.fastForward(31_000);
    await own.getByRole("heading", { name: "A temporary pass was issued for you" }).waitFor();
    await own.getByText("He said that she lost it").waitFor();
    await look(own, "home-temporary-pass-issued");
    await stop.click();
    await look(own, "stop-own-temporary-pass");
    await press("Stop it", own);
    await own.getByText("Tell an administrator at once").last().waitFor();
    await stop.waitFor({ state: "detached" });
    expect((await boss.browser.get("/temporary-passes")).body.items).toEqual([]);
  });

  it("is taken back", async () => {
    await issuePass("Lost the phone again");
    await logInAs(grace, graceSecret, second);
    await openAdministrators(second);
    await second.getByRole("button", { name: `Withdraw the pass of ${edith.name}` }).click();
    await look(second, "withdraw-a-temporary-pass");
    await press("Withdraw", second);
    await second.getByRole("list", { name: "Temporary passes" }).waitFor({ state: "detached" });
  });
});

it("an auditor sees all and is offered nothing; an employee is told that the page is not theirs", async () => {
  await issuePass("Lost the phone again");
  const seeing = await stage.page();
  await logInAs(auditor, "", seeing);
  await seeing.getByRole("link", { name: "Administrators" }).click();
  await row(ada.name, seeing).waitFor();
  await seeing.getByRole("list", { name: "Temporary passes" }).getByText(edith.name).waitFor();
  expect(await seeing.getByRole("main").getByRole("button").allInnerTexts()).toEqual([]);
  await look(seeing, "administrators-auditor");
  const own = await stage.page();
  await logInAs(pupil, appOf(pupil).secret, own);
  await own.goto("/administrators");
  await own.getByText("This page is for administrators and auditors").waitFor();
});

describe("Home tells", () => {
  it("until when a second factor has to be set up", async () => {
    await stage.server.prove(boss.browser, appOf(boss));
    const { revision } = (await boss.browser.get("/policy")).body;
    const stricter = { revision, requireTwoFactor: "everyone", twoFactorGraceDays: 7 };
    await expectStatus(boss.browser.send("PATCH", "/policy", stricter), 200);
    const asked = await stage.page();
    await logInAs(auditor, "", asked);
    await asked.getByText(/Your organisation asks you for one by \d+ \w+ \d{4}/).waitFor();
    await look(asked, "home-second-factor-due");
  });

  it("administrators that mail is not getting through", async () => {
    stage.post.failWith = 550;
    await expectStatus(boss.browser.post(`/employees/${pupil.id}/password-link`), 201);
    await stage.work();
    stage.post.failWith = null;
    await logInAs(boss, appOf(boss).secret);
    await page.getByRole("heading", { name: "Mail is not getting through" }).waitFor();
    await look(page, "home-mail-failing");
    await page.getByRole("link", { name: "Look at the mail" }).click();
    await page.waitForURL("**/policy");
  });
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
