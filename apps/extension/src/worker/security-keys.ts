// The security keys that unlock the key in this browser: the PIN comes first, and lets one be added within some minutes.
import {
  addSecurityKey,
  type Clock,
  type KeyHost,
  KeyringProblem,
  listSecurityKeys,
  removeSecurityKey,
  type SecurityKey,
} from "@hesper/keyring";
import type { Key } from "./key.ts";
import { ExtensionProblem } from "./refusals.ts";
import type { Session } from "./session.ts";

/** Two touches, and what the browser asks around them, take less. */
const addWithinMs = 5 * 60_000;

/** As a page says it: bytes in Base64. */
export interface MadeInPage {
  readonly credential: string;
  readonly name: string;
  readonly transports: readonly string[];
  readonly salt: string;
  readonly output: string;
}

export class SecurityKeys {
  readonly #host: KeyHost;
  readonly #key: Key;
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(host: KeyHost, key: Key, session: Session) {
    this.#host = host;
    this.#key = key;
    this.#session = session;
    this.#clock = host.clock;
  }

  async list(): Promise<readonly SecurityKey[]> {
    return await listSecurityKeys(this.#host);
  }

  /** Tries the PIN, and counts it as `unlock` does. A security key opens for good: an unlocked key alone lets none in. */
  async begin(pin: string): Promise<void> {
    await this.#key.unlock(pin);
    const record = await this.#key.record();
    if (!record) throw new KeyringProblem("not_activated");
    await this.#session.adding.write({ keyId: record.keyId, untilMs: this.#clock.nowMs() + addWithinMs });
  }

  /** @returns what it is called. */
  async add({ credential, name, transports, salt, output }: MadeInPage): Promise<string> {
    const identity = await this.#key.use();
    const adding = await this.#session.adding.read();
    const record = await this.#key.record();
    const leftMs = (adding?.untilMs ?? 0) - this.#clock.nowMs();
    const isFresh = adding !== null && adding.keyId === record?.keyId && leftMs > 0 && leftMs <= addWithinMs;
    if (!isFresh) throw new ExtensionProblem("asks_pin_again");
    const made = { credentialId: credential, name, transports, salt, output: bytesOf(output) };
    const added = await addSecurityKey(this.#host, identity, made);
    await this.#session.adding.clear();
    return added.name;
  }

  async remove(credential: string): Promise<void> {
    await this.#key.use();
    await removeSecurityKey(this.#host, credential);
  }
}

/** @param base64 of the right form, as the list of requests says. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.fromBase64(base64);
}
