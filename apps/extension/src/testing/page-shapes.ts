// Serves the page shapes, and runs the script of the extension in them in a world of its own.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { buildPackage, launchChromium } from "../../../../scripts/test-chromium.ts";
import type { FormSeen } from "./in-page.ts";

const folder = import.meta.dirname;
const world = "hesper-test";

export const secrets = { login: "ada@example.org", password: 'Pa"55<wörd>9', code: "492817" } as const;

export interface View {
  readonly forms: readonly FormSeen[];
  /** What is given to be filled, and what is to come of it: `login filled, password filled`. */
  readonly fill: string;
  /** Another code than that of the other pages. */
  readonly code?: string;
  /** Where it is looked for, in the order in which the frames came. */
  readonly frame?: number;
  /** Pressed in the page afterwards; the next view is waited for. */
  readonly then?: string;
}
export interface Expected {
  readonly views: readonly View[];
  /** What the page's own script has received in the end. */
  readonly received?: unknown;
}

export function namesOf(kind: "pages" | "hostile"): string[] {
  return readdirSync(join(folder, kind))
    .filter((name) => name.endsWith(".html"))
    .map((name) => name.slice(0, -".html".length));
}

export function expectedOf(kind: "pages" | "hostile", name: string): Expected {
  const text = readFileSync(join(folder, kind, `${name}.html`), "utf8");
  const json = /<script type="application\/json">([\s\S]*?)<\/script>/.exec(text)?.[1];
  if (!json) throw new Error(`${name} does not say what is expected.`);
  const named = (whole: string, name: string) => JSON.stringify(secrets[name as keyof typeof secrets]) ?? whole;
  return JSON.parse(json.replaceAll(/"\$(\w+)"/g, named));
}

export class ShapeStage {
  #browser: Browser | null = null;
  #server: Server | null = null;
  #session: CDPSession | null = null;
  readonly #contexts = new Map<number, { name: string }>();
  address = "";

  /**
   * @param entry of `src`; what it exports is the global variable `hesper`.
   * @param before is put before its code, for what the browser has for extensions.
   */
  async open(entry = "testing/in-page.ts", before = ""): Promise<Page> {
    const { code } = await buildPackage(join(folder, ".."), entry, "hesper");
    this.#server = createServer((request, response) => {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      const file = /^\/(?:pages|hostile)\/[\w-]+\.html$/.test(path) ? join(folder, path) : null;
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(file ? readFileSync(file) : "<!doctype html><title>Nothing</title>");
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    this.address = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
    this.#browser = await launchChromium();
    const context = await this.#browser.newContext({ baseURL: this.address });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await this.#addWorld(page, before ? `${before}(() => {${code}})` : code);
    return page;
  }

  async #addWorld(page: Page, code: string): Promise<void> {
    const session = await page.context().newCDPSession(page);
    session.on("Runtime.executionContextCreated", ({ context }) => {
      this.#contexts.set(context.id, { name: context.name });
    });
    session.on("Runtime.executionContextDestroyed", ({ executionContextId }) =>
      this.#contexts.delete(executionContextId),
    );
    session.on("Runtime.executionContextsCleared", () => this.#contexts.clear());
    await session.send("Page.enable");
    await session.send("Runtime.enable");
    await session.send("Page.addScriptToEvaluateOnNewDocument", { source: code, worldName: world });
    this.#session = session;
  }

  /** Calls what the script exports, in the frame of this number, in the order in which they came. */
  async call<T>(expression: string, frame = 0): Promise<T> {
    const worlds = [...this.#contexts].filter(([, { name }]) => name === world);
    const id = worlds[frame]?.[0];
    if (id === undefined) throw new Error(`There are ${worlds.length} frames.`);
    const how = { expression, contextId: id, awaitPromise: true, returnByValue: true };
    const answer = await this.#session?.send("Runtime.evaluate", how);
    if (answer?.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description);
    return answer?.result.value as T;
  }

  /** What the page itself would say; past whatever it has made of the things that are looked at by. */
  async ofPage<T>(expression: string): Promise<T | null> {
    const answer = await this.#session?.send("Runtime.evaluate", { expression, returnByValue: true });
    return (answer?.result.value as T | undefined) ?? null;
  }

  get frames(): number {
    return [...this.#contexts.values()].filter(({ name }) => name === world).length;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#server?.close();
  }
}
