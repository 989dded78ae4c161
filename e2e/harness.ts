// What the browser tests stand on: a server that listens, a real Chromium, and helpers named after what a person does.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { systemClock } from "../apps/server/src/security/clock.ts";
import { freePort } from "../apps/server/src/testing/free-port.ts";
import { ada, type Browser as HttpBrowser, MovableClock, TestServer } from "../apps/server/src/testing/harness.ts";
import { PostOffice } from "../apps/server/src/testing/post-office.ts";
import { launchChromium } from "../scripts/test-chromium.ts";
import { hasProgram } from "../scripts/test-tools.ts";

export { ada };

const handbook = join(import.meta.dirname, "../docs/handbook");
const results = join(import.meta.dirname, "../test-results/screenshots");

/** Asked for: in a run that only checks, nobody looks at them. */
const takesPictures = Boolean(process.env.HESPER_TEST_SCREENSHOTS);

/** The pictures that the handbook shows. */
const shown = new Set(
  readdirSync(handbook)
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => [...readFileSync(join(handbook, name), "utf8").matchAll(/images\/([\w-]+)\.png/g)])
    .map((match) => match[1]),
);

/** Where a picture goes: into the handbook, when it shows it; else beside the other results. */
export function picturePath(name: string): string {
  return join(takesPictures && shown.has(name) ? join(handbook, "images") : results, `${name}.png`);
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Pixels of the screen for one of the page: 2 with half the width and height is what a zoom of 200 % gives. */
  readonly scale?: number;
  /** Whether fingers tap on it, as on a phone. */
  readonly touch?: boolean;
  readonly scripts?: boolean;
}

/** How pages are looked at, with what is added to the name of the picture. */
export const views: readonly (readonly [string, PageOptions])[] = [
  ["", {}],
  ["-dark", { dark: true }],
  ["-phone", { width: 390, height: 844 }],
  ["-phone-dark", { width: 390, height: 844, dark: true }],
  ["-zoom", { width: 720, height: 450, scale: 2 }],
];

/** As above, and as narrow as pages may be. */
export const allViews: typeof views = [...views, ["-narrow", { width: 320, height: 700 }]];

/** Shows a page that is open in another way, without loading it anew. A zoom leaves less of the window. */
export async function showAs(page: Page, { width = 1440, height = 900, dark = false }: PageOptions): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
}

/** A server with a clock to move, its mail server where it has one, and a browser in front of it. */
export class Stage {
  readonly clock = new MovableClock(systemClock.nowMs());
  server = new TestServer({}, this.clock);
  readonly post = new PostOffice();
  readonly #sendsMail: boolean;
  /** What the pages complained about: errors of scripts and of the content security policy. */
  readonly complaints: string[] = [];
  address = "";
  #browser: Browser | null = null;

  constructor({ mail = false } = {}) {
    this.#sendsMail = mail;
  }

  async open(): Promise<void> {
    const port = await freePort();
    if (this.#sendsMail) {
      await this.post.open();
      const environment = { HESPER_SMTP_URL: this.post.url, HESPER_PUBLIC_URL: `http://localhost:${port}` };
      this.server = new TestServer(environment, this.clock);
    }
    await this.server.start();
    const listening = await this.server.hesper.app.listen({ host: "127.0.0.1", port });
    this.address = listening.replace("127.0.0.1", "localhost");
    this.#browser = await launchChromium();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.server.stop();
    await this.post.close();
  }

  /** Sends the mails that wait and seals the audit, as the server does every few seconds. */
  async work(): Promise<void> {
    await this.server.hesper.background.runDue();
  }

  async context({
    width = 1440,
    height = 900,
    dark = false,
    scale = 1,
    touch = false,
    scripts = true,
  }: PageOptions = {}): Promise<BrowserContext> {
    if (!this.#browser) throw new Error("The stage is not open.");
    const context = await this.#browser.newContext({
      baseURL: this.address,
      viewport: { width, height },
      deviceScaleFactor: scale,
      hasTouch: touch,
      javaScriptEnabled: scripts,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      acceptDownloads: true,
    });
    context.setDefaultTimeout(30_000);
    return context;
  }

  async page(options: PageOptions = {}): Promise<Page> {
    const page = await (await this.context(options)).newPage();
    page.on("pageerror", (error) => this.complaints.push(`${error}`));
    page.on("console", (message) => {
      // The browser itself writes a line for each answer that refuses; those are meant.
      const meant = /Failed to load resource: the server responded with a status of (4|503)/.test(message.text());
      if (["error", "warning"].includes(message.type()) && !meant) this.complaints.push(message.text());
    });
    return page;
  }

  /** A page of somebody who has logged in already, with a browser of the HTTP tests. */
  async pageOf({ cookies }: HttpBrowser, options: PageOptions = {}): Promise<Page> {
    const page = await this.page(options);
    const url = this.address;
    await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
    return page;
  }

  /** The set-up link as the server prints it. */
  async setUpLink(): Promise<string> {
    const token = await this.server.hesper.issueSetupToken();
    return `/set-up#${token?.reveal()}`;
  }
}

