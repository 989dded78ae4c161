// Clears the clipboard some time after a secret was copied, unless something else was copied meanwhile. It runs where it
// lives on when the pop-up is closed: in Chromium in an offscreen document, in Firefox in the background page.
//
// What was copied goes there on a channel that only documents of the extension's own origin hear.

export const clearAfterSeconds = 20;

const channelName = "hesper-clipboard";
const patienceMs = 1500;

/** What stands in the clipboard, and another text in its place. */
export interface Clipboard {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

/** Listens until the page ends. `onIdle`: nothing is to be cleared any more. */
export function startClearing(clipboard: Clipboard, seconds: number, onIdle: () => void = () => {}): void {
  const channel = new BroadcastChannel(channelName);
  let timer: ReturnType<typeof setTimeout> | undefined;
  channel.addEventListener("message", ({ data }) => {
    if (typeof data?.copied !== "string") return;
    const { copied } = data;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if ((await clipboard.read()) === copied) await clipboard.write("");
      onIdle();
    }, seconds * 1000);
    channel.postMessage({ taken: true });
  });
}

/** @returns whether it will be cleared. False: nobody answered, and the person has to do it. */
export async function clearLater(copied: string): Promise<boolean> {
  await ensureOffscreen();
  const channel = new BroadcastChannel(channelName);
  try {
    return await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), patienceMs);
      channel.addEventListener("message", ({ data }) => {
        if (data?.taken !== true) return;
        clearTimeout(timer);
        resolve(true);
      });
      channel.postMessage({ copied });
    });
  } finally {
    channel.close();
  }
}

async function ensureOffscreen(): Promise<void> {
  // Firefox has none, and needs none.
  if (chrome.offscreen === undefined) return;
  try {
    await chrome.offscreen.createDocument({
      url: `offscreen.html?seconds=${clearAfterSeconds}`,
      reasons: [chrome.offscreen.Reason.CLIPBOARD],
      justification: "Clears the clipboard after a password was copied.",
    });
  } catch {
    // There is one already: a second one is not allowed.
  }
}
