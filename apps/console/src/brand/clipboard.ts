// Copies a secret, and takes it out of the clipboard again, as far as a browser lets a page do that.

export const clearAfterMs = 30_000;

/** A later copy is not cleared by the timer of an earlier one. */
let stopLast = () => {};

/** Throws what the browser throws where it does not allow to copy. */
export async function copyForAWhile(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  stopLast();
  let wasLeft = false;
  // Elsewhere, or here by hand, something else may be copied.
  const leave = () => {
    wasLeft = true;
  };
  addEventListener("blur", leave);
  document.addEventListener("copy", leave);
  const clear = () => void clearClipboard(text, wasLeft);
  const timer = setTimeout(() => {
    stopLast();
    // Only a page that is in front may touch the clipboard.
    if (document.hasFocus()) clear();
    else addEventListener("focus", clear, { once: true });
  }, clearAfterMs);
  stopLast = () => {
    clearTimeout(timer);
    removeEventListener("blur", leave);
    removeEventListener("focus", clear);
    document.removeEventListener("copy", leave);
  };
}

/** Something else that was copied meanwhile stays: where that cannot be looked at, nothing is cleared. */
async function clearClipboard(copied: string, wasLeft: boolean): Promise<void> {
  try {
    const stands = (await mayRead()) ? await navigator.clipboard.readText() : wasLeft ? null : copied;
    if (stands === copied) await navigator.clipboard.writeText("");
  } catch {
    // The browser does not allow it without a click.
  }
}

/** Without asking the person, whom the question would frighten. */
async function mayRead(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "clipboard-read" as PermissionName })).state === "granted";
  } catch {
    return false;
  }
}
