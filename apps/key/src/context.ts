// What every command stands on: its options, the store, and the key as it is unlocked.
import type { KeyHost } from "@hesper/keyring";
import type { Command } from "commander";
import { Failure } from "./failure.ts";
import { systemHost } from "./host.ts";
import { hasStore } from "./store/database.ts";
import { type Place, placeOf } from "./store/place.ts";
import { openStorage, type SqliteStorage } from "./store/storage.ts";
import type { LocalKey } from "./unlocked.ts";

/** Of every command. */
export interface CommonOptions {
  readonly json?: true;
  /** Which of several keys. */
  readonly key: string;
  /** False: `--no-agent`. */
  readonly agent: boolean;
  readonly offline?: true;
  readonly pinStdin?: true;
}

export const defaultProfile = "default";

function isSet(name: string): boolean {
  return !["", "0", "false"].includes(process.env[name] ?? "");
}

export class Context {
  readonly options: CommonOptions;
  readonly place: Place;
  readonly usesAgent: boolean;
  /** Nothing is asked of the server but what a command is for. */
  readonly isOffline: boolean;
  /** Unlocked by this process, so that it asks for the PIN once. */
  local: LocalKey | null = null;
  #storage: SqliteStorage | null = null;

  constructor(options: CommonOptions) {
    this.options = options;
    this.place = placeOf(options.key);
    this.usesAgent = options.agent && !isSet("HESPER_KEY_NO_AGENT");
    this.isOffline = options.offline === true || isSet("HESPER_KEY_OFFLINE");
  }

  /** @param mayMake a store where there is none. Throws `Failure`: `not_activated`. */
  async storage({ mayMake = false } = {}): Promise<SqliteStorage> {
    if (!mayMake && !hasStore(this.place)) throw notActivated(this.options.key);
    this.#storage ??= await openStorage(this.place);
    return this.#storage;
  }

  async host(requestMs?: number): Promise<KeyHost> {
    return systemHost(await this.storage(), requestMs);
  }

  close(): void {
    this.#storage?.close();
    this.#storage = null;
  }
}

function notActivated(profile: string): Failure {
  const which = profile === defaultProfile ? "" : ` called ${profile}`;
  return new Failure(
    "not_activated",
    `There is no key${which} here. Activate one with the link that your administrator gave you: hesper-key activate LINK`,
  );
}

/** All options of a command, those of the program included. */
export function optionsOf<O>(command: Command): O & CommonOptions {
  return command.optsWithGlobals() as O & CommonOptions;
}
