// The script in pages as the worker meets it: what it says, what it does when it is told, its marks and its bar, and what
// a page gets out of it by speaking to it, by pressing it and by covering it. The worker's end is played by the test.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ShapeStage, secrets } from "../apps/extension/src/testing/page-shapes.ts";
import { picturePath } from "./harness.ts";

const stage = new ShapeStage();
let page: Page;

/** What the browser gives to a script of an extension. The script begins when the document is there, as it does there. */
const browserOfExtension = `
  globalThis.said = [];
  globalThis.wanted = { marks: true, offers: true };
  globalThis.chrome = { runtime: { id: "hesper",
    sendMessage: async (message) => { said.push(message); return wanted; },
    onMessage: { addListener: (listener) => { globalThis.listener = listener; } } } };
  globalThis.tell = (message, sender = { id: "hesper" }) =>
    new Promise((resolve) => { if (!listener(message, sender, resolve)) resolve("not heard"); });
  const begin = (run) => addEventListener("DOMContentLoaded", run);
  begin`;

beforeAll(async () => {
  page = await stage.open("content/main.ts", browserOfExtension);
});
afterAll(() => stage.close());
beforeEach(() => page.setViewportSize({ width: 800, height: 600 }));

const said = (word: string) => stage.call<Record<string, unknown>[]>(`said.filter(({ say }) => say === "${word}")`);
const tell = (message: object, sender: object = { id: "hesper" }, frame = 0) =>
  stage.call(`tell(${JSON.stringify(message)}, ${JSON.stringify(sender)})`, frame);
const order = (more: object = {}) => ({
  ...{ do: "fill", origin: stage.address, site: null, untilMs: Date.now() + 60_000 },
  ...{ login: secrets.login, password: secrets.password, code: null },
  ...more,
});
const box = async (selector: string) => {
  const found = await page.locator(selector).boundingBox();
  if (!found) throw new Error(`${selector} is not there.`);
  return found;
};
/** Of the marks that are seen, as the page finds them: elements without an inside, right under the document. */
const markBoxes = () =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("html > div, dialog > div")]
      .filter((host) => host.style.zIndex === "2147483647" && host.style.display === "block")
      .map((host) => host.getBoundingClientRect().toJSON() as DOMRect),
  );
const shownMarks = (many: number) => expect.poll(markBoxes, { interval: 30, timeout: 3000 }).toHaveLength(many);
const nothing = { login: false, password: false, code: false };
const both = { login: true, password: true, code: false };

it("says what a page shows, now and when it changes, and nothing of what is in it", async () => {
  await page.goto("/pages/late.html");
  await expect.poll(() => said("fields")).toEqual([{ say: "fields", fields: both }]);
  expect(await tell({ do: "look" })).toEqual({ fields: both, purpose: "log_in", focused: false });
  await page.focus("input");
  expect(await tell({ do: "look" })).toEqual({ fields: both, purpose: "log_in", focused: true });
  await page.evaluate(() => document.querySelector("#root")?.remove());
  await expect.poll(() => said("fields")).toEqual([both, nothing].map((fields) => ({ say: "fields", fields })));
  await page.goto("/pages/sign-up.html");
  expect(await tell({ do: "look" })).toEqual({ fields: nothing, purpose: "new_password", focused: false });
});

it("fills what the worker orders, and nothing else", async () => {
  await page.goto("/pages/plain.html");
  const refused = (problem: string) => ({ filled: nothing, problem, elsewhere: null });
  expect(await tell(order({ origin: "https://other.example" }))).toEqual(refused("other_origin"));
  expect(await tell(order({ untilMs: Date.now() - 1 }))).toEqual(refused("too_late"));
  expect(await tell(order({ login: null, password: null, code: "123456" }))).toEqual(refused("no_fields"));
  for (const wrong of [
    { ...order(), more: 1 },
    { do: "fill" },
    { ...order(), password: 5 },
    { do: "everything" },
    {},
    [],
  ])
    expect(await tell(wrong)).toBe("not heard");
  for (const sender of [{ id: "another" }, { id: "hesper", tab: { id: 1 } }, {}])
    expect(await tell(order(), sender)).toBe("not heard");
  expect(await page.inputValue("#pass")).toBe("");
  expect(await tell(order())).toEqual({ filled: both, problem: null, elsewhere: null });
  expect(await page.inputValue("#pass")).toBe(secrets.password);
  await page.goto("/hostile/sends-elsewhere.html");
  const elsewhere = { ...refused("sends_elsewhere"), elsewhere: "evil.example" };
  expect(await tell(order())).toEqual(elsewhere);
  await page.goto("/hostile/covered.html");
  expect(await tell(order())).toEqual(refused("covered"));
});

