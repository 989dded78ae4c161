// What the worker does to pages of sites: puts its script into them, asks its frames where they are, and speaks to one
// document at a time.

import type { Shape } from "../messages/shape.ts";
import type { WorkerRequest } from "../messages/to-content.ts";
import { readSite, type Site } from "../site/site.ts";
import { InTurn } from "./in-turn.ts";
import { ExtensionProblem } from "./refusals.ts";
import type { ContentSender } from "./senders.ts";

export const contentScript = "content.js";

/** A document in a frame of a tab, by what the browser says of it. */
export interface FrameDocument {
  readonly tab: number;
  readonly frame: number;
  readonly document: string | null;
}

export interface Frame extends FrameDocument {
  readonly origin: string;
  readonly site: Site;
  readonly ancestors: readonly string[];
}

/** A frame that hangs holds up no fill. */
const hereMs = 1500;

/** Frames that have just said where they are. */
export class Arrivals {
  /** Two that asked the same frame at once would take each other's answer. */
  readonly turns = new InTurn();
  readonly #waiting = new Map<string, (frame: Frame) => void>();

  /** From the router: a frame has said `here`. */
  note({ tab, frame, document, origin, site }: ContentSender, ancestors: readonly string[]): void {
    this.#waiting.get(nameOf({ tab, frame, document }))?.({ tab, frame, document, origin, site, ancestors });
  }

  /** @returns null: it does not say anything. To be called before it is asked. */
  expect(place: FrameDocument): Promise<Frame | null> {
    const name = nameOf(place);
    return new Promise((resolve) => {
      const end = (frame: Frame | null) => {
        clearTimeout(timer);
        this.#waiting.delete(name);
        resolve(frame);
      };
      const timer = setTimeout(() => end(null), hereMs);
      this.#waiting.set(name, end);
    });
  }
}

function nameOf({ tab, frame, document }: FrameDocument): string {
  return document ?? `${tab} ${frame}`;
}

/** Runs in each frame, beside our script there. */
function sayHere(): void {
  // Where the browser does not tell them, only the page itself may be around it, which the worker knows.
  const untold = parent === top ? [] : ["null"];
  const ancestors = location.ancestorOrigins ? [...location.ancestorOrigins].slice(0, 50) : untold;
  chrome.runtime.sendMessage({ say: "here", ancestors }).catch(() => {});
}

/**
 * The frames of a tab that the extension may reach, with its script in them.
 *
 * Throws `ExtensionProblem`: `no_access`.
 */
export async function reachFrames(tab: number, arrivals: Arrivals): Promise<readonly Frame[]> {
  return await arrivals.turns.run(() => reach(tab, arrivals));
}

async function reach(tab: number, arrivals: Arrivals): Promise<readonly Frame[]> {
  const target = { tabId: tab, allFrames: true };
  try {
    const put = await chrome.scripting.executeScript({ target, files: [contentScript] });
    const places = put.map(({ frameId, documentId }) => ({ tab, frame: frameId, document: documentId ?? null }));
    const here = Promise.all(places.map((place) => arrivals.expect(place)));
    await chrome.scripting.executeScript({ target, func: sayHere });
    return (await here).filter((frame) => frame !== null);
  } catch {
    throw new ExtensionProblem("no_access");
  }
}

/** Where a tab is now. Throws `ExtensionProblem`: `no_access`, `no_site`. */
export async function siteOfTab(tab: number): Promise<Site> {
  const { url } = await chrome.tabs.get(tab).catch(() => ({ url: undefined }));
  if (url === undefined) throw new ExtensionProblem("no_access");
  const site = readSite(url);
  if (!site) throw new ExtensionProblem("no_site");
  return site;
}

/** The same for lists: null where it cannot be seen, or is none. */
export async function findSiteOfTab(tab: number | null): Promise<Site | null> {
  if (tab === null) return null;
  return await siteOfTab(tab).catch(() => null);
}

/** Longer than the script waits for fields that come late. */
const answerMs = 15_000;

/** Says something to one document. @returns null: it is gone, or answered something else. */
export async function tell<T>(
  { tab, frame, document }: FrameDocument,
  request: WorkerRequest,
  shape: Shape<T>,
): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), answerMs));
  const to = document === null ? { frameId: frame } : { documentId: document };
  const answer: unknown = await Promise.race([chrome.tabs.sendMessage(tab, request, to), late]).catch(() => null);
  return shape(answer) ? answer : null;
}
