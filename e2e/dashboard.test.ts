// The dashboard on Home: what an administrator sees, reads with a screen reader, and sees while nothing comes.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordEvent } from "../apps/server/src/audit/service.ts";
import { inTransaction } from "../apps/server/src/database/database.ts";
import { createIds } from "../apps/server/src/security/ids.ts";
import { systemRandom } from "../apps/server/src/security/random.ts";
import { makeAccount, makeOrganisationKey } from "../apps/server/src/testing/accounts.ts";
import { giveKey } from "../apps/server/src/testing/activated-keys.ts";
import { alan, type Browser, edith, expectStatus } from "../apps/server/src/testing/harness.ts";
import { ada, hasNoSidewaysScrolling, look, lookFromAllSides, Stage, views } from "./harness.ts";

const stage = new Stage();
const day = 86_400;
const factors = ["totp", "totp", "passkey", "password", "trusted_browser"] as const;
let adas: Browser;
let alans: Browser;
let edithId = "";

/** Log-ins of some weeks: more of some days, none on the last but one. */
async function logInsOf(days: number): Promise<void> {
  const ids = createIds(stage.clock, systemRandom);
  const common = { actorId: null, subjectId: null, origin: { address: "192.0.2.1", userAgent: "" } };
  for (let at = 0; at < days; at += 1) {
    await inTransaction(stage.server.hesper.db, async (tx) => {
      for (let one = 0; one < 3 + ((at * 7) % 9); one += 1) {
        const factor = factors[(at + one) % factors.length] ?? "totp";
        await recordEvent(tx, ids, { type: "login.succeeded", factor, ...common });
      }
      if (at % 3 === 0) await recordEvent(tx, ids, { type: "login.password_failed", factor: "password", ...common });
    });
    stage.clock.move(day);
  }
}

beforeAll(async () => {
  await stage.open();
  adas = await stage.server.setUp(ada);
  const authenticator = await stage.server.enrol(adas);
  alans = await stage.server.invite(adas, alan);
  const { name, email } = edith;
  edithId = String((await expectStatus(adas.post("/employees", { name, email }), 201)).body.id);
  const organisation = await makeOrganisationKey(adas, { kind: "hybrid" });
  const accounts = `/employees/${edithId}/accounts`;
  for (const called of ["Mail", "Payroll"]) await makeAccount(adas, accounts, [organisation], { name: called });
  await giveKey(stage.server, adas, edithId, { name: "Laptop", kind: "hybrid" });
  await logInsOf(28);
  adas = await stage.server.givePassword(ada);
  await expectStatus(adas.post("/login/totp", { code: await stage.server.code(authenticator) }), 200);
  alans = await stage.server.givePassword(alan);
});
afterAll(() => stage.close());

const dashboard = (page: Page) => page.getByRole("region", { name: "At a glance" });
const card = (page: Page, name: string) => dashboard(page).getByRole("region", { name, exact: true });

async function isDrawn(page: Page): Promise<void> {
  await expect
    .poll(() => dashboard(page).locator(".recharts-bar-rectangle path").count(), { timeout: 20_000 })
    .toBeGreaterThan(30);
}

it("says the main thing of each figure in a sentence, with a chart, and a table for who does not see it", async () => {
  const page = await stage.pageOf(adas);
  await page.goto("/");
  await card(page, "Log-ins")
    .getByText(/^\d+ log-ins in 30 days\. 10 attempts failed, \d %/)
    .waitFor();
  await card(page, "Second factors").getByText("1 of 2 people with a log-in has a second factor, 50 %.").waitFor();
  await card(page, "Keys").getByText("1 key, 1 active.").waitFor();
  await card(page, "Deliveries").getByText("2 deliveries wait to be sealed, for 1 key;").waitFor();
  await card(page, "Passwords of accounts").getByText("2 accounts. 0 have kept the same password").waitFor();
  await isDrawn(page);
  // Hidden from the eye, not from screen readers; the drawing is the other way round.
  const table = dashboard(page).getByRole("table", { name: "Keys" });
  expect(await table.getByRole("row").allInnerTexts()).toEqual(["Status\tSoftware keys", "Active\t1"]);
  expect(await dashboard(page).locator(".dashboard-drawing").getByRole("img").count()).toBe(0);
  await card(page, "Log-ins").scrollIntoViewIfNeeded();
  await look(page, "dashboard");
  await card(page, "Passwords of accounts").scrollIntoViewIfNeeded();
  await look(page, "dashboard-kinds");
  await page.close();
});

it("shows a table in place of a chart when it is asked to, with the keyboard too", async () => {
  const page = await stage.pageOf(adas);
  await page.goto("/");
  await isDrawn(page);
  const button = card(page, "Log-ins").getByRole("button", { name: "Show as table: Log-ins" });
  await button.focus();
  await page.keyboard.press("Enter");
  await card(page, "Log-ins").getByRole("button", { name: "Show as chart: Log-ins" }).waitFor();
  expect(await card(page, "Log-ins").locator(".dashboard-drawing").count()).toBe(0);
  expect(await card(page, "Log-ins").getByRole("columnheader").allInnerTexts()).toEqual(
    expect.arrayContaining(["Day (UTC)", "Authenticator app", "Failed: password"]),
  );
  expect(await card(page, "Log-ins").getByRole("row").count()).toBe(31);
  await look(page, "dashboard-table");
  await page.close();
});

it("looks well in the dark, zoomed, and on a phone, and fits where it is narrow", async () => {
  const page = await stage.pageOf(adas);
  await page.goto("/");
  await isDrawn(page);
  const sides = views.slice(1);
  // A chart is drawn anew for the room that it has.
  const shown = (name: string) => async () => {
    await isDrawn(page);
    await card(page, name).scrollIntoViewIfNeeded();
  };
  await page.mouse.move(0, 0);
  await lookFromAllSides(page, "dashboard", { sides, ready: shown("Log-ins") });
  await lookFromAllSides(page, "dashboard-kinds", { sides, ready: shown("Passwords of accounts") });
  await page.setViewportSize({ width: 320, height: 640 });
  await hasNoSidewaysScrolling(page);
  await page.close();
});

it("an auditor sees it, an employee neither sees nor loads it", async () => {
  const auditors = await stage.pageOf(alans);
  await auditors.goto("/");
  await card(auditors, "Keys").getByText("1 key, 1 active.").waitFor();
  await auditors.close();
  const employee = { ...edith, email: "hedy@example.org" };
  const page = await stage.pageOf(await stage.server.invite(adas, employee));
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await page.goto("/");
  await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  expect(loaded.filter((url) => /dashboard/.test(url))).toEqual([]);
  expect(await dashboard(page).count()).toBe(0);
  await page.close();
});

it("shows what it had while newer figures are counted, and says when it gets none", async () => {
  const page = await stage.pageOf(adas);
  let isAway = true;
  await page.route("**/api/v1/dashboard", (route) =>
    isAway ? route.fulfill({ status: 503, body: "" }) : route.continue(),
  );
  await page.goto("/");
  await dashboard(page).getByRole("alert").waitFor();
  await look(page, "dashboard-error");
  isAway = false;
  stage.clock.move(60);
  await dashboard(page).getByRole("button", { name: "Try again" }).click();
  await dashboard(page).getByText("newer ones are being counted").waitFor();
  await dashboard(page).getByText("newer ones are being counted").waitFor({ state: "detached" });
  await card(page, "Keys").getByText("1 key, 1 active.").waitFor();
  await page.close();
});

it("nothing was refused by the content security policy, and no script failed", () => {
  expect(stage.complaints).toEqual([]);
});