it("looks and fills in a frame that is seen, and finds nothing in one that is not", async () => {
  const inFrame = (message: object) => tell(message, { id: "hesper" }, 1);
  await page.goto("/pages/frame.html");
  await expect.poll(() => stage.call("said.length", 1)).toBeGreaterThan(0);
  expect(await inFrame({ do: "look" })).toEqual({ fields: both, purpose: "log_in", focused: false });
  expect(await inFrame(order())).toEqual({ filled: both, problem: null, elsewhere: null });
  await page.goto("/hostile/frame-transparent.html");
  await expect.poll(() => stage.frames).toBe(2);
  await expect.poll(() => stage.call("said.length", 1)).toBeGreaterThan(0);
  expect(await inFrame({ do: "look" })).toEqual({ fields: nothing, purpose: null, focused: false });
});

it("hears nothing that a page says, by any way that a page has", async () => {
  await page.goto("/pages/plain.html");
  await shownMarks(2);
  const before = await stage.call("said.length");
  await page.evaluate((message) => {
    for (const type of ["message", "hesper", "fill", "input", "submit"])
      for (const target of [window, document, document.documentElement])
        target.dispatchEvent(new CustomEvent(type, { detail: message, bubbles: true }));
    postMessage(message, "*");
    postMessage({ type: "hesper", ...message }, "*");
    new BroadcastChannel("hesper").postMessage(message);
    dispatchEvent(new MessageEvent("message", { data: message, source: window }));
  }, order());
  await page.waitForTimeout(200);
  expect(await page.inputValue("#pass")).toBe("");
  expect(await stage.call("said.length")).toBe(before);
  expect(await page.evaluate(() => "said" in window || "hesper" in window)).toBe(false);
});

it("marks the fields without moving anything, and follows them", async () => {
  await page.goto("/pages/plain.html");
  const before = await box("#pass");
  await shownMarks(2);
  expect(await box("#pass")).toEqual(before);
  const [, mark] = await markBoxes();
  expect(mark?.right).toBeLessThanOrEqual(before.x + before.width);
  expect(mark?.left).toBeGreaterThan(before.x + before.width / 2);
  await page.screenshot({ path: picturePath("extension-mark") });
  // Tab goes from field to field as it did.
  await page.focus("#user");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("pass");
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("afterbegin", "<div style='height: 300px'></div>");
    document.body.style.paddingBottom = "2000px";
    scrollTo(0, 120);
  });
  /** How far the middle of each mark is from that of its field, the farthest. */
  const away = async () => {
    const marks = await markBoxes();
    const fields = await Promise.all(["#user", "#pass"].map(box));
    const middles = fields.map(({ y, height }) => y + height / 2);
    return Math.max(
      ...middles.map((middle, at) => Math.abs((marks[at]?.y ?? 0) + (marks[at]?.height ?? 0) / 2 - middle)),
    );
  };
  await expect.poll(away).toBeLessThan(2);
  // At a zoom of the page.
  await page.evaluate(() => {
    document.body.style.setProperty("zoom", "1.7");
    scrollTo(0, 450);
  });
  await page.setViewportSize({ width: 700, height: 500 });
  await expect.poll(away).toBeLessThan(2);
  await page.evaluate(() => document.querySelector("form")?.remove());
  await shownMarks(0);
});

it("opens the pop-up by a press of a person, and by nothing that a page makes up", async () => {
  await page.goto("/pages/plain.html");
  await shownMarks(2);
  await page.evaluate(() => {
    for (const host of document.querySelectorAll<HTMLElement>("html > div")) {
      if (host.shadowRoot) throw new Error("The inside is open.");
      for (const type of ["pointerdown", "mousedown", "mouseup", "click"])
        host.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, clientX: 5, clientY: 5 }));
      host.click();
    }
    addEventListener("click", () => {
      (window as { clicked?: boolean }).clicked = true;
    });
  });
  expect(await said("mark_pressed")).toEqual([]);
  const [mark] = await markBoxes();
  await page.mouse.click((mark?.x ?? 0) + 10, (mark?.y ?? 0) + 10);
  await expect.poll(() => said("mark_pressed")).toEqual([{ say: "mark_pressed" }]);
  // The page does not take it for a press of its own, which would close what lies open.
  expect(await page.evaluate(() => (window as { clicked?: boolean }).clicked)).toBeUndefined();
  expect(await page.inputValue("#pass")).toBe("");
  // Something that the page lays over the mark hides it; what is pressed then is the page's.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", "<div style='position: fixed; inset: 0; z-index: 2147483647'></div>");
    document.documentElement.append(document.body.lastElementChild as Element);
    scrollTo(0, 1);
    dispatchEvent(new Event("resize"));
  });
  await shownMarks(0);
});

