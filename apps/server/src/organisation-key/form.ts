// Whether a recipient and a locked identity look as they must. Whether they belong together, only a browser can tell.
import type { RecipientKind } from "@hesper/contract";
import { readLockedHeader } from "@hesper/vault/header";
import { highestWorkFactor, workFactor } from "@hesper/vault/limits";
import { VaultProblem } from "@hesper/vault/problem";
import { kindOfRecipient } from "@hesper/vault/recipient-form";
import { done, type Refusal, type Result, refuseField } from "../security/result.ts";

/** What the browser made: who can be sealed to, and the identity behind it, locked with a passphrase. */
export interface NewKey {
  readonly recipient: string;
  /** An age file, Base64. */
  readonly lockedIdentity: string;
}

export function readNewKey({ recipient, lockedIdentity }: NewKey): Result<RecipientKind, "invalid_request"> {
  const refusal = refusalOfLocked(lockedIdentity);
  if (refusal) return refusal;
  const kind = attempt(() => kindOfRecipient(recipient));
  return kind === null ? refuseField("/recipient", "This is no recipient that can be sealed to.") : done(kind);
}

/** Null: an age file that a passphrase opens, no more easily tried than the console makes it. */
export function refusalOfLocked(lockedIdentity: string): Refusal<"invalid_request"> | null {
  const bytes = Buffer.from(lockedIdentity, "base64");
  const isCanonical = bytes.toString("base64") === lockedIdentity;
  const header = isCanonical ? attempt(() => readLockedHeader(bytes)) : null;
  if (header === null) {
    return refuseField("/lockedIdentity", "This is no age file that is locked with a passphrase and nothing else.");
  }
  if (header.workFactor >= workFactor && header.workFactor <= highestWorkFactor) return null;
  const costs = `scrypt must have a work factor of ${workFactor} to ${highestWorkFactor}`;
  return refuseField("/lockedIdentity", `Passphrases could be tried on this too quickly, or too slowly: ${costs}.`);
}

/** Null where it is not what it should be. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof VaultProblem) return null;
    throw error;
  }
}
