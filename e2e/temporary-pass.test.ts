// Every factor is lost: two administrators let a person in with a temporary pass, who sets up a new one, or stops it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alan, type Browser, edith, expectStatus, grace } from "../apps/server/src/testing/harness.ts";
import { ada, enableTwoFactor, giveEmailAndPassword, look, readRecoveryCodes, Stage } from "./harness.ts";

const stage = new Stage({ mail: true });
const ediths = { ...ada, email: edith.email, password: edith.password };
let page: Page;
/** The two administrators, each with an authenticator app. */
let first: { browser: Browser; secret: string };
let second: { browser: Browser; secret: string };
/** What Edith has, and will lose. */
let factors = { secret: "", recoveryCodes: [""] };

beforeAll(async () => {
  await stage.open();
  const one = await stage.server.setUp(ada);
  first = { browser: one, ...(await stage.server.enrol(one)) };
  const two = await stage.server.invite(one, grace, mailed(grace.email));
  second = { browser: two, ...(await stage.server.enrol(two)) };
  factors = await stage.server.enrol(await stage.server.invite(one, edith, mailed(edith.email)));
  page = await stage.page();
});
afterAll(() => stage.close());

/** Reads the link of an invitation from its mail. */
function mailed(email: string): () => Promise<string> {
  return async () => {
    await stage.work();
    return stage.post.linkIn(stage.post.last(email, "You are invited"));
  };
}

/** After their sessions have ended. */
async function logAdministratorsIn(): Promise<void> {
  for (const [administrator, { email, password }] of [
    [first, ada],
    [second, grace],
  ] as const) {
    administrator.browser = await stage.server.givePassword({ ...ada, email, password });
    const code = await stage.server.code(administrator);
    await expectStatus(administrator.browser.post("/login/totp", { code }), 200);
  }
}

/** One administrator issues a pass, the other approves it. @returns the pass, and the link of the mail that stops it. */
async function issuePass(person = edith): Promise<{ pass: string; stopLink: string }> {
  stage.clock.move(60);
  await stage.server.prove(first.browser, first);
  await stage.server.prove(second.browser, second, { ...ada, password: grace.password });
  const { body } = await first.browser.get(`/employees?search=${encodeURIComponent(person.email)}`);
  const path = `/employees/${(body.items as { id: string }[])[0]?.id}/temporary-pass`;
  const issued = await expectStatus(first.browser.post(path, { reason: "Phone and codes lost on a train" }), 201);
  await expectStatus(second.browser.post(`/temporary-passes/${issued.body.id}/approve`), 200);
  await stage.work();
  const mail = stage.post.last(person.email, "A temporary pass was issued for you");
  expect(mail.text).not.toContain(issued.body.pass);
  return { pass: String(issued.body.pass), stopLink: stage.post.linkIn(mail) };
}

async function comeInWith(pass: string, at = page): Promise<void> {
  await at.goto("/log-in");
  await giveEmailAndPassword(at, ediths);
  await at.getByRole("button", { name: "Use a temporary pass" }).click();
  await at.getByLabel("Temporary pass").fill(pass);
  await at.getByRole("button", { name: "Log in", exact: true }).click();
  await at.getByText("You came in with a temporary pass").waitFor();
}

async function logOut(): Promise<void> {
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
}

