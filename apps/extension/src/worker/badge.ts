// The little text on the button: what waits, what is wrong, or how many accounts there are for the site.
import type { KeyStage } from "../messages/answers.ts";

export interface Shown {
  readonly text: string;
  readonly title: string;
  readonly color: string;
}

export interface Looked {
  readonly stage: KeyStage;
  /** Whether something is wrong that the person should look at. */
  readonly trouble: boolean;
  readonly offers: number;
  /** Accounts for the site of the tab. */
  readonly accounts: number;
}

const red = "#b3261e";
const blue = "#262f6b";
const gray = "#5f6368";

export function badgeOf({ stage, trouble, offers, accounts }: Looked): Shown {
  if (stage === "none") return { text: "", title: "Hesper: not activated", color: gray };
  if (stage === "ended") return { text: "!", title: "Hesper: this key was ended", color: red };
  if (trouble) return { text: "!", title: "Hesper: something is wrong with this key", color: red };
  if (stage === "locked") return { text: "PIN", title: "Hesper: locked", color: gray };
  if (offers > 0) return { text: "+", title: "Hesper: an account can be saved", color: blue };
  if (accounts === 0) return { text: "", title: "Hesper", color: blue };
  const many = accounts === 1 ? "1 account for this site" : `${accounts} accounts for this site`;
  return { text: accounts > 99 ? "99" : String(accounts), title: `Hesper: ${many}`, color: blue };
}

/** Shows it for one tab. A tab may be gone by then. */
export async function showBadge(tab: number, { text, title, color }: Shown): Promise<void> {
  try {
    await chrome.action.setBadgeText({ tabId: tab, text });
    await chrome.action.setBadgeBackgroundColor({ tabId: tab, color });
    await chrome.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" });
    await chrome.action.setTitle({ tabId: tab, title });
  } catch {
    // It is closed.
  }
}
