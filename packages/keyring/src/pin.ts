// The PIN: what unlocks the identity of the key, counted before it is tried.
import { pinProblem } from "@hesper/contract/keys";
import { type Identity, lockIdentityToPin, unlockIdentity, VaultProblem } from "@hesper/vault";
import { fromBase64, toBase64 } from "./base64.ts";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import type { KeyRecord, StorageTx } from "./storage.ts";
import { readUsable, usable } from "./usable.ts";

/**
 * Tries a PIN, about a second; nothing else runs meanwhile. Whoever holds the identity forgets it after
 * `status.policy.lockAfterMinutes` without use.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped`, `pin_locked`, `locked`, `suspended`, `offline_too_long`,
 * `clock_turned_back`; `wrong_pin` with `attemptsLeft`; `pin_locked` for the one that was the last; `store_damaged`.
 */
export async function unlock(host: KeyHost, pin: string): Promise<Identity> {
  return (await unlockCounted(host, pin)).identity;
}

/**
 * Whether `unlock` would try a PIN now, so that none is asked for in vain.
 *
 * Throws `KeyringProblem` as `unlock` does before it tries one.
 */
export async function checkUsable(host: KeyHost): Promise<void> {
  await readUsable(host);
}

/**
 * Locks the identity to another PIN. The one there is is tried and counted as `unlock` does.
 *
 * Throws `KeyringProblem`: what `unlock` throws, and `weak_pin`, which is looked at first; `conflict`: another program was
 * faster.
 */
export async function changePin(
  host: KeyHost,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<void> {
  const { policy } = await readUsable(host);
  const weakness = pinProblem(after, policy);
  if (weakness !== null) throw new KeyringProblem("weak_pin", { sentence: weakness });
  const { identity, counted } = await unlockCounted(host, before);
  const lockedIdentity = toBase64(await lockIdentityToPin(identity, after));
  await host.storage.change(async (tx) => {
    const record = usable(await tx.getRecord(), host.clock.nowMs());
    expectSame(record, counted);
    await tx.putRecord({ ...record, lockedIdentity });
  });
}

/** A record of a key that has an identity. */
interface Counted {
  readonly keyId: string;
  readonly lockedIdentity: string;
}

async function unlockCounted(host: KeyHost, pin: string): Promise<{ identity: Identity; counted: Counted }> {
  const counted = await count(host);
  const identity = await tryPin(counted.lockedIdentity, pin);
  if (!identity) return await refuse(host);
  await accept(host, counted);
  return { identity, counted };
}

/** Counted first, and kept: tries that are made together, or cut off, must not share one. */
async function count({ storage, clock }: KeyHost): Promise<Counted> {
  const nowMs = clock.nowMs();
  const counted = await storage.change(async (tx) => {
    const record = usable(await tx.getRecord(), nowMs);
    if (record.wrongPins >= record.policy.wrongPins) {
      await lockItself(tx, record);
      return null;
    }
    const latestMs = Math.max(record.latestMs, nowMs);
    await tx.putRecord({ ...record, wrongPins: record.wrongPins + 1, latestMs });
    return { keyId: record.keyId, lockedIdentity: record.lockedIdentity ?? "" };
  });
  if (!counted) throw new KeyringProblem("pin_locked");
  return counted;
}

async function lockItself(tx: StorageTx, record: KeyRecord): Promise<void> {
  await tx.putRecord({ ...record, lockNumber: record.lockNumber + 1, pinLock: "untold" });
}

/** @returns null: the PIN is wrong. */
async function tryPin(lockedIdentity: string, pin: string): Promise<Identity | null> {
  try {
    return await unlockIdentity(fromBase64(lockedIdentity), pin);
  } catch (error) {
    if (error instanceof VaultProblem && error.code === "wrong_passphrase") return null;
    throw error instanceof VaultProblem ? new KeyringProblem("store_damaged") : error;
  }
}

async function refuse({ storage }: KeyHost): Promise<never> {
  const attemptsLeft = await storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (!record || record.pinLock !== null) return 0;
    const left = Math.max(0, record.policy.wrongPins - record.wrongPins);
    if (left === 0) await lockItself(tx, record);
    return left;
  });
  if (attemptsLeft === 0) throw new KeyringProblem("pin_locked");
  throw new KeyringProblem("wrong_pin", { attemptsLeft });
}

/** Another try may have locked the key meanwhile, or a sync wiped it: then a right PIN opens nothing. */
async function accept({ storage, clock }: KeyHost, counted: Counted): Promise<void> {
  await storage.change(async (tx) => {
    const record = usable(await tx.getRecord(), clock.nowMs());
    expectSame(record, counted);
    await tx.putRecord({ ...record, wrongPins: 0 });
  });
}

function expectSame(record: KeyRecord, { keyId, lockedIdentity }: Counted): void {
  if (record.keyId === keyId && record.lockedIdentity === lockedIdentity) return;
  throw new KeyringProblem("conflict", { sentence: "The PIN was changed meanwhile. Try again with the new one." });
}
