// Opens a page of the extension in a tab: a new one.
import { closePopup } from "./tab.ts";

/** @param route as in the address after `page.html#`. The pop-up closes by itself when the tab comes to the front. */
export async function openPage(route: string): Promise<void> {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`page.html#${route}`) });
  closePopup();
}
