// Branded identifiers (UUID version 7, RFC 9562 5.7), so that the id of one thing is not taken for that of another.
import { v7 } from "uuid";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type EmployeeId = Id<"employee">;
export type SessionId = Id<"session">;
export type PendingLoginId = Id<"pending login">;
export type AuthenticatorId = Id<"authenticator">;

export interface IdSource {
  readonly clock: Clock;
  readonly random: Random;
}

/** Sortable by time of making; unguessable enough to be unique, never used as a secret. */
export function newId<T extends string>({ clock, random }: IdSource): T {
  return v7({ msecs: clock.nowMs(), random: random.bytes(16), seq: seqFrom(random) }) as T;
}

function seqFrom(random: Random): number {
  return Buffer.from(random.bytes(4)).readUInt32BE();
}
