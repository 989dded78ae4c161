// Syncing with the server: what it says of the key, accounts that changed, receipts, and sealing for the employee's other
// keys. It may be interrupted anywhere, and run twice at once: the next one goes on.
import type { KeyReason, KeyState, KeyStatus } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import { type Brought, beginAgain, nothingBrought, takeChanges } from "./changes.ts";
import { askState, type Contact, confirmWipe, type Ended, tellOwnLock, wipe } from "./contact.ts";
import type { KeyHost } from "./host.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";
import { readAccounts } from "./reading.ts";
import { sendReceipts } from "./receipts.ts";
import { type OtherKey, takeUntold } from "./recipients.ts";
import { type ServedKey, serveOthers } from "./serve.ts";
import { type Call, callsTo, Forbidden } from "./server.ts";
import type { AccountTrouble } from "./storage.ts";
import { activated, isEnded } from "./usable.ts";

export type { OtherKey } from "./recipients.ts";
export type { ServedKey } from "./serve.ts";

export interface SyncOptions {
  /** Of an unlocked key: what comes is opened and verified at once, and the employee's other keys are served. */
  readonly identity?: Identity | undefined;
  /** Asks for everything again. Nothing that is good is lost by it. */
  readonly fromTheBeginning?: boolean | undefined;
  /** Nobody is shown the report: of new keys the next one tells. */
  readonly isUnseen?: boolean | undefined;
  /** Stops before the next request; what was stored stays. */
  readonly signal?: AbortSignal | undefined;
  /** After each page that was stored: how many until then. */
  readonly onProgress?: ((progress: { readonly stored: number; readonly removed: number }) => void) | undefined;
}

export interface SyncReport {
  /** As the server says now. `deactivated` and `compromised`: everything was wiped. */
  readonly status: KeyStatus;
  readonly reason: KeyReason | null;
  /** Ids of accounts that are new or changed. */
  readonly stored: readonly string[];
  readonly removed: readonly string[];
  /** Of the accounts that came now; `readStatus` tells all. What comes while the key is locked is verified when it is opened. */
  readonly troubles: readonly { readonly id: string; readonly trouble: AccountTrouble }[];
  readonly served: readonly ServedKey[];
  /**
   * Keys of the employee to which something was sealed for the first time since the last report: to be shown to the
   * person, who should know each of them. Their fingerprints are those that they show themselves.
   */
  readonly newKeys: readonly OtherKey[];
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
 * `bad_answer`, `refused`, `stopped`. What was stored before stays.
 */
export async function sync(host: KeyHost, options: SyncOptions = {}): Promise<SyncReport> {
  const progress: Progress = { brought: nothingBrought(), lockTold: false, unlocked: false };
  try {
    return await attempt(host, options, progress);
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    // The state of the key changed between two requests: it is asked for once more.
    return await attempt(host, options, progress);
  }
}

interface Progress {
  readonly brought: Brought;
  lockTold: boolean;
  unlocked: boolean;
}

async function attempt(host: KeyHost, options: SyncOptions, progress: Progress): Promise<SyncReport> {
  const record = activated(await host.storage.read((tx) => tx.getRecord()));
  if (record.token === null) throw new KeyringProblem("wiped");
  const call = callsTo(host, record.server, record.token, options.signal);
  if (isEnded(record)) return await end(host, call, record, progress);
  if (await tellOwnLock(host, call, record)) progress.lockTold = true;
  const contact = await askState(host, call, record.keyId);
  if (contact.unlocked) progress.unlocked = true;
  const { state } = contact;
  if (isOver(state)) return await end(host, call, state, progress);
  if (state.status !== "active") return report(state, progress);
  return await exchange({ host, call, options, progress }, contact);
}

function isOver({ status }: Pick<KeyState, "status">): boolean {
  return status === "deactivated" || status === "compromised";
}

async function end(host: KeyHost, call: Call, ended: Ended, progress: Progress): Promise<SyncReport> {
  await wipe(host, ended);
  await confirmWipe(host, call, ended.keyId);
  return report(ended, progress);
}

interface Exchange {
  readonly host: KeyHost;
  readonly call: Call;
  readonly options: SyncOptions;
  readonly progress: Progress;
}

/** Of an active key: receipts that are owed, changes, and what the employee's other keys wait for. */
async function exchange({ host, call, options, progress }: Exchange, contact: Contact): Promise<SyncReport> {
  const { state, record } = contact;
  const { brought } = progress;
  const { keyId } = record;
  const asking = { host, call, keyId, identity: options.identity, onProgress: options.onProgress, brought };
  await sendReceipts(host, call, keyId);
  // The server was put back to an older state.
  if (record.revision > state.revision) brought.restarted = true;
  if (brought.restarted || options.fromTheBeginning) await beginAgain(asking, record.revision);
  if (brought.named || record.revision !== state.revision) await takeChanges(asking);
  const unknownToServer = brought.named ? await notNamed(host, brought.named) : [];
  const othersWait = brought.waiting ?? state.waiting;
  if (!options.identity || !othersWait) {
    return report(state, progress, {
      unknownToServer,
      othersWait,
      newKeys: options.isUnseen ? [] : await takeUntold(host),
    });
  }
  const current = activated(await host.storage.read((tx) => tx.getRecord()));
  const { isLeft, ...served } = await serveOthers(host, call, current, options.identity);
  const isDone = !isLeft && served.notServed.length === 0;
  return report(state, progress, {
    unknownToServer,
    ...served,
    othersWait: !isDone,
    newKeys: options.isUnseen ? [] : await takeUntold(host),
  });
}

async function notNamed({ storage }: KeyHost, named: ReadonlySet<string>): Promise<readonly string[]> {
  const stored = await storage.read(readAccounts);
  return stored.map(({ id }) => id).filter((id) => !named.has(id));
}

type Rest = Pick<SyncReport, "served" | "newKeys" | "notServed" | "othersWait" | "unknownToServer">;

function report(
  { status, reason }: Pick<KeyState, "status" | "reason">,
  { brought, lockTold, unlocked }: Progress,
  rest: Partial<Rest> = {},
): SyncReport {
  const troubles = [...brought.troubles].map(([id, trouble]) => ({ id, trouble }));
  return {
    status,
    reason,
    stored: [...brought.stored],
    removed: [...brought.removed],
    troubles,
    served: [],
    newKeys: [],
    notServed: [],
    othersWait: false,
    lockTold,
    unlocked,
    restarted: brought.restarted,
    unknownToServer: [],
    ...rest,
  };
}