/** Rows of a long list, which are made as those before them: axe takes seconds for hundreds. */
const moreOfTheSame = "tbody tr:nth-child(n + 25)";

const axeScript = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe says against the page, in words: each rule that is broken, and where. */
async function violationsOf(page: Page): Promise<string[]> {
  // Once for each document: it is half a megabyte.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeScript);
  return page.evaluate(async (more) => {
    const { axe: program } = window as unknown as { axe: typeof axe };
    // Nothing here needs what it would load anew: style sheets for an experimental rule, and films.
    const { violations } = await program.run({ exclude: [more] }, { resultTypes: ["violations"], preload: false });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  }, moreOfTheSame);
}

/** Looks with axe, fails on any violation, and keeps a picture where pictures are asked for. */
export async function look(page: Page, name: string): Promise<void> {
  // The page of the log-in is seen before it is alive.
  await page.waitForFunction(() => document.querySelector("#root > [inert]") === null);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    // Where the colours of the scheme were changed, some follow slowly.
    const changes = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(changes.map(({ finished }) => finished));
  });
  const found = await violationsOf(page);
  expect(found, `axe on ${name}`).toEqual([]);
  if (!takesPictures) return;
  mkdirSync(results, { recursive: true });
  await page.screenshot({ path: picturePath(name) });
}

/** What a scanner reads from the page as it is seen; null where none is installed. */
export async function readQrCode(page: Page): Promise<string | null> {
  if (!hasProgram("zbarimg")) return null;
  const path = join(results, `qr-code-${process.pid}.png`);
  await page.screenshot({ path });
  return execFileSync("zbarimg", ["--quiet", "--raw", path], { encoding: "utf8", stdio: "pipe" }).trim();
}

export async function hasNoSidewaysScrolling(page: Page): Promise<void> {
  const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  // After the window was made narrower the page needs a moment to follow.
  await expect.poll(excess, { timeout: 3000 }).toBeLessThanOrEqual(0);
}

interface Sides {
  readonly sides?: typeof views;
  /** What is done, or looked at, before each picture. */
  readonly ready?: (suffix: string) => Promise<unknown>;
}

/** Looks in each of these ways, and leaves the page as it was in the first. */
export async function lookFromAllSides(
  page: Page,
  name: string,
  { sides = views, ready = async () => {} }: Sides = {},
): Promise<void> {
  for (const [suffix, options] of sides) {
    await showAs(page, options);
    await hasNoSidewaysScrolling(page);
    await ready(suffix);
    await look(page, `${name}${suffix}`);
  }
  await showAs(page, sides[0]?.[1] ?? {});
}

export async function giveEmailAndPassword(page: Page, person = ada): Promise<void> {
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Log in" }).click();
}

export async function openTwoFactorTab(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Profile menu" }).click();
  await page.getByRole("menuitem", { name: "Profile" }).click();
  await page.getByRole("tab", { name: "Two-factor authentication" }).click();
}

/** Reads the Secret Key from the screen, as somebody would who types it. */
export async function readSecretKey(page: Page): Promise<string> {
  const shown = await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText();
  return shown.replaceAll(" ", "");
}

export async function readRecoveryCodes(page: Page): Promise<string[]> {
  return page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
}

/** From the open dialogue with the QR code to the recovery codes that were typed back. */
export async function enableTwoFactor(stage: Stage, page: Page): Promise<{ secret: string; recoveryCodes: string[] }> {
  const secret = await readSecretKey(page);
  await page.getByLabel("Code", { exact: true }).fill(await stage.server.code({ secret }));
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("list", { name: "Recovery codes" }).waitFor();
  const recoveryCodes = await readRecoveryCodes(page);
  await page.getByLabel("Type one of them back").fill(recoveryCodes[3] ?? "");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return { secret, recoveryCodes };
}

export async function logInWithCode(stage: Stage, page: Page, secret: string): Promise<void> {
  // The next time step: the one before may be spent.
  stage.server.clock.move(60);
  await page.goto("/log-in");
  await giveEmailAndPassword(page);
  await page.getByLabel("Authentication code").fill(await stage.server.code({ secret }));
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
}
