// The `hesper-key` command, run as programs of its own against a server of the test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { compileCache } from "../../../server/src/testing/compile-cache.ts";
import { stopAgent } from "../agent/client.ts";
import { placeOf } from "../store/place.ts";

const program = join(import.meta.dirname, "../../bin/hesper-key.mjs");
/** For a command whose PIN costs what it costs in truth. */
export const realScrypt = { NODE_OPTIONS: "" };
const quickScrypt = pathToFileURL(join(import.meta.dirname, "quick-scrypt.mjs")).href;

export interface CommandResult {
  /** Exit status; null: it was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A person's machine: a folder for keys, and what is typed there. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "hk-"));
  readonly #environment: Readonly<Record<string, string>>;

  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#environment = environment;
  }

  get environment(): NodeJS.ProcessEnv {
    const own = {
      HESPER_KEY_DIR: this.folder,
      XDG_RUNTIME_DIR: "",
      HESPER_KEY_OFFLINE: "1",
      NODE_OPTIONS: `--import=${quickScrypt}`,
    };
    return { ...process.env, ...compileCache, ...own, ...this.#environment };
  }

  place(profile = "default") {
    return placeOf(profile, { HESPER_KEY_DIR: this.folder });
  }

  start(args: readonly string[], { input, environment = {} }: RunOptions = {}) {
    const child = spawn(process.execPath, [program, ...args], { env: { ...this.environment, ...environment } });
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    return child;
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const child = this.start(args, options);
    const said = [text(child.stdout), text(child.stderr)];
    const [status] = (await once(child, "close")) as [number | null];
    const [stdout = "", stderr = ""] = await Promise.all(said);
    return { status, stdout, stderr };
  }

  /** With `--json`. @returns its value, with the exit status. */
  async json(args: readonly string[], options: RunOptions = {}) {
    const { status, stdout, stderr } = await this.run([...args, "--json"], options);
    // One value, and nothing else anywhere.
    return { status, stderr, value: JSON.parse(stdout) };
  }

  async remove(): Promise<void> {
    await stopAgent(this.place());
    rmSync(this.folder, { recursive: true, force: true });
  }
}
