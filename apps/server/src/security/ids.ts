// Branded identifiers (UUID version 7, RFC 9562 5.7), so that the id of one thing is not taken for that of another.
import { v7 } from "uuid";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type EmployeeId = Id<"employee">;
export type CompanyId = Id<"company">;
export type DepartmentId = Id<"department">;
export type PositionId = Id<"position">;
export type EmployeeImportId = Id<"employee import">;
export type GroupId = Id<"group">;
export type SessionId = Id<"session">;
export type PendingLoginId = Id<"pending login">;
export type AuthenticatorId = Id<"authenticator">;
export type OrganisationKeyId = Id<"organisation key">;
export type PasskeyId = Id<"passkey">;
export type TemporaryPassId = Id<"temporary pass">;
export type TrustedBrowserId = Id<"trusted browser">;
export type AccountId = Id<"account">;
export type AccountTemplateId = Id<"account template">;
export type LeaverId = Id<"leaver">;
/** Of a key that an employee has. */
export type EmployeeKeyId = Id<"key">;
export type KeyPolicyId = Id<"key policy">;
/** Of an employee's key, or of the organisation key. */
export type KeyId = EmployeeKeyId | OrganisationKeyId;

/** Makes ids, from the time and the randomness that everything else uses too. */
export interface IdSource {
  readonly clock: Clock;
  readonly random: Random;
  /** Counts within one millisecond, so that ids of one source sort in the order in which they were made. */
  nextSequence(nowMs: number): number;
}

const sequenceStart = 0x3fff_ffff;

export function createIds(clock: Clock, random: Random): IdSource {
  let lastMs = -1;
  let sequence = 0;
  const nextSequence = (nowMs: number): number => {
    // A random start, with room to count up (RFC 9562 6.2, method 2).
    if (nowMs !== lastMs) sequence = Buffer.from(random.bytes(4)).readUInt32BE() & sequenceStart;
    else sequence += 1;
    lastMs = nowMs;
    return sequence;
  };
  return { clock, random, nextSequence };
}

/** Unique, and sortable by the time of making; never used as a secret. */
export function newId<T extends string>({ clock, random, nextSequence }: IdSource): T {
  const nowMs = clock.nowMs();
  return v7({ msecs: nowMs, random: random.bytes(16), seq: nextSequence(nowMs) }) as T;
}

/** When an id was made, in milliseconds; null: it is none of ours. */
export function timeOfId(id: string): number | null {
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.exec(id);
  return parts ? Number.parseInt(`${parts[1]}${parts[2]}`, 16) : null;
}

/** The first id that could have been made at a time: the first 48 bits are milliseconds. */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
