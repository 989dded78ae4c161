// The document that clears the clipboard in Chromium. It is never shown, so that it has no focus: the clipboard is open
// to it only by the commands that editors use.
import { startClearing } from "./clearing.ts";

const field = document.createElement("textarea");
document.body.append(field);

async function read(): Promise<string | null> {
  field.value = "";
  field.focus();
  return document.execCommand("paste") ? field.value : null;
}

async function write(text: string): Promise<void> {
  const give = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", give, { once: true });
  document.execCommand("copy");
}

const seconds = Number(new URLSearchParams(location.search).get("seconds"));
startClearing({ read, write }, seconds, () => window.close());
