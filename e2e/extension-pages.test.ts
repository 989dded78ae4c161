// The script of the extension in pages of many shapes: what it finds, what it fills, and what the page hears of it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Expected,
  expectedOf,
  namesOf,
  ShapeStage,
  secrets,
  type View,
} from "../apps/extension/src/testing/page-shapes.ts";

const stage = new ShapeStage();
let page: Page;

beforeAll(async () => {
  page = await stage.open();
});
afterAll(() => stage.close());

/** Waits until the page shows what is to be found; then says what it does show. */
async function found({ forms, frame }: View): Promise<unknown> {
  const wanted = JSON.stringify(forms);
  for (let look = 0; look < 30; look += 1) {
    if (JSON.stringify(await stage.call("hesper.find()", frame)) === wanted) break;
    await page.waitForTimeout(50);
  }
  return stage.call("hesper.find()", frame);
}

/** The parts that are named in what is to come of it; login and password where none is. */
function givenTo({ fill, code = secrets.code }: View): string {
  const all = Object.entries({ ...secrets, code });
  const named = all.filter(([part]) => fill.includes(`${part} `));
  return JSON.stringify(Object.fromEntries(named.length > 0 ? named : all.slice(0, 2)));
}

async function go(name: string, { views, received }: Expected): Promise<void> {
  await page.goto(name);
  for (const view of views) {
    expect(await found(view)).toEqual(view.forms);
    const before = await stage.call("hesper.untouched()", view.frame);
    // It was found in the time that there is. To fill, it is looked for again, once, while others use the machine.
    const filled = `hesper.withTime(20, () => hesper.fillHere(${givenTo(view)}))`;
    if (view.fill) expect(await stage.call(filled, view.frame)).toBe(view.fill);
    if (!view.then) expect(await stage.call("hesper.untouched()", view.frame)).toEqual(before);
    if (view.then) await page.click(view.then);
  }
  const wanted = received ?? null;
  await expect.poll(() => stage.ofPage("window.received"), { interval: 20, timeout: 1500 }).toEqual(wanted);
}

describe("finds and fills the forms of", () => {
  const names = namesOf("pages");
  it("at least 25 shapes", () => expect(names.length).toBeGreaterThanOrEqual(25));
  it.each(names)("%s", (name) => go(`/pages/${name}.html`, expectedOf("pages", name)));
});

it("takes another host of the site for the site, and only that", async () => {
  await page.goto("/pages/plain.html");
  const filling = `hesper.fillHere({ login: "ada" }, { site: "firm.example" })`;
  for (const [action, outcome] of [
    ["https://auth.firm.example/in", "login filled"],
    ["https://firm.example/in", "login filled"],
    ["https://notfirm.example/in", "sends_elsewhere notfirm.example"],
    ["https://firm.example.evil.example/in", "sends_elsewhere firm.example.evil.example"],
    ["mailto:eve@firm.example", "sends_elsewhere mailto://"],
    ["javascript:void 0", "login filled"],
  ]) {
    await page.evaluate((address) => document.querySelector("form")?.setAttribute("action", address ?? ""), action);
    expect(await stage.call(filling)).toBe(outcome);
  }
});

const withViews = (name: string) => expectedOf("hostile", name).views.length > 0;

describe("gives nothing away to", () => {
  it.each(namesOf("hostile").filter(withViews))("%s", (name) =>
    go(`/hostile/${name}.html`, expectedOf("hostile", name)),
  );
});

/** Milliseconds of one look. Several times what it takes alone on a machine with nothing else to do. */
const longestLook = 600;

describe("gives up in time on", () => {
  it.each(namesOf("hostile").filter((name) => !withViews(name)))("%s", async (name) => {
    await page.goto(`/hostile/${name}.html`);
    expect(await stage.call("hesper.timeToFind(2)")).toBeLessThan(longestLook);
  });

  it("ten-thousand-inputs, and finds the log-in after them", async () => {
    await page.goto("/hostile/ten-thousand-inputs.html");
    expect(await stage.call("hesper.timeToFind(2)")).toBeLessThan(longestLook);
  });
});

it("looks through a usual page in some milliseconds", async () => {
  await page.goto("/pages/shop.html");
  await page.evaluate(() => {
    const article = "<section><h2>A</h2><p>B <a href=#>C</a></p><ul><li>D</li><li>E</li></ul></section>".repeat(300);
    document.body.insertAdjacentHTML("beforeend", article);
  });
  expect(await stage.call("hesper.timeToFind(20)")).toBeLessThan(12);
});
