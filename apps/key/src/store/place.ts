// Where the store of a key lies, and whether nobody but its owner can get at it.
import { mkdirSync, type Stats, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { Failure } from "../failure.ts";

export interface Place {
  /** Of one key: everything that is kept lies in it. */
  readonly folder: string;
  readonly database: string;
  /** Says where the agent listens. */
  readonly agentFile: string;
  /** Its time is that of the last attempt to sync by itself. */
  readonly attemptFile: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Of several keys on one machine. As a folder is called. */
const profileForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** @param profile which of several keys. */
export function placeOf(profile: string, env: Environment = process.env, platform = process.platform): Place {
  if (!profileForm.test(profile)) {
    throw new Failure("usage", "--key is 1 to 32 letters, digits, hyphens and underscores, such as work.");
  }
  const folder = join(homeOfKeys(env, platform), profile);
  return {
    folder,
    database: join(folder, "key.sqlite"),
    agentFile: join(folder, "agent.json"),
    attemptFile: join(folder, "last-attempt"),
  };
}

function homeOfKeys(env: Environment, platform: NodeJS.Platform): string {
  const { HESPER_KEY_DIR: own } = env;
  if (own) return resolve(own);
  if (platform === "win32") return join(env.LOCALAPPDATA || join(homedir(), "AppData", "Local"), "hesper-key");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", "hesper-key");
  // XDG Base Directory: a relative path is to be ignored.
  const { XDG_DATA_HOME: data = "" } = env;
  return join(isAbsolute(data) ? data : join(homedir(), ".local", "share"), "hesper-key");
}

/** Makes the folder for its owner only, where there is none. Throws `Failure` where others can get at it. */
export function makeFolder({ folder }: Place): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure("failed", `The folder ${folder} cannot be made: ${(error as Error).message}`);
  }
  refuseOthers(folder);
}

/**
 * Throws `Failure` where others than its owner can read it, or where it belongs to somebody else. Windows: what lies in
 * the profile of a user is closed to others by its access list, which modes say nothing of.
 */
export function refuseOthers(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || process.platform === "win32") return;
  if (found.uid !== process.getuid?.()) {
    throw new Failure("failed", `${path} belongs to another user. Run the command as that user, or move it away.`);
  }
  if ((found.mode & 0o077) !== 0) throw new Failure("failed", openToOthers(path, found));
}

function openToOthers(path: string, found: Stats): string {
  return `${path} is open to other users of this machine. Run: chmod ${found.isDirectory() ? "700" : "600"} ${path}`;
}
