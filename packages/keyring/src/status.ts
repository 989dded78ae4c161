// What a key says of itself, without its PIN and without the server.
import type { KeyReason, KeyRules, KeyStatus, RecipientKind } from "@hesper/contract";
import { fingerprintOf } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import type { KeyringProblemCode } from "./problem.ts";
import { readAccounts } from "./reading.ts";
import { type OtherKey, withFingerprint } from "./recipients.ts";
import type { AccountTrouble } from "./storage.ts";
import { activated, obstacleOf, worksUntilMs } from "./usable.ts";

export interface KeyStatusReport {
  readonly server: string;
  readonly installation: string;
  readonly keyId: string;
  readonly name: string;
  readonly employee: { readonly id: string; readonly name: string; readonly email: string };
  readonly recipientKind: RecipientKind;
  /** Of the recipient; the administrator sees the same. Null: wiped. */
  readonly fingerprint: string | null;
  /** As the server last said. */
  readonly status: KeyStatus;
  readonly reason: KeyReason | null;
  readonly policy: KeyRules;
  /** What keeps it from being opened now; null: nothing but its PIN. */
  readonly obstacle: KeyringProblemCode | null;
  /** Milliseconds since 1970. */
  readonly lastContactMs: number;
  /** When it stops to open anything without contact. */
  readonly worksUntilMs: number;
  readonly wrongPins: number;
  /** Keys of the employee to which something was sealed here. */
  readonly otherKeys: readonly OtherKey[];
  readonly accounts: number;
  readonly troubles: readonly { readonly id: string; readonly trouble: AccountTrouble }[];
  /** Whether it has wiped itself and the server was told so. */
  readonly wipe: "none" | "untold" | "told";
}

/** Throws `KeyringProblem`: `not_activated`. */
export async function readStatus({ storage, clock }: KeyHost): Promise<KeyStatusReport> {
  const { record, accounts } = await storage.read(async (tx) => ({
    record: activated(await tx.getRecord()),
    accounts: await readAccounts(tx),
  }));
  const { server, installation, keyId, name, employee, recipientKind, status, reason, policy } = record;
  const isWiped = record.lockedIdentity === null;
  return {
    server,
    installation,
    keyId,
    name,
    employee,
    recipientKind,
    fingerprint: isWiped ? null : await fingerprintOf(record.recipient),
    status,
    reason,
    policy,
    obstacle: obstacleOf(record, clock.nowMs()),
    lastContactMs: record.lastContactMs,
    worksUntilMs: worksUntilMs(record),
    wrongPins: record.wrongPins,
    otherKeys: await Promise.all(record.knownKeys.map(withFingerprint)),
    accounts: accounts.length,
    troubles: accounts.flatMap(({ id, trouble }) => (trouble === null ? [] : [{ id, trouble }])),
    wipe: !isWiped ? "none" : record.token === null ? "told" : "untold",
  };
}
