// What the tests of the browser extension stand on: a server that listens, and a Chromium with the extension in it.
import type { BrowserContext, Page, Worker } from "playwright-core";
import { chromium } from "playwright-core";
import type { PageAnswers } from "../apps/extension/src/messages/answers.ts";
import type { PageRequest } from "../apps/extension/src/messages/from-pages.ts";
import { systemClock } from "../apps/server/src/security/clock.ts";
import { type KeyHolder, makeAccount, makeOrganisationKey } from "../apps/server/src/testing/accounts.ts";
import { freePort } from "../apps/server/src/testing/free-port.ts";
import { edith, expectStatus, MovableClock, TestServer } from "../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../apps/server/src/testing/people.ts";
import { chromiumBuild, ensureExtension, testBuild } from "../scripts/ensure-extension.ts";
import { findWholeChromium } from "../scripts/test-tools.ts";

export const pin = "471108";

/** A server at an address, with an administrator, an organisation key, and an employee. */
export class Office {
  readonly clock = new MovableClock(systemClock.nowMs());
  readonly server = new TestServer({}, this.clock);
  address = "";
  boss!: Member;
  person!: Member;
  organisation!: KeyHolder;

  async open(): Promise<void> {
    await this.server.start();
    this.address = await this.listen(await freePort());
    this.boss = await found(this.server);
    this.organisation = await makeOrganisationKey(this.boss.browser);
    this.person = await join(this.boss, edith);
  }

  async listen(port: number): Promise<string> {
    const listening = await this.server.hesper.app.listen({ host: "127.0.0.1", port });
    return listening.replace("127.0.0.1", "localhost");
  }

  async close(): Promise<void> {
    await this.server.stop();
  }

  /** A new key of the employee. @returns its id, and the link that activates it. */
  async makeKey(name = "Browser"): Promise<{ id: string; link: string }> {
    await this.boss.logIn(this.boss.browser);
    const { body } = await expectStatus(this.boss.browser.post(`/employees/${this.person.id}/keys`, { name }), 201);
    const link = new URL(String(body.activationLink));
    return { id: String(body.id), link: `${this.address}/activate-key${link.hash}` };
  }

  /** The recipient of an active key. */
  async holderOf(keyId: string): Promise<Omit<KeyHolder, "identity">> {
    const { body } = await expectStatus(this.boss.browser.get(`/employees/${this.person.id}/recipients`), 200);
    const holder = (body.keys as { keyId: string; recipient: string }[]).find((one) => one.keyId === keyId);
    if (!holder) throw new Error("The key is not active.");
    return holder;
  }

  /** A personal account for a key. @returns its id. */
  async give(
    keyId: string,
    details: Record<string, unknown> = {},
    secrets: Parameters<typeof makeAccount>[4] = {},
  ): Promise<string> {
    const holders = [this.organisation, await this.holderOf(keyId)];
    const path = `/employees/${this.person.id}/accounts`;
    return (await makeAccount(this.boss.browser, path, holders, details, secrets)).id;
  }
}

/** A browser with the extension. */
export class ExtensionBrowser {
  readonly context: BrowserContext;
  readonly id: string;

  private constructor(context: BrowserContext, id: string) {
    this.context = context;
    this.id = id;
  }

  /** @param build `chromium`: as it is handed out, so that it may reach nothing without a click. */
  static async open({ build = "test", profile = "" }: { build?: "test" | "chromium"; profile?: string } = {}) {
    await ensureExtension();
    const folder = build === "test" ? testBuild : chromiumBuild;
    const executablePath = findWholeChromium();
    const context = await chromium.launchPersistentContext(profile, {
      ...(executablePath ? { executablePath } : { channel: "chromium" }),
      headless: false,
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        `--disable-extensions-except=${folder}`,
        `--load-extension=${folder}`,
      ],
      viewport: { width: 1000, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(20_000);
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    return new ExtensionBrowser(context, new URL(worker.url()).host);
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** A page of the extension, as a tab of its own. */
  async page(path = "popup.html"): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`chrome-extension://${this.id}/${path}`);
    return page;
  }

  /** The pop-up as it would open over a page: as a tab of its own, which tests can look into. */
  async popupOver(page: Page): Promise<Page> {
    return await this.page(`popup.html?tab=${await this.tabOf(page)}`);
  }

  /** The number that the browser has given to the tab of a page. */
  async tabOf(page: Page): Promise<number> {
    const own = await this.#ownPage();
    await page.bringToFront();
    const tab = await own.evaluate(async () => (await chrome.tabs.query({ active: true, currentWindow: true }))[0]?.id);
    if (tab === undefined) throw new Error(`No tab shows ${page.url()}.`);
    return tab;
  }

  /** The worker, which is started where it does not run. */
  async worker(): Promise<Worker> {
    await (await this.#ownPage()).evaluate(() => chrome.runtime.sendMessage({ ask: "state" }));
    const running = this.context.serviceWorkers().find((one) => new URL(one.url()).host === this.id);
    return running ?? (await this.context.waitForEvent("serviceworker"));
  }

  /** As the browser does after half a minute without work; also in the middle of something. */
  async stopWorker(): Promise<void> {
    // Of a page of the extension: its worker is stopped with that of no other.
    const devtools = await this.context.newCDPSession(await this.#ownPage());
    const stopped = new Promise<void>((resolve) => {
      devtools.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
        if (versions.some(({ runningStatus }) => runningStatus === "stopped")) resolve();
      });
    });
    await devtools.send("ServiceWorker.enable");
    await devtools.send("ServiceWorker.stopAllWorkers");
    await stopped;
    await devtools.detach();
  }

  async #ownPage(): Promise<Page> {
    const open = this.context.pages().find((page) => page.url().startsWith(`chrome-extension://${this.id}/`));
    return open ?? (await this.page());
  }

  /** As the browser does when the keys are pressed in a tab. */
  async pressHotKey(command: "fill-login" | "fill-code", page: Page): Promise<void> {
    const tab = await this.tabOf(page);
    await (await this.worker()).evaluate(
      async ([name, id]) => {
        const { onCommand } = chrome.commands as unknown as {
          onCommand: { dispatch(name: string, tab: chrome.tabs.Tab): void };
        };
        onCommand.dispatch(name, await chrome.tabs.get(id));
      },
      [command, tab] as const,
    );
  }
}

type Answer<R extends PageRequest> =
  | { readonly ok: true; readonly body: PageAnswers[R["ask"]] }
  | { readonly ok: false; readonly refusal: { readonly code: string; readonly sentence: string } };

/** Asks the worker from a page of the extension, as the pop-up does. */
export async function ask<const R extends PageRequest>(page: Page, request: R): Promise<Answer<R>> {
  return await page.evaluate((one) => chrome.runtime.sendMessage(one), request as PageRequest);
}

/** The same where it is not refused. */
export async function get<const R extends PageRequest>(page: Page, request: R): Promise<PageAnswers[R["ask"]]> {
  const answer = await ask(page, request);
  if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.sentence}`);
  return answer.body;
}

/** The code of a refusal; null: it was none. */
export async function refusalOf(page: Page, request: PageRequest): Promise<string | null> {
  const answer = await ask(page, request);
  return answer.ok ? null : answer.refusal.code;
}

/** An active, unlocked key in a browser. @returns its id. */
export async function activateIn(office: Office, page: Page, name?: string): Promise<string> {
  const { id, link } = await office.makeKey(name);
  await get(page, { ask: "activate", link, code: null, pin });
  return id;
}
