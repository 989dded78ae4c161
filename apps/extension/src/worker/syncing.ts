// When the key syncs: when a person asks, when the pop-up opens, after unlocking and writing, and every quarter of an hour.
import { type KeyHost, KeyringProblem, type SyncReport, sync } from "@hesper/keyring";
import { ownRefusals, type RefusalCode } from "../messages/answers.ts";
import { InTurn } from "./in-turn.ts";
import type { Key } from "./key.ts";
import { refusalOf } from "./refusals.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";

/** Opened again and again, the pop-up does not make the server work each time. */
const freshMs = 60_000;
export const syncEveryMinutes = 15;

export interface SyncTrouble {
  readonly code: RefusalCode;
  readonly sentence: string;
  readonly atMs: number;
}

interface SyncingDeps {
  readonly host: KeyHost;
  readonly key: Key;
  readonly session: Session;
  readonly settings: Settings;
  readonly onChange: () => void;
}

export class Syncing {
  readonly #host: KeyHost;
  readonly #key: Key;
  readonly #session: Session;
  readonly #settings: Settings;
  readonly #onChange: () => void;
  readonly #turns = new InTurn();
  #running = 0;

  constructor({ host, key, session, settings, onChange }: SyncingDeps) {
    this.#host = host;
    this.#key = key;
    this.#session = session;
    this.#settings = settings;
    this.#onChange = onChange;
  }

  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** A person asked for it, and is shown the report. Throws `KeyringProblem`. */
  async run(fromTheBeginning: boolean): Promise<SyncReport> {
    return await this.#sync({ fromTheBeginning });
  }

  /** Nobody asked for it: what goes wrong is kept, to be shown. One that waits already is enough. */
  async runUnseen(): Promise<void> {
    if (this.#running > 1 || !(await this.#hasKey())) return;
    await this.#session.syncedAtMs.write(this.#host.clock.nowMs());
    await this.#sync({ isUnseen: true }).catch(() => {});
  }

  /** The same where the last one is a while ago. */
  async runIfOld(): Promise<void> {
    const atMs = await this.#session.syncedAtMs.read();
    const nowMs = this.#host.clock.nowMs();
    if (atMs === null || Math.abs(nowMs - atMs) > freshMs) await this.runUnseen();
  }

  async trouble(): Promise<SyncTrouble | null> {
    const kept = await this.#session.syncTrouble.read();
    return kept && { ...kept, code: kept.code as RefusalCode };
  }

  /** One at a time. */
  async #sync(options: { fromTheBeginning?: boolean; isUnseen?: boolean }): Promise<SyncReport> {
    this.#running += 1;
    this.#onChange();
    try {
      return await this.#turns.run(() => this.#syncNow(options));
    } finally {
      this.#running -= 1;
      this.#onChange();
    }
  }

  async #syncNow(options: { fromTheBeginning?: boolean; isUnseen?: boolean }): Promise<SyncReport> {
    try {
      const report = await sync(this.#host, { ...options, identity: (await this.#key.peek()) ?? undefined });
      await this.#session.syncTrouble.clear();
      if (report.status !== "active") await this.#key.lock();
      // Wiped: which sites somebody logs in to is nobody's business afterwards.
      if (report.status === "deactivated" || report.status === "compromised") await this.#settings.forgetSites();
      return report;
    } catch (error) {
      const { code, sentence } = refusalOf(error);
      await this.#session.syncTrouble.write({ code, sentence, atMs: this.#host.clock.nowMs() });
      throw error instanceof KeyringProblem ? error : new Error(ownRefusals.failed, { cause: error });
    }
  }

  async #hasKey(): Promise<boolean> {
    const record = await this.#key.record();
    return record !== null && record.token !== null;
  }
}
