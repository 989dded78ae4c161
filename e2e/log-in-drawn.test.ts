// The page of the log-in before its script has come, and where it does not come: seen, and nothing that looks alive and is not.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada, giveEmailAndPassword, hasNoSidewaysScrolling, Stage } from "./harness.ts";

const stage = new Stage();
const installationName = "Ministry of the Interior, Department of Keys & <Accounts>";

beforeAll(async () => {
  await stage.open();
  await stage.server.setUp(Object.assign({ installationName }, ada));
});
afterAll(() => stage.close());

const script = "**/assets/log-in-*.js";

/** Everything that a person could use, as they see it: where it is, how large, in which colours. */
const shapes = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("#root :is(h1, label, input, button, a, svg, p)")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(element);
      return [element.tagName, element.textContent, x, y, width, height, color, backgroundColor, fontSize, fontWeight];
    }),
  );

describe.each([
  ["in the light", { width: 1100, height: 700 }],
  ["in the dark", { width: 1100, height: 700, dark: true }],
  ["on a phone", { width: 360, height: 740 }],
])("%s", (_, view) => {
  it("looks as it does when it is alive, with a name as long as they get, and takes nothing before", async () => {
    const page = await stage.page(view);
    let letCome = () => {};
    const held = new Promise<void>((resolve) => {
      letCome = resolve;
    });
    await page.route(script, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("/log-in", { waitUntil: "commit" });
    await page.locator("#root h1").waitFor();
    expect(await page.locator("#root").innerText()).toContain(`to ${installationName}`);
    await hasNoSidewaysScrolling(page);
    // Neither with the keyboard nor with a click.
    await page.keyboard.press("Tab");
    await page.mouse.click(view.width * 0.7, view.height * 0.5);
    await page.keyboard.type("secret");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    const values = () => page.locator("input").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    expect(await values()).toEqual(["", ""]);
    await page.mouse.move(0, 0);
    const drawn = await shapes(page);
    letCome();
    await page.getByLabel("Email").waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.evaluate(async () => {
      const changes = document.getAnimations().filter((one) => one instanceof CSSTransition);
      await Promise.allSettled(changes.map(({ finished }) => finished));
    });
    expect(await shapes(page)).toEqual(drawn);
    await giveEmailAndPassword(page);
    await page.waitForURL((url) => url.pathname !== "/log-in");
    await page.context().close();
  });
});

it("says that it could not be loaded where its script does not come", async () => {
  const context = await stage.context({ width: 360, height: 740 });
  const page = await context.newPage();
  await page.route(script, (route) => route.abort());
  await page.goto("/log-in");
  const message = page.getByRole("alert");
  await message.waitFor();
  expect(await message.innerText()).toContain("reload the page");
  await hasNoSidewaysScrolling(page);
  await page.unroute(script);
  await page.reload();
  await page.getByLabel("Email").waitFor();
  expect(await message.isVisible()).toBe(false);
  await context.close();
});

it("shows nobody without scripts a form that does nothing", async () => {
  const page = await (await stage.context({ scripts: false })).newPage();
  await page.goto("/log-in");
  expect(await page.locator("#root").isVisible()).toBe(false);
  expect(await page.locator("noscript").innerText()).toContain("JavaScript");
  await page.context().close();
});

it("no page complained", () => {
  expect(stage.complaints).toEqual([]);
});
