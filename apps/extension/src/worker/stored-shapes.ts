// What the store of this browser may hold: whatever comes from it is looked at, since something else may have written it.
import type { KeyRecord, StoredAccount } from "@hesper/keyring";
import { bytes32, exactly, flag, id, listOf, oneOf, orNull, type Shape, text, whole } from "../messages/shape.ts";

const line = text(4000);
const sealed = text(2_000_000);
const number = whole(0, Number.MAX_SAFE_INTEGER);
const most = 100_000;

const securityKeySlot = exactly({
  credentialId: text(1400, 1),
  name: line,
  transports: listOf(text(50), 20),
  salt: bytes32,
  sealedIdentity: text(20_000),
  addedAtMs: number,
});

export const keyRecord = exactly({
  v: whole(1, 1),
  server: line,
  installation: line,
  keyId: id,
  name: line,
  employee: exactly({ id, name: line, email: line }),
  token: orNull(line),
  recipientKind: oneOf("hybrid", "x25519"),
  recipient: line,
  lockedIdentity: orNull(text(20_000)),
  securityKeys: listOf(securityKeySlot, 100),
  policy: exactly({ pinMinimumLength: number, wrongPins: number, lockAfterMinutes: number, offlineDays: number }),
  status: oneOf("reserved", "active", "locked", "suspended", "deactivated", "compromised"),
  reason: orNull(oneOf("withdrawn", "lost", "stolen", "broken", "wrong_pin")),
  revision: number,
  lastContactMs: number,
  latestMs: number,
  wrongPins: number,
  lockNumber: number,
  pinLock: orNull(oneOf("untold", "told")),
  knownKeys: listOf(exactly({ keyId: id, recipient: line, told: flag }), most),
  receipts: exactly({ applied: listOf(id, most), removed: listOf(id, most), revision: number }),
}) as Shape<KeyRecord>;

export const accountDetails = exactly({
  name: line,
  urls: listOf(line, 1000),
  apps: listOf(line, 1000),
  loginType: oneOf("website", "application", "local", "domain", "azure_ad", "microsoft"),
  login: line,
});
export const accountKind = oneOf("personal", "shared", "private");
export const accountTrouble = oneOf("swapped", "replayed", "damaged", "not_for_this_key", "newer_version");
const parts = exactly({ sealedRevision: number, sealed, details: orNull(sealed) });

export const storedAccount = exactly({
  id,
  kind: accountKind,
  revision: number,
  details: orNull(accountDetails),
  parts,
  newer: orNull(parts),
  seenRevision: number,
  updatedAt: line,
  trouble: orNull(accountTrouble),
}) as Shape<StoredAccount>;
