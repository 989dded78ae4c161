// The unlocked identity: in the memory of the session, and gone after so many minutes without use.
import { type Clock, type Identity, parseIdentity } from "@hesper/keyring";
import { InTurn } from "./in-turn.ts";
import type { Session } from "./session.ts";

const minuteMs = 60_000;

/** Which key it must be of, and its policy. */
export interface UnlockRules {
  readonly keyId: string;
  readonly lockAfterMinutes: number;
}

export interface Told {
  readonly onUnlock: () => void;
  /** Forgets what else was opened. */
  readonly onLock: () => Promise<void>;
}

export class Unlocked {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #told: Told;
  /** A use that writes its time must not bring back what was locked meanwhile. */
  readonly #turns = new InTurn();

  constructor(session: Session, clock: Clock, told: Told) {
    this.#session = session;
    this.#clock = clock;
    this.#told = told;
  }

  async keep(keyId: string, identity: Identity): Promise<void> {
    const usedAtMs = this.#clock.nowMs();
    await this.#turns.run(() => this.#session.unlocked.write({ keyId, identity: identity.reveal(), usedAtMs }));
    this.#told.onUnlock();
  }

  /** The identity, for something that a person does: the time begins anew. Null: it is locked. */
  async use(rules: UnlockRules): Promise<Identity | null> {
    return await this.#turns.run(async () => {
      const held = await this.#held(rules);
      if (held) await this.#session.unlocked.write({ ...held, usedAtMs: this.#clock.nowMs() });
      return held && parseIdentity(held.identity);
    });
  }

  /** The same for what nobody does. */
  async peek(rules: UnlockRules): Promise<Identity | null> {
    return await this.#turns.run(async () => {
      const held = await this.#held(rules);
      return held && parseIdentity(held.identity);
    });
  }

  /** Null: it is locked. */
  async locksAtMs(rules: UnlockRules): Promise<number | null> {
    return await this.#turns.run(async () => {
      const held = await this.#held(rules);
      return held && held.usedAtMs + rules.lockAfterMinutes * minuteMs;
    });
  }

  async lock(): Promise<void> {
    await this.#turns.run(() => this.#lock());
  }

  async #held({ keyId, lockAfterMinutes }: UnlockRules) {
    const held = await this.#session.unlocked.read();
    if (!held) return null;
    // A clock that was turned back gives no more time.
    const unusedMs = Math.abs(this.#clock.nowMs() - held.usedAtMs);
    if (held.keyId === keyId && unusedMs < lockAfterMinutes * minuteMs) return held;
    await this.#lock();
    return null;
  }

  async #lock(): Promise<void> {
    await this.#session.unlocked.clear();
    await this.#told.onLock();
  }
}
