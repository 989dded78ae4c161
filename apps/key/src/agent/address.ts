// Where an agent listens: in a folder that nobody but its user can enter.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Environment } from "../store/place.ts";
import { type Address, readAddress } from "./protocol.ts";

/** What a socket may be called: 104 bytes with their end on macOS, 108 on Linux. */
const longestPath = 100;

/** @param folder of the store. @returns a name that no other agent has. */
export function newSocketPath(folder: string, env: Environment = process.env): string {
  const name = `${createHash("sha256").update(folder).digest("hex").slice(0, 12)}-${randomBytes(6).toString("hex")}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\hesper-key-${name}`;
  for (const candidate of foldersFor(folder, env)) {
    const path = join(candidate, `${name}.sock`);
    if (Buffer.byteLength(path) <= longestPath && isOwn(candidate)) return path;
  }
  throw new Error("There is no folder for the socket of the agent.");
}

function foldersFor(folder: string, { XDG_RUNTIME_DIR: runtime = "" }: Environment): string[] {
  const ofUser = join(tmpdir(), `hesper-key-${process.getuid?.() ?? 0}`);
  // The runtime folder goes at log-out, and the agent with it.
  return isAbsolute(runtime) ? [join(runtime, "hesper-key"), folder, ofUser] : [folder, ofUser];
}

/** Made where it is not there; false where somebody else could have made it, or can enter it. */
function isOwn(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const found = statSync(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/** The agent that the file names, which may have ended. Null: none. */
export function findAddress(agentFile: string): Address | null {
  try {
    return readAddress(readFileSync(agentFile, "utf8"));
  } catch {
    return null;
  }
}
