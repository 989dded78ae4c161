// Who sent a message, as the browser says: a page of the extension, a script of ours in a page of a site, or nobody whom
// the worker listens to. Nothing that stands in a message is looked at for this.
import { readSite, type Site } from "../site/site.ts";

export interface PageSender {
  readonly kind: "page";
}

export interface ContentSender {
  readonly kind: "content";
  readonly tab: number;
  readonly frame: number;
  /** Null: a browser that tells none. */
  readonly document: string | null;
  readonly origin: string;
  readonly site: Site;
  /** Of the tab; null: the browser does not let it be seen. */
  readonly page: Site | null;
}

export type Sender = PageSender | ContentSender;

export interface Extension {
  readonly id: string;
  /** `chrome-extension://ID/` */
  readonly url: string;
}

type Told = Pick<chrome.runtime.MessageSender, "id" | "url" | "origin" | "tab" | "frameId" | "documentId">;

export function senderOf(told: Told, extension: Extension): Sender | null {
  if (told.id !== extension.id) return null;
  const { url = "" } = told;
  if (url.startsWith(extension.url)) return isOwnPage(told, extension) ? { kind: "page" } : null;
  const { tab, frameId } = told;
  const origin = told.origin ?? URL.parse(url)?.origin ?? "";
  const site = readSite(origin);
  // A frame without an origin of its own (sandboxed, data:) says "null", which is no site.
  if (tab?.id === undefined || tab.id < 0 || frameId === undefined || !site) return null;
  // A document that came from no site, and only got the origin of one: about:srcdoc, about:blank, blob:.
  if (!readSite(url)) return null;
  const page = frameId === 0 ? site : readSite(tab.url ?? "");
  return { kind: "content", tab: tab.id, frame: frameId, document: told.documentId ?? null, origin, site, page };
}

/** Also in a tab of its own; never in a frame of something else. */
function isOwnPage({ origin, frameId = 0, tab }: Told, extension: Extension): boolean {
  const isOurs = origin === undefined || `${origin}/` === extension.url;
  return isOurs && frameId === 0 && (tab === undefined || tab.url === undefined || tab.url.startsWith(extension.url));
}
