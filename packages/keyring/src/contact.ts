// What the server says of the key, and what the key makes of it: its status, its policy, its PIN lock, its wiping.
import type { KeyState } from "@hesper/contract";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import { noReceipts } from "./receipts.ts";
import { bodyOf, type Call } from "./server.ts";
import type { KeyRecord } from "./storage.ts";
import { activated, isEnded } from "./usable.ts";

export interface Contact {
  readonly record: KeyRecord;
  readonly state: KeyState;
  /** An administrator unlocked the key since the last contact. */
  readonly unlocked: boolean;
}

/**
 * Tells that the key has locked itself, where the server does not know. Told twice it is the same lock.
 *
 * @returns whether there was something to tell.
 */
export async function tellOwnLock({ storage }: KeyHost, call: Call, record: KeyRecord): Promise<boolean> {
  if (record.pinLock !== "untold") return false;
  const { lockNumber } = record;
  const answer = await call("tellLock", { body: { lock: lockNumber } });
  // Ended, perhaps: its state says so.
  if (!answer.ok && answer.code === "forbidden") return false;
  bodyOf(answer);
  await storage.change(async (tx) => {
    const current = activated(await tx.getRecord());
    if (current.lockNumber !== lockNumber || current.pinLock !== "untold") return;
    await tx.putRecord({ ...current, pinLock: "told" });
  });
  return true;
}

/** Asks for the state of the key, and keeps it. Throws `KeyringProblem`. */
export async function askState({ storage, clock }: KeyHost, call: Call, keyId: string): Promise<Contact> {
  const state = bodyOf(await call("getKeyState", {}));
  if (state.keyId !== keyId || state.status === "reserved") throw new KeyringProblem("bad_answer");
  const nowMs = clock.nowMs();
  return await storage.change(async (tx) => {
    const current = activated(await tx.getRecord());
    // Another sync wiped it meanwhile, or another key was activated in its place.
    if (current.keyId !== keyId || isEnded(current)) return { record: current, state, unlocked: false };
    // It is wiped with the same change that notes it.
    if (state.status === "deactivated" || state.status === "compromised")
      return { record: current, state, unlocked: false };
    const { record, unlocked } = withState(current, state, nowMs);
    await tx.putRecord(record);
    return { record, state, unlocked };
  });
}

function withState(before: KeyRecord, state: KeyState, nowMs: number): { record: KeyRecord; unlocked: boolean } {
  const { name, status, reason, policy, employee, installation, lock } = state;
  // The server knows of a later lock, as where the store was put back to an older one: the next lock is a new one.
  const lockNumber = Math.max(before.lockNumber, lock);
  const unlocked = before.pinLock !== null && status === "active" && lock >= before.lockNumber;
  const record = {
    ...before,
    name,
    status,
    reason,
    policy,
    employee,
    installation,
    lockNumber,
    // The server was there: a clock that ran ahead and was set right is forgiven.
    lastContactMs: nowMs,
    latestMs: nowMs,
    ...(unlocked ? { pinLock: null, wrongPins: 0 } : {}),
  };
  return { record, unlocked };
}

export type Ended = Pick<KeyRecord, "keyId" | "status" | "reason">;

/** Wipes everything but what it takes to say so. It is done once: who comes second finds it done. */
export async function wipe({ storage }: KeyHost, { keyId, status, reason }: Ended): Promise<void> {
  await storage.change(async (tx) => {
    const current = await tx.getRecord();
    if (current?.keyId !== keyId || current.lockedIdentity === null) return;
    await tx.wipe();
    await tx.putRecord({
      ...current,
      status,
      reason,
      lockedIdentity: null,
      securityKeys: [],
      revision: 0,
      knownKeys: [],
      receipts: noReceipts,
    });
  });
}

/** Confirms the wiping; the token is forgotten with it. */
export async function confirmWipe({ storage }: KeyHost, call: Call, keyId: string): Promise<void> {
  const answer = await call("confirmWipe", {});
  // Not known any more: it was confirmed, and the answer was lost.
  if (!answer.ok && answer.code !== "not_authenticated") bodyOf(answer);
  await storage.change(async (tx) => {
    const current = await tx.getRecord();
    if (current?.keyId === keyId && current.lockedIdentity === null) await tx.putRecord({ ...current, token: null });
  });
}
