// The first visit of a page, in Chromium: its scripts, how many rounds of requests it takes, and what Lighthouse says.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import type { Request } from "playwright-core";
import { launchChromium } from "../../scripts/test-chromium.ts";
import { findWholeChromium } from "../../scripts/test-tools.ts";

const { BENCH_URL = "" } = process.env;
/** Lighthouse has more by now. */
const onlyCategories = ["performance", "accessibility", "best-practices", "seo"];

/** Requests that could not begin before another one had been answered are of a later round. */
async function visit() {
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext()).newPage();
    const devTools = await page.context().newCDPSession(page);
    const rounds = new Map<string, number>();
    await devTools.send("Network.enable");
    devTools.on("Network.requestWillBeSent", ({ request, initiator, documentURL }) => {
      const from = initiatorOf(initiator);
      // The page itself is round 0; what its text names is round 1; what a script asks for comes after the script.
      const round = request.url === documentURL ? 0 : initiator.type === "parser" ? 1 : (rounds.get(from) ?? 0) + 1;
      rounds.set(request.url, round);
    });
    const scripts: Promise<number>[] = [];
    const measure = async (request: Request) => gzipSync((await (await request.response())?.body()) ?? "").length;
    page.on("requestfinished", (request) => {
      if (request.resourceType() === "script") scripts.push(measure(request));
    });
    await page.goto(BENCH_URL, { waitUntil: "networkidle" });
    const sizes = await Promise.all(scripts);
    const scriptKb = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    const later = [...rounds].filter(([, round]) => round > 1).map(([url, round]) => `${round}: ${url}`);
    if (later.length > 0) process.stderr.write(`Not in the first round:\n${later.join("\n")}\n`);
    return { scriptKb, scripts: sizes.length, requests: rounds.size, rounds: Math.max(0, ...rounds.values()) };
  } finally {
    await browser.close();
  }
}

interface Initiator {
  readonly url?: string;
  readonly stack?: { readonly callFrames: readonly { readonly url: string }[]; readonly parent?: Initiator["stack"] };
}

function initiatorOf({ url, stack }: Initiator): string {
  for (let frames = stack; frames; frames = frames.parent) {
    const found = frames.callFrames.find((frame) => frame.url !== "");
    if (found) return found.url;
  }
  return url ?? "";
}

async function judge() {
  const userDataDir = mkdtempSync(join(tmpdir(), "hesper-lighthouse-"));
  const chromePath = findWholeChromium() ?? undefined;
  const chrome = await launch({ chromePath, userDataDir, chromeFlags: ["--headless=new", "--no-sandbox"] });
  try {
    const judged = await lighthouse(BENCH_URL, { port: chrome.port, logLevel: "error", onlyCategories });
    if (!judged) throw new Error("Lighthouse said nothing.");
    const { categories, audits, runtimeError } = judged.lhr;
    if (runtimeError) throw new Error(`Lighthouse failed: ${runtimeError.message}`);
    for (const { auditRefs } of Object.values(categories)) {
      for (const { id, weight } of auditRefs) {
        const audit = audits[id];
        if (weight > 0 && audit && audit.score !== null && audit.score < 1) {
          process.stderr.write(`Lighthouse: ${audit.title} (${id}, ${audit.displayValue ?? audit.score})\n`);
        }
      }
    }
    const scores = Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)] as const);
    return { ...Object.fromEntries(scores), worstScore: Math.min(...scores.map(([, score]) => score)) };
  } finally {
    chrome.kill();
    rmSync(userDataDir, { recursive: true, force: true });
  }
}

// What Lighthouse has begun would hold up the end by seconds.
process.stdout.write(JSON.stringify({ ...(await visit()), ...(await judge()) }), () => process.exit());
