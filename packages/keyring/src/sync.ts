// Syncing with the server: what it says of the key, accounts that changed, receipts, and sealing for the employee's other
// keys. It may be interrupted anywhere, and run twice at once: the next one goes on.
import type { KeyReason, KeyStatus } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";
import type { AccountTrouble } from "./storage.ts";

export interface SyncOptions {
  /** Of an unlocked key: what comes is opened and verified at once, and the employee's other keys are served. */
  readonly identity?: Identity | undefined;
  /** Asks for everything again. Nothing that is good is lost by it. */
  readonly fromTheBeginning?: boolean | undefined;
  /** Stops before the next request; what was stored stays. */
  readonly signal?: AbortSignal | undefined;
}

export interface ServedKey {
  readonly keyId: string;
  readonly fingerprint: string;
  /** Whether nothing was ever sealed to it by this key before: to be shown to the person, who should know it. */
  readonly isNew: boolean;
  readonly accounts: number;
}

export interface SyncReport {
  /** As the server says now. `deactivated` and `compromised`: everything was wiped. */
  readonly status: KeyStatus;
  readonly reason: KeyReason | null;
  /** Ids of accounts that are new or changed. */
  readonly stored: readonly string[];
  readonly removed: readonly string[];
  /** Of all accounts of the key, found now or before. */
  readonly troubles: readonly { readonly id: string; readonly trouble: AccountTrouble }[];
  readonly served: readonly ServedKey[];
  /** Accounts that could not be sealed for another key, and why. */
  readonly notServed: readonly { readonly id: string; readonly code: KeyringProblemCode }[];
  /** Another key of the employee waits: sync while unlocked. */
  readonly othersWait: boolean;
  /** The server was told that the key had locked itself after wrong PINs. */
  readonly lockTold: boolean;
  /** An administrator unlocked the key: its PIN may be tried again. */
  readonly unlocked: boolean;
  /** The server knew less than the key, as after a restored backup: everything was asked for again. */
  readonly restarted: boolean;
  /**
   * Accounts that the key holds and the server does not name, where everything was asked for: as after a restored backup.
   * They are kept.
   */
  readonly unknownToServer: readonly string[];
}

/**
 * Needs neither PIN nor identity. A key that is suspended or locked gets its status only; one that is deactivated or
 * compromised wipes itself, and confirms it.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped` where it was told before; `unreachable`, `token_unknown`,
 * `bad_answer`, `refused`. What was stored before stays.
 */
export async function sync(_host: KeyHost, _options: SyncOptions = {}): Promise<SyncReport> {
  throw new KeyringProblem("not_activated");
}
