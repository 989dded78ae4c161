// What the tests of the keyring share: a key that is activated without a server, and accounts that are sealed to it.

import { type KeyAccount, keyPolicyDefaults } from "@hesper/contract";
import {
  type AccountPayload,
  generateIdentity,
  type Identity,
  recipientOf,
  sealAccount,
  sealDetails,
} from "@hesper/vault";
import { Encrypter } from "age-encryption";
import { toBase64 } from "../base64.ts";
import type { KeyHost } from "../host.ts";
import { KeyringProblem, type KeyringProblemCode } from "../problem.ts";
import { noReceipts } from "../receipts.ts";
import type { AccountDetails, KeyRecord } from "../storage.ts";
import { MemoryStorage } from "./memory-storage.ts";

export const startMs = Date.UTC(2026, 2, 1, 12, 0, 5);
export const dayMs = 24 * 60 * 60 * 1000;
export const pin = "471108";

/** As `lockIdentityToPin` locks it, but quickly. */
export async function lockCheaply(identity: Identity, text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(text.normalize("NFC"));
  encrypter.setScryptWorkFactor(4);
  return await encrypter.encrypt(`${identity.reveal()}\n`);
}

export interface TestKey extends KeyHost {
  readonly storage: MemoryStorage;
  readonly identity: Identity;
  readonly recipient: string;
  nowMs: number;
}

/** A key whose server is not there. */
export async function makeKey(record: Partial<KeyRecord> = {}): Promise<TestKey> {
  const identity = await generateIdentity("x25519");
  const recipient = await recipientOf(identity);
  const storage = new MemoryStorage();
  const lockedIdentity = toBase64(await lockCheaply(identity, pin));
  await storage.change((tx) => tx.putRecord({ ...baseRecord, recipient, lockedIdentity, ...record }));
  const key = {
    storage,
    identity,
    recipient,
    nowMs: startMs,
    clock: { nowMs: () => key.nowMs },
    fetch: () => Promise.reject(new Error("There is no server.")),
  };
  return key;
}

const baseRecord: KeyRecord = {
  v: 1,
  server: "https://hesper.example.org",
  installation: "Hesper",
  keyId: "01890a5d-ac96-774b-bcce-b302099a8001",
  name: "Laptop",
  employee: { id: "01890a5d-ac96-774b-bcce-b302099a8002", name: "Ada Lovelace", email: "ada@example.org" },
  token: "token-of-the-key",
  recipientKind: "x25519",
  recipient: "",
  lockedIdentity: "",
  securityKeys: [],
  policy: keyPolicyDefaults,
  status: "active",
  reason: null,
  revision: 0,
  lastContactMs: startMs,
  latestMs: startMs,
  wrongPins: 0,
  lockNumber: 0,
  pinLock: null,
  knownKeys: [],
  receipts: noReceipts,
};

/** The id of the account with this number. */
export function idOf(number: number): string {
  return `01890a5d-ac96-774b-bcce-${String(number).padStart(12, "0")}`;
}

export const details: AccountDetails = {
  name: "Mail",
  urls: ["https://mail.example.org"],
  apps: [],
  loginType: "website",
  login: "ada",
};

export interface GivenInput {
  readonly id?: string;
  readonly kind?: KeyAccount["kind"];
  /** As the server says. */
  readonly revision?: number;
  /** What stands inside. */
  readonly inside?: Partial<AccountPayload>;
  readonly details?: Partial<AccountDetails>;
}

/** An account as the server gives it, sealed to somebody. */
export async function givenTo(recipient: string, input: GivenInput = {}): Promise<KeyAccount> {
  const { id = idOf(1), kind = "personal", revision = 1 } = input;
  const payload = { v: 1, account: id, revision, password: `secret ${revision}`, otp: null, notes: null } as const;
  const inside = { ...payload, ...input.inside };
  const sealed = toBase64(await sealAccount(inside, [recipient]));
  const base = { id, revision, sealedRevision: revision, sealed, updatedAt: "2026-03-01T12:00:00.000Z" };
  const readable = { ...details, ...input.details };
  if (kind !== "private") return { ...base, ...readable, urls: [...readable.urls], apps: [...readable.apps], kind };
  const { account, revision: inner } = inside;
  const parts = { ...readable, urls: [...readable.urls], apps: [...readable.apps] };
  const written = await sealDetails({ v: 1, account, revision: inner, ...parts }, [recipient]);
  return { ...base, kind, details: toBase64(written) };
}

/** What the person is told. Anything but a `KeyringProblem` is a bug, and thrown on. */
export async function problemOf(work: () => unknown): Promise<KeyringProblem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof KeyringProblem) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

export async function refusal(work: () => unknown): Promise<KeyringProblemCode> {
  return (await problemOf(work)).code;
}