describe("a person who has lost phone and recovery codes", () => {
  let pass = "";

  it("is told at the log-in what to do", async () => {
    await page.goto("/log-in");
    await giveEmailAndPassword(page, ediths);
    await page
      .getByText("Lost your phone and your recovery codes? Ask an administrator for a temporary pass")
      .waitFor();
    expect(await page.getByRole("button", { name: "Use a temporary pass" }).count()).toBe(0);
  });

  it("logs in with password and pass, however it is typed", async () => {
    ({ pass } = await issuePass());
    await page.goto("/log-in");
    await giveEmailAndPassword(page, ediths);
    await page.getByLabel("Authentication code").waitFor();
    await page.getByRole("button", { name: "Log in with a recovery code" }).click();
    await page.getByRole("button", { name: "Use a temporary pass" }).click();
    const field = page.getByLabel("Temporary pass");
    const send = page.getByRole("button", { name: "Log in", exact: true });
    await field.fill(pass);
    await look(page, "log-in-temporary-pass");
    await field.fill(pass.slice(0, 9));
    await send.click();
    await page.getByRole("alert").getByText("A pass has 24 characters. This has 8.").waitFor();
    await field.fill("0000-0000-0000-0000-0000-0000");
    await send.click();
    await page.getByRole("alert").getByText("This pass is wrong, was used before").waitFor();
    await field.fill(` ${pass.toLowerCase().replaceAll("-", " ")} `);
    await send.click();
    await page.waitForURL("**/profile/two-factor-authentication");
  });

  it("finds nothing open but the set-up of a new factor", async () => {
    await page.getByText("You came in with a temporary pass: set up a new second factor").waitFor();
    await page.getByText("The old ones and the old recovery codes stop working then").waitFor();
    const lost = page.getByRole("list", { name: "Lost authenticators" });
    await lost.getByText("Authenticator app 1").waitFor();
    await look(page, "replace-lost-factors");
    const places = page.getByRole("navigation", { name: "Main" });
    expect(await places.getByRole("link").allInnerTexts()).toEqual(["Profile"]);
    expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Two-factor authentication", "Security keys"]);
    const buttons = await page.getByRole("main").getByRole("button").allInnerTexts();
    expect(buttons).toEqual(["Add authenticator app"]);
    for (const closed of ["/administrators", "/policy", "/audit", "/profile/sessions", "/profile/general", "/"]) {
      await page.goto(closed);
      await page.waitForURL("**/profile/two-factor-authentication");
    }
    await page.getByRole("tab", { name: "Security keys" }).click();
    await page.getByRole("button", { name: "Add a passkey" }).waitFor();
    await page.getByText("You came in with a temporary pass").waitFor();
    await page.getByRole("tab", { name: "Two-factor authentication" }).click();
  });

  it("sets up a new app and gets new codes; then the whole console is open", async () => {
    await page.getByRole("button", { name: "Add authenticator app" }).click();
    const old = factors;
    factors = await enableTwoFactor(stage, page);
    expect(factors.recoveryCodes.filter((code) => old.recoveryCodes.includes(code.replace("-", "")))).toEqual([]);
    await page.getByText("You came in with a temporary pass").waitFor({ state: "detached" });
    await page.getByRole("list", { name: "Authenticators" }).getByRole("listitem").waitFor();
    await page.getByRole("tab", { name: "Sessions" }).click();
    await page.getByRole("list", { name: "Sessions" }).getByText("This session").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("You are all set").waitFor();

    await logOut();
    await giveEmailAndPassword(page, ediths);
    stage.clock.move(60);
    await page.getByLabel("Authentication code").fill(await stage.server.code(old));
    await page.getByRole("alert").getByText("The code is wrong").waitFor();
    expect(await page.getByRole("button", { name: "Use a temporary pass" }).count()).toBe(0);
    await page.getByRole("button", { name: "Log in with a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(old.recoveryCodes[4] ?? "");
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.getByRole("alert").getByText("This recovery code is wrong").waitFor();
    await page.getByRole("button", { name: "Use the authenticator app" }).click();
    await page.getByLabel("Authentication code").fill(await stage.server.code(factors));
    await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    await logOut();
  });
});

describe("a person who did not ask for a pass stops it with the link of the mail", () => {
  it("before it was used: it lets nobody in, and the link works once", async () => {
    const { stopLink } = await issuePass();
    await page.goto(stopLink);
    const stop = page.getByRole("button", { name: "Stop it" });
    await stop.waitFor();
    await look(page, "stop-temporary-pass");
    // Opening the link has stopped nothing.
    const waiting = await first.browser.get("/temporary-passes");
    expect(waiting.body.items).toHaveLength(1);
    await stop.click();
    await page.getByRole("status").getByText("The pass is stopped").waitFor();
    await page.getByText("Tell an administrator at once").waitFor();
    await look(page, "stop-temporary-pass-done");
    await page.goto("about:blank");
    await page.goto(stopLink);
    await stop.click();
    await page.getByText("There is no pass to stop").waitFor();
    await look(page, "stop-temporary-pass-none");
    await page.goto("/log-in");
    await giveEmailAndPassword(page, ediths);
    await page.getByLabel("Authentication code").waitFor();
    expect(await page.getByRole("button", { name: "Use a temporary pass" }).count()).toBe(0);
  });

  it("after it was used: whoever came in is thrown out before a new factor is set up", async () => {
    const { pass, stopLink } = await issuePass();
    const thief = await stage.page();
    await comeInWith(pass, thief);
    await thief.getByRole("button", { name: "Add authenticator app" }).click();
    await thief.getByLabel("Code", { exact: true }).waitFor();
    await page.goto(stopLink);
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByRole("status").getByText("The pass is stopped").waitFor();
    await thief.getByLabel("Code", { exact: true }).fill("123456");
    await thief.getByRole("button", { name: "Verify" }).click();
    await thief.getByText("Log in to go on").waitFor();
    await page.getByRole("link", { name: "Go to the log-in" }).click();
    await giveEmailAndPassword(page, ediths);
    stage.clock.move(60);
    await page.getByLabel("Authentication code").fill(await stage.server.code(factors));
    await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    await logOut();
  });
});

describe.each([
  ["on a phone", { width: 390, height: 844 }, "phone"],
  ["in the dark", { dark: true }, "dark"],
  ["on a phone in the dark", { width: 390, height: 844, dark: true }, "phone-dark"],
  // 1280 by 960 at 200 %.
  ["enlarged twice", { width: 640, height: 480 }, "enlarged"],
] as const)("%s", (_, options, name) => {
  async function lookAt(at: Page, picture: string): Promise<void> {
    await look(at, `${picture}-${name}`);
    const [inner, full] = await at.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    expect(full).toBeLessThanOrEqual(inner ?? 0);
  }

  it("the pages of a pass", async () => {
    const at = await stage.page(options);
    await at.goto("/log-in");
    await giveEmailAndPassword(at, ediths);
    await at.getByText("Lost your phone and your recovery codes?").waitFor();
    await lookAt(at, "log-in-code-lost");
    const { pass, stopLink } = await issuePass();
    await at.goto("/log-in");
    await giveEmailAndPassword(at, ediths);
    await at.getByRole("button", { name: "Use a temporary pass" }).click();
    await lookAt(at, "log-in-temporary-pass");
    await comeInWith(pass, at);
    await at.getByRole("list", { name: "Lost authenticators" }).waitFor();
    await lookAt(at, "replace-lost-factors");
    await at.goto(stopLink);
    await at.getByRole("button", { name: "Stop it" }).waitFor();
    await lookAt(at, "stop-temporary-pass");
    await at.getByRole("button", { name: "Stop it" }).click();
    await at.getByText("What to do next").waitFor();
    await lookAt(at, "stop-temporary-pass-done");
  });
});

it("with the app switched off and no recovery code left, the log-in says what to do, and then begins with the pass", async () => {
  const alans = { ...ada, email: alan.email, password: alan.password };
  stage.clock.move(60);
  await stage.server.prove(first.browser, first);
  const { recoveryCodes } = await stage.server.enrol(
    await stage.server.invite(first.browser, alan, mailed(alan.email)),
  );
  for (const code of recoveryCodes) {
    const browser = await stage.server.givePassword(alans);
    await expectStatus(browser.post("/login/recovery-code", { code }), 200);
  }
  for (let at = 0; at < 100; at += 1) {
    stage.clock.move(901);
    const browser = await stage.server.givePassword(alans);
    await expectStatus(browser.post("/login/totp", { code: "000000" }), 401);
  }
  await page.goto("/log-in");
  await giveEmailAndPassword(page, alans);
  await page.getByRole("alert").getByText("Ask an administrator for a temporary pass").waitFor();
  await logAdministratorsIn();
  const { pass } = await issuePass(alan);
  await giveEmailAndPassword(page, alans);
  await page.getByRole("heading", { name: "Enter your temporary pass" }).waitFor();
  await look(page, "log-in-temporary-pass-only");
  await page.getByLabel("Temporary pass").fill(pass);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("You came in with a temporary pass").waitFor();
  await logOut();
});

it("a passkey will do as well: it takes the place of all that was lost", async () => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { pass } = await issuePass();
  await comeInWith(pass);
  await page.getByRole("tab", { name: "Security keys" }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("dialog", { name: "Save your recovery codes" }).waitFor();
  const [code = ""] = await readRecoveryCodes(page);
  await page.getByLabel("Type one of them back").fill(code);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("list", { name: "Passkeys" }).getByText("Passkey 1").waitFor();
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByText("You are all set").waitFor();
  const { email, password } = edith;
  const answer = await expectStatus(stage.server.browser().post("/login", { email, password }), 200);
  expect(answer.body.methods).toEqual(["passkey", "recovery_code"]);
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
