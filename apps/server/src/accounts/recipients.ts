// Whom an account is sealed to, and what of a sealed part the server can check: that it is an age file for as many keys
// as are named, of the kind of the installation, and that these are keys of whom the account is for.
import { readSealedHeader, type SealedHeader } from "@hesper/vault/header";
import { VaultProblem } from "@hesper/vault/problem";
import type { Handle, Tx } from "../database/database.ts";
import type { Employees } from "../keys/recipient-store.ts";
import { findKind, findRecipient, holdRecipient } from "../organisation-key/recipient.ts";
import type { KeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import { findKeysAmong, listKeysOf, type Recipient } from "./employee-keys.ts";

export interface Recipients {
  readonly keys: readonly Recipient[];
  /** Null: there is no organisation key. */
  readonly organisation: Recipient | null;
}

/** As it travels: bytes in Base64, and the ids of the keys that can open them. */
export interface Sealed {
  readonly sealed: string;
  readonly sealedTo: readonly KeyId[];
}

/** Whom to seal to what these employees have. @param employees null: nobody has it yet. */
export async function recipientsFor(db: Handle, employees: Employees | null): Promise<Recipients> {
  const organisation = await findRecipient(db);
  const keys = employees === null ? [] : await listKeysOf(db, employees);
  return { keys, organisation: organisation && asRecipient(organisation) };
}

function asRecipient({ keyId, recipient }: Recipient): Recipient {
  return { keyId, recipient };
}

/**
 * To be called first in a transaction that stores a sealed part, or gives or takes an account: until it ends, the
 * organisation key stays what it is, and no key is activated, which would be overlooked.
 */
export async function holdRecipients(tx: Tx): Promise<void> {
  await holdRecipient(tx);
}

/** Reads the header. It costs some time, and so is done before the transaction. */
export function readSealed({ sealed, sealedTo }: Sealed): Result<SealedHeader, "invalid_request"> {
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.toString("base64") !== sealed) return refuseField("/sealed", "The sealed part is an age file in Base64.");
  let header: SealedHeader;
  try {
    header = readSealedHeader(bytes);
  } catch (error) {
    if (error instanceof VaultProblem) return refuseField("/sealed", error.message);
    throw error;
  }
  if (header.recipients === sealedTo.length) return done(header);
  const [keys, named] = [countOf(header.recipients), countOf(sealedTo.length)];
  return refuseField("/sealedTo", `It is sealed to ${keys}, and ${named} named.`);
}

function countOf(keys: number): string {
  return keys === 1 ? "1 key" : `${keys} keys`;
}

/** What is wrong with the keys of a sealed part, as things are now; null: nothing. `holdRecipients` comes before. */
export async function obstacleToKeys(
  tx: Tx,
  { sealedTo, kind, of }: { sealedTo: readonly KeyId[]; kind: SealedHeader["kind"]; of: Employees | null },
): Promise<Refusal<"conflict" | "invalid_request"> | null> {
  const organisation = await findRecipient(tx);
  const known = of === null ? new Set<KeyId>() : await findKeysAmong(tx, of, sealedTo);
  if (!organisation && known.size === 0 && (of === null || (await listKeysOf(tx, of)).length === 0)) {
    return refuse("conflict", nobodyToSealTo);
  }
  if (kind !== (await findKind(tx))) {
    return refuseField("/sealed", "It is sealed to keys of the other kind. All keys of an installation are of one.");
  }
  if (sealedTo.some((keyId) => keyId !== organisation?.keyId && !known.has(keyId)))
    return refuse("conflict", otherKeys);
  if (organisation && !sealedTo.includes(organisation.keyId)) return refuse("conflict", withoutOrganisation);
  return null;
}

const nobodyToSealTo =
  "There is nobody to seal this to: no organisation key, and no active key of the employee. " +
  "Make the organisation key under Settings, or give the employee a key, and try again.";
const otherKeys = "The keys have changed meanwhile. Load them again, seal to those, and save again.";
const withoutOrganisation =
  "This is not sealed to the organisation key. Load the keys again, seal to all, and save again.";
