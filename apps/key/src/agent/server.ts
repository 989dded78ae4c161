// The agent: keeps the identity of one key in memory, and opens with it for commands of the same user, until it was unused
// for as long as the policy says.
//
// The file in the store's folder names the one agent that may answer. Whoever takes it away, or names another, has ended
// this one: so `lock` reaches every agent there is, and of two that start at once one remains.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { type KeyHost, type KeyRecord, KeyringProblem, parseIdentity } from "@hesper/keyring";
import { Failure } from "../failure.ts";
import type { Place } from "../store/place.ts";
import { LocalKey } from "../unlocked.ts";
import { findAddress, newSocketPath } from "./address.ts";
import { readLine } from "./lines.ts";
import { longestLine, type Reply, type Request, readRequest, type Start } from "./protocol.ts";

const lookEveryMs = 5000;
/** A connection that says nothing is closed. */
const silenceMs = 2000;
/** A key of which one of these is known opens nothing any more: there is nothing to keep its identity for. */
const endings = ["not_activated", "wiped", "pin_locked", "locked", "suspended"];

export interface AgentDeps {
  readonly host: KeyHost;
  readonly place: Place;
  /** Called once, when it is over. */
  readonly onEnd: () => void;
  /** Runs on when the clock is turned back; milliseconds. */
  readonly steadyMs: () => number;
}

export class Agent {
  readonly #deps: AgentDeps;
  readonly #key: string;
  readonly #local: LocalKey;
  readonly #socket: string;
  readonly #token = randomBytes(32).toString("base64url");
  readonly #server: Server;
  #idleMs = 0;
  #used: { readonly wallMs: number; readonly steadyMs: number };
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  constructor(deps: AgentDeps, { key, identity }: Pick<Start, "key" | "identity">) {
    this.#deps = deps;
    this.#key = key;
    this.#local = new LocalKey(deps.host, parseIdentity(identity));
    this.#socket = newSocketPath(deps.place.folder);
    this.#used = this.#now();
    this.#server = createServer((socket) => {
      socket.setTimeout(silenceMs, () => socket.destroy());
      socket.on("error", () => socket.destroy());
      void readLine(socket, longestLine)
        .then((line) => this.#answer(readRequest(line ?? "")))
        .then((reply) => (reply ? socket.end(`${JSON.stringify(reply)}\n`) : socket.destroy()));
    });
  }

  /** @returns when it listens, and is the one that the store names; or when it has ended, since that has another key. */
  async start(): Promise<void> {
    if (!(await this.#readPolicy())) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.on("error", reject);
      this.#server.listen(this.#socket, resolve);
    });
    if (process.platform !== "win32") chmodSync(this.#socket, 0o600);
    const { agentFile } = this.#deps.place;
    const before = findAddress(agentFile);
    const made = `${agentFile}.${process.pid}`;
    const text = JSON.stringify({ v: 1, socket: this.#socket, token: this.#token, pid: process.pid });
    writeFileSync(made, text, { mode: 0o600 });
    renameSync(made, agentFile);
    // The one before has nothing to listen for any more; one that was killed has left its socket behind.
    if (before) removeSocket(before.socket);
    this.#timer = setInterval(() => this.look(), lookEveryMs);
  }

  /** Ends it where its time is over. */
  look(): void {
    if (this.#hasEnded()) this.end();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#timer) clearInterval(this.#timer);
    if (this.#isNamed()) rmSync(this.#deps.place.agentFile, { force: true });
    this.#server.close();
    removeSocket(this.#socket);
    this.#deps.onEnd();
  }

  #now() {
    return { wallMs: this.#deps.host.clock.nowMs(), steadyMs: this.#deps.steadyMs() };
  }

  /** The steady clock stands still while a machine sleeps, and the other one can be turned back. */
  #leftMs(): number {
    const now = this.#now();
    return this.#idleMs - Math.max(now.wallMs - this.#used.wallMs, now.steadyMs - this.#used.steadyMs);
  }

  #isNamed(): boolean {
    return findAddress(this.#deps.place.agentFile)?.token === this.#token;
  }

  #hasEnded(): boolean {
    if (this.#isOver || this.#leftMs() <= 0 || !this.#isNamed()) return true;
    // The folder of a session goes at log-out.
    return process.platform !== "win32" && !existsSync(this.#socket);
  }

  /** @returns null: whoever asks gets no answer. */
  async #answer(request: Request | null): Promise<Reply | null> {
    if (!request || !isSame(request.token, this.#token)) return null;
    if (request.ask === "stop" || this.#hasEnded()) {
      this.end();
      return null;
    }
    try {
      const record = await this.#readPolicy();
      this.look();
      if (this.#isOver || !record) return null;
      if (request.ask !== "status") this.#used = this.#now();
      const result = await this.#resultOf(request);
      return { v: 1, ok: true, result, leftMs: Math.floor(this.#leftMs()) };
    } catch (error) {
      return this.#refusalOf(error);
    }
  }

  async #resultOf({ ask, text }: Request): Promise<unknown> {
    switch (ask) {
      case "list":
        return await this.#local.list(text);
      case "find":
        return await this.#local.find(text);
      case "open":
        return await this.#local.open(text);
      case "code":
        return await this.#local.code(text);
      case "identity":
        return this.#local.identity.reveal();
      default:
        return null;
    }
  }

  #refusalOf(error: unknown): Reply {
    const isExpected = error instanceof KeyringProblem || error instanceof Failure;
    if (isExpected && endings.includes(error.code)) this.end();
    const sentence = isExpected ? error.message : "The agent broke down. Run: hesper-key lock";
    return { v: 1, ok: false, code: isExpected ? error.code : "failed", sentence };
  }

  /** What the server last said holds for an agent that runs as well. Ends it where the store holds another key, or none. */
  async #readPolicy(): Promise<KeyRecord | null> {
    const record = await this.#deps.host.storage.read((tx) => tx.getRecord());
    if (record?.keyId !== this.#key || record.lockedIdentity === null) {
      this.end();
      return null;
    }
    this.#idleMs = record.policy.lockAfterMinutes * 60_000;
    return record;
  }
}

function removeSocket(path: string): void {
  if (process.platform !== "win32") rmSync(path, { force: true });
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
