// Challenges: 32 random bytes, kept sealed in the browser's cookie, for one purpose and one caller, good once (V6.7.2).
import type { Keyring } from "../data-keys/data-keys.ts";
import type { Database, Tx } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";
import { Secret } from "../security/secret.ts";
import { hashToken } from "../security/tokens.ts";
import { spendChallengeHash } from "./store.ts";

/**
 * What the answer may be used for. `login`: without a password before it. `security_key`: to add a key that holds
 * accounts; `open_...`: to open something with one.
 */
export type Purpose =
  | "register"
  | "second_factor"
  | "login"
  | "proof"
  | "security_key"
  | "open_accounts"
  | "open_organisation_key";

/** Who may answer: a person, a half-done log-in, a session; nobody in particular for `login`. */
export interface Binding {
  readonly purpose: Purpose;
  readonly subject: string;
}

export interface Challenge extends Binding {
  readonly challenge: string;
  /** What else was decided when it was made, and is to be the same when the answer comes. */
  readonly note: string | null;
  readonly expiresAtMs: number;
}

/** The time that a ceremony may take. */
export const challengeTtlSeconds = 300;

function placeOf({ purpose, subject }: Binding) {
  return { table: "cookie", column: purpose, row: subject };
}

interface ChallengeDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

export async function newChallenge(
  { db, ids, keyring }: ChallengeDeps,
  binding: Binding,
  note: string | null = null,
): Promise<{ challenge: string; bytes: Uint8Array; cookie: Secret<string> }> {
  const keys = await keyring.read(db);
  const bytes = ids.random.bytes(32);
  const challenge = Buffer.from(bytes).toString("base64url");
  const expiresAtMs = ids.clock.nowMs() + challengeTtlSeconds * 1000;
  const content = JSON.stringify({ challenge, expiresAtMs, note });
  const cookie = new Secret(keys.encryptValue(new Uint8Array(Buffer.from(content)), placeOf(binding)));
  return { challenge, bytes, cookie };
}

/** Null: no cookie of ours, for another purpose or caller, too old, or of before a rotation of the keys. */
export async function openChallenge(
  { db, ids, keyring }: ChallengeDeps,
  cookie: string | null,
  binding: Binding,
): Promise<Challenge | null> {
  if (cookie === null) return null;
  const keys = await keyring.read(db);
  try {
    const content = Buffer.from(keys.decryptValue(cookie, placeOf(binding))).toString("utf8");
    const { challenge, expiresAtMs, note = null } = JSON.parse(content) as Omit<Challenge, keyof Binding>;
    return expiresAtMs > ids.clock.nowMs() ? { ...binding, challenge, expiresAtMs, note } : null;
  } catch {
    // Anything that does not open was not made by us for this.
    return null;
  }
}

/** Spends a challenge; true only for the one call that spent it. Safe to race. */
export async function spendChallenge(tx: Tx, ids: IdSource, { challenge, expiresAtMs }: Challenge): Promise<boolean> {
  return spendChallengeHash(tx, { challenge_hash: hashToken(challenge), expires_at: expiresAtMs }, ids.clock.nowMs());
}