it("marks fields in a dialog, which makes everything outside of it dead", async () => {
  await page.goto("/pages/dialog.html");
  await expect.poll(async () => (await markBoxes()).length).toBe(2);
  const [mark] = await markBoxes();
  await page.mouse.click((mark?.x ?? 0) + 10, (mark?.y ?? 0) + 10);
  await expect.poll(() => said("mark_pressed")).toHaveLength(1);
});

it("tells of a log-in that a person typed, and whether the page asks again", async () => {
  await page.goto("/pages/late.html");
  await page.fill("[name=username]", "");
  await page.locator("[name=username]").pressSequentially("grace");
  await page.locator("[name=password]").pressSequentially("typed by hand");
  await page.evaluate(() => {
    document.querySelector("#go")?.addEventListener("click", () => {
      document.body.textContent = "Welcome";
    });
  });
  await page.click("#go");
  const sent = { say: "submitted", purpose: "log_in", login: "grace", password: "typed by hand" };
  await expect.poll(() => said("submitted")).toEqual([sent]);
  await expect.poll(() => said("outcome"), { timeout: 5000 }).toEqual([{ say: "outcome", asksAgain: false }]);
});

it("tells of the login that was typed a step before, and that a wrong password was refused", async () => {
  await page.goto("/pages/two-steps.html");
  await page.locator("[name=identifier]").pressSequentially("edith@example.org");
  await page.click("#next");
  await page.locator("[name=Passwd]").pressSequentially("wrong");
  await page.keyboard.press("Enter");
  const sent = { say: "submitted", purpose: "log_in", login: "edith@example.org", password: "wrong" };
  await expect.poll(() => said("submitted")).toEqual([sent]);
  await expect.poll(() => said("outcome"), { timeout: 8000 }).toEqual([{ say: "outcome", asksAgain: true }]);
});

it("tells of the new password where one is changed", async () => {
  await page.goto("/pages/change-password.html");
  const [old, fresh, again] = await page.locator("[type=password]").all();
  await old?.pressSequentially("before");
  await fresh?.pressSequentially("after it");
  await again?.pressSequentially("after it");
  await page.evaluate(() =>
    document.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault()),
  );
  await page.click("button");
  const sent = { say: "submitted", purpose: "new_password", login: "ada", password: "after it" };
  await expect.poll(() => said("submitted")).toEqual([sent]);
});

it("tells nothing of what was filled, nor of what a page makes up", async () => {
  await page.goto("/pages/plain.html");
  await shownMarks(2);
  await tell(order());
  await page.click("#go");
  await page.evaluate(() => {
    const [user, pass] = document.querySelectorAll<HTMLInputElement>("#user, #pass");
    for (const [input, value] of [
      [user, "made up"],
      [pass, "made up"],
    ] as const) {
      if (!input) continue;
      input.value = value;
      input.dispatchEvent(new InputEvent("input", { bubbles: true, data: value }));
    }
    const form = document.querySelector("form");
    form?.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    document.querySelector<HTMLElement>("#go")?.click();
    form?.requestSubmit();
  });
  expect(await said("submitted")).toEqual([]);
});

it("shows the bar, whose buttons only a person presses", async () => {
  await page.goto("/pages/plain.html");
  await shownMarks(2);
  const barBox = () =>
    page.evaluate(() => (document.documentElement.lastElementChild as HTMLElement).getBoundingClientRect().toJSON());
  for (const [at, word] of [
    [60, "offer_pressed"],
    [150, "offer_closed"],
  ] as const) {
    expect(await tell({ do: "show_offer", offer: "save" })).toEqual({ done: true });
    await page.evaluate(() => (document.documentElement.lastElementChild as HTMLElement).click());
    expect(await said(word)).toEqual([]);
    await page.screenshot({ path: picturePath("extension-offer-bar") });
    const { x, bottom } = await barBox();
    await page.mouse.click(x + at, bottom - 30);
    await expect.poll(() => said(word)).toHaveLength(1);
  }
});

it("leaves a page that never stops to change its time", async () => {
  await page.goto("/hostile/endless-change.html");
  await expect.poll(() => said("fields")).not.toEqual([]);
  const turns = () => page.evaluate(() => (window as unknown as { turns: () => number }).turns());
  const before = await turns();
  await page.waitForTimeout(1000);
  expect((await turns()) - before).toBeGreaterThan(25);
  expect((await said("fields")).length).toBeLessThan(5);
});

it("takes everything away where marks and offers are switched off", async () => {
  await page.goto("/pages/plain.html");
  await shownMarks(2);
  expect(await tell({ do: "settings", marks: false, offers: false })).toEqual({ done: true });
  await shownMarks(0);
  await page.locator("#pass").pressSequentially("by hand");
  await page.click("#go");
  expect(await said("submitted")).toEqual([]);
});
