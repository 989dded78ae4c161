// The script in all pages, for marks in fields and for offers: only where the person gave access to them, and wants it.
import { doneAnswer } from "../messages/to-content.ts";
import { contentScript, tell } from "./browser-page.ts";
import type { Settings } from "./settings.ts";

const anySite = ["https://*/*", "http://*/*"];
const scriptId = "page";

export interface Wanted {
  readonly marks: boolean;
  readonly offers: boolean;
}

export class Marks {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** What is chosen, as far as the person has given access. */
  async wanted(): Promise<Wanted> {
    const { marks, offers } = await this.#settings.read();
    const permitted = (marks || offers) && (await chrome.permissions.contains({ origins: anySite }));
    return { marks: permitted && marks, offers: permitted && offers };
  }

  /** Makes it so, in pages that come and in those that are open. */
  async apply(): Promise<void> {
    const wanted = await this.wanted();
    const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [scriptId] });
    const isWanted = wanted.marks || wanted.offers;
    if (isWanted && registered.length === 0) await register();
    if (!isWanted && registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [scriptId] });
    const tabs = await chrome.tabs.query({});
    await Promise.all(tabs.map(({ id }) => (id === undefined ? null : tellTab(id, wanted, isWanted))));
  }
}

async function register(): Promise<void> {
  await chrome.scripting.registerContentScripts([
    { id: scriptId, matches: anySite, js: [contentScript], allFrames: true, runAt: "document_idle" },
  ]);
}

/** Pages that the extension may not reach stay as they are. */
async function tellTab(tab: number, { marks, offers }: Wanted, isWanted: boolean): Promise<void> {
  try {
    const target = { tabId: tab, allFrames: true };
    const put = isWanted ? await chrome.scripting.executeScript({ target, files: [contentScript] }) : [];
    const frames = put.length > 0 ? put : [{ frameId: 0, documentId: undefined }];
    for (const { frameId, documentId } of frames) {
      const place = { tab, frame: frameId, document: documentId ?? null };
      await tell(place, { do: "settings", marks, offers }, doneAnswer);
    }
  } catch {
    // A page of the browser, or one that is gone.
  }
}
