// The browser of the tests; and a package in it, as a page has it that forbids code made from text.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { findChromium } from "./test-tools.ts";

const chromiumArguments = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium() ?? undefined;
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: chromiumArguments });
}

export interface BuiltPackage {
  readonly code: string;
  /** The files that it was made from. */
  readonly modules: readonly string[];
}

/** One script that puts what the file `entry` of `folder` exports into the global variable `name`. */
export async function buildPackage(folder: string, entry: string, name: string): Promise<BuiltPackage> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    root: folder,
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name, fileName: name } },
  });
  const [first] = Array.isArray(output) ? output : [];
  const chunk = first?.output[0];
  if (chunk?.type !== "chunk") throw new Error("Nothing was built.");
  return { code: chunk.code, modules: chunk.moduleIds };
}

/** A page in which a package is a global variable. */
export class PackagePage {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly page: Page;

  private constructor(browser: Browser, server: Server, page: Page) {
    this.#browser = browser;
    this.#server = server;
    this.page = page;
  }

  static async open({ code }: BuiltPackage): Promise<PackagePage> {
    const server = createServer((request, response) => {
      const isScript = request.url === "/package.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.setHeader("content-security-policy", "default-src 'none'; script-src 'self'");
      response.end(isScript ? code : '<!doctype html><script src="/package.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const browser = await launchChromium();
    const page = await (await browser.newContext()).newPage();
    // WebCrypto is there for secure pages only; localhost counts as one.
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    return new PackagePage(browser, server, page);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}
