// Programs that get at the clipboard: whichever is there. Texts go through their standard input and output.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "../failure.ts";
import type { Environment } from "../store/place.ts";

export interface ClipboardProgram {
  readonly copy: readonly string[];
  readonly paste: readonly string[];
  /** Whether it ends with a line break what it pastes. */
  readonly addsLineBreak: boolean;
}

interface Known extends ClipboardProgram {
  /** What must be there for it to work: a variable of the environment. */
  readonly needs: string | null;
}

const powershell = (script: string) => ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script];
const utf8 = "[Console]::InputEncoding = [Console]::OutputEncoding = [Text.Encoding]::UTF8;";

const known: readonly Known[] = [
  { copy: ["wl-copy"], paste: ["wl-paste", "--no-newline"], addsLineBreak: false, needs: "WAYLAND_DISPLAY" },
  {
    copy: ["xclip", "-selection", "clipboard", "-in"],
    paste: ["xclip", "-selection", "clipboard", "-out"],
    addsLineBreak: false,
    needs: "DISPLAY",
  },
  {
    copy: ["xsel", "--clipboard", "--input"],
    paste: ["xsel", "--clipboard", "--output"],
    addsLineBreak: false,
    needs: "DISPLAY",
  },
  { copy: ["pbcopy"], paste: ["pbpaste"], addsLineBreak: false, needs: null },
  {
    // Of Windows, also from a Linux inside of it. clip.exe copies as well, and cannot say what there is.
    copy: powershell(
      `${utf8} $text = [Console]::In.ReadToEnd(); if ($text) { Set-Clipboard $text } else { Set-Clipboard $null }`,
    ),
    paste: powershell(`${utf8} Get-Clipboard -Raw`),
    addsLineBreak: true,
    needs: null,
  },
];

/** Throws `Failure` where there is none. */
export function findClipboard(env: Environment = process.env): ClipboardProgram {
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = known.find(
    ({ copy, paste, needs }) =>
      (needs === null || env[needs]) && [copy, paste].every(([name = ""]) => folders.some((at) => isProgram(at, name))),
  );
  if (found) return found;
  throw new Failure(
    "failed",
    "There is no program for the clipboard here. Install wl-clipboard, xclip or xsel, and use a session with a screen.",
  );
}

function isProgram(folder: string, name: string): boolean {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
