// What a store of the tests holds.
import type { KeyRecord, StoredAccount } from "@hesper/keyring";

const dayMs = 24 * 60 * 60 * 1000;

/** Of a key that is in touch with its server. */
export function recordAt(nowMs: number): KeyRecord {
  return {
    v: 1,
    server: "https://hesper.example.org",
    installation: "Hesper",
    keyId: "0198f3a2-0000-7000-8000-000000000001",
    name: "Laptop",
    employee: { id: "0198f3a2-0000-7000-8000-000000000002", name: "Ada Lovelace", email: "ada@example.org" },
    token: "token-of-the-key",
    recipientKind: "x25519",
    recipient: "age1x",
    lockedIdentity: "bG9ja2Vk",
    securityKeys: [],
    policy: { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 },
    status: "active",
    reason: null,
    revision: 0,
    lastContactMs: nowMs - dayMs,
    latestMs: nowMs,
    wrongPins: 0,
    lockNumber: 0,
    pinLock: null,
    knownKeys: [],
    receipts: { applied: [], removed: [], revision: 0 },
  };
}

export function accountOf(id: string, sealed = "sealed-part", name = `Account ${id}`): StoredAccount {
  return {
    id,
    kind: "personal",
    revision: 1,
    details: { name, urls: [], apps: [], loginType: "website", login: "ada" },
    parts: { sealedRevision: 1, sealed, details: null },
    newer: null,
    seenRevision: 1,
    updatedAt: "2026-03-01T12:00:00.000Z",
    trouble: null,
  };
}
