// The life of the key in this browser: activated, unlocked, locked, forgotten; and what it is at the moment.
import {
  activate,
  changePin,
  checkUsable,
  type Identity,
  type KeyHost,
  type KeyRecord,
  KeyringProblem,
  lookAtActivation,
  readActivationLink,
  readActivationPlace,
  readStatus,
  unlock,
  unlockWithSecurityKey,
} from "@hesper/keyring";
import type { ActivationView, KeyStage, KeyView } from "../messages/answers.ts";
import { ExtensionProblem } from "./refusals.ts";
import type { Unlocked, UnlockRules } from "./unlocked.ts";

export interface Lived {
  readonly host: KeyHost;
  readonly unlocked: Unlocked;
  readonly device: string;
}

export type Place = { readonly link: string; readonly code: string | null };

function placeOf({ link, code }: Place) {
  return code === null ? readActivationLink(link) : readActivationPlace(link, code);
}

export class Key {
  readonly #host: KeyHost;
  readonly #unlocked: Unlocked;
  readonly #device: string;

  constructor({ host, unlocked, device }: Lived) {
    this.#host = host;
    this.#unlocked = unlocked;
    this.#device = device;
  }

  async look(place: Place): Promise<ActivationView> {
    const { server, name, employee, installation, policy, expiresAt } = await lookAtActivation(
      this.#host,
      placeOf(place),
    );
    const { name: person, email } = employee;
    return { server, name, employee: { name: person, email }, installation, policy, expiresAt };
  }

  /** It is unlocked afterwards. */
  async activate(place: Place, pin: string): Promise<{ fingerprint: string; keyName: string }> {
    const activation = await lookAtActivation(this.#host, placeOf(place));
    const { keyId, name, fingerprint, identity } = await activate(this.#host, activation, {
      pin,
      device: this.#device,
    });
    await this.#unlocked.keep(keyId, identity);
    return { fingerprint, keyName: name };
  }

  async unlock(pin: string): Promise<void> {
    const identity = await unlock(this.#host, pin);
    const record = await this.record();
    if (record) await this.#unlocked.keep(record.keyId, identity);
  }

  /** @param output of the PRF of the security key: overwritten before this returns. */
  async unlockWithSecurityKey(credentialId: string, output: Uint8Array): Promise<void> {
    const identity = await unlockWithSecurityKey(this.#host, { credentialId, output });
    const record = await this.record();
    if (record) await this.#unlocked.keep(record.keyId, identity);
  }

  async changePin(before: string, after: string): Promise<void> {
    await changePin(this.#host, { before, after });
  }

  lock(): Promise<void> {
    return this.#unlocked.lock();
  }

  /** Takes everything out of this browser. The server is not told: an administrator ends a key. */
  async forget(typedName: string): Promise<void> {
    const record = await this.record();
    if (!record) throw new KeyringProblem("not_activated");
    if (typedName.trim() !== record.name) throw new ExtensionProblem("other_name");
    await this.#unlocked.lock();
    await this.#host.storage.change((tx) => tx.wipe());
  }

  record(): Promise<KeyRecord | null> {
    return this.#host.storage.read((tx) => tx.getRecord());
  }

  /** For something that a person does. Throws where the key is locked, or may not be opened now. */
  use(): Promise<Identity> {
    return this.#identity((rules) => this.#unlocked.use(rules));
  }

  /** The same for what only looks on: it does not keep the key unlocked. */
  lookOn(): Promise<Identity> {
    return this.#identity((rules) => this.#unlocked.peek(rules));
  }

  async #identity(take: (rules: UnlockRules) => Promise<Identity | null>): Promise<Identity> {
    const rules = await this.#rules();
    if (!rules) throw new KeyringProblem("not_activated");
    try {
      await checkUsable(this.#host);
    } catch (error) {
      await this.#unlocked.lock();
      throw error;
    }
    const identity = await take(rules);
    if (!identity) throw new ExtensionProblem("asks_pin");
    return identity;
  }

  /** Whether nothing but its PIN keeps it from being opened. */
  async isUsable(): Promise<boolean> {
    return await checkUsable(this.#host).then(
      () => true,
      () => false,
    );
  }

  /** For what nobody does: null where it is locked. Locks it where its time is over. */
  async peek(): Promise<Identity | null> {
    const rules = await this.#rules();
    return rules && (await this.#unlocked.peek(rules));
  }

  async stage(): Promise<KeyStage> {
    const record = await this.record();
    if (!record) return "none";
    if (record.lockedIdentity === null) return "ended";
    return (await this.peek()) ? "unlocked" : "locked";
  }

  /** Null: there is none. */
  async view(): Promise<Omit<KeyView, "securityKeys" | "syncing" | "syncTrouble"> | null> {
    const rules = await this.#rules();
    if (!rules) return null;
    const report = await readStatus(this.#host);
    const { server, installation, name, employee, fingerprint, status, reason, policy } = report;
    const { lastContactMs, worksUntilMs, wrongPins, accounts, troubles, otherKeys, obstacle } = report;
    const { name: person, email } = employee;
    return {
      server,
      installation,
      name,
      employee: { name: person, email },
      fingerprint,
      status,
      reason,
      policy,
      obstacle: obstacle && { code: obstacle, sentence: new KeyringProblem(obstacle).sentence },
      lastContactMs,
      worksUntilMs,
      wrongPins,
      accounts,
      troubles,
      otherKeys,
      locksAtMs: await this.#unlocked.locksAtMs(rules),
    };
  }

  async #rules(): Promise<UnlockRules | null> {
    const record = await this.record();
    return record && { keyId: record.keyId, lockAfterMinutes: record.policy.lockAfterMinutes };
  }
}
