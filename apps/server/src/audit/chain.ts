// How events are hashed, chained and signed. Pure: SHA-256 (FIPS 180-4) and Ed25519 (RFC 8032).
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import type { Tables } from "../database/tables.ts";

/** The hash before the first seal. */
export const genesis = "";

function sha256(text: string): string {
  return hash("sha256", text, "base64url");
}

/** An event as it is hashed. The time is a text where it is no number that a program could have written. */
export type HashedEvent = Omit<Tables["audit_events"], "seal" | "at"> & { readonly at: number | string };

/** The hash of everything that an event says. */
export function eventHash(row: HashedEvent): string {
  const { id, at, type, outcome, actor_id, subject_id, address, user_agent, factor, detail } = row;
  return sha256(JSON.stringify([id, at, type, outcome, actor_id, subject_id, address, user_agent, factor, detail]));
}

/** A line for each event, in order: the id and the hash. Nothing in an id can end the line and begin another. */
export function entriesOf(rows: readonly HashedEvent[]): string {
  return rows.map((row) => `${encodeURIComponent(row.id)} ${eventHash(row)}\n`).join("");
}

/** The hash of each event by its id. */
export function parseEntries(entries: string): Map<string, string> {
  const lines = entries.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [id = "", hash = ""] = line.split(" ");
      return [decoded(id), hash];
    }),
  );
}

/** Also of a list that somebody else has written. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** What a seal vouches for, and with it, through `previous_hash`, everything before. */
export interface SealContent {
  readonly number: number;
  readonly previous_hash: string;
  readonly event_count: number;
  readonly last_at: number;
  readonly entries_hash: string;
  readonly sealed_at: number;
  readonly key_id: string;
}

export const entriesHash = sha256;

export function sealHash(seal: SealContent): string {
  const { number, previous_hash, event_count, last_at, entries_hash, sealed_at, key_id } = seal;
  return sha256(
    JSON.stringify([
      "hesper audit seal 1",
      number,
      previous_hash,
      event_count,
      last_at,
      entries_hash,
      sealed_at,
      key_id,
    ]),
  );
}

/** That the events of the first seals were removed, and why: all of them were older than `events_before`. */
export interface RemovalContent {
  readonly up_to_seal: number;
  readonly seal_hash: string;
  readonly events_before: number;
  readonly removed_at: number;
  readonly key_id: string;
}

export function removalHash(removal: RemovalContent): string {
  const { up_to_seal, seal_hash, events_before, removed_at, key_id } = removal;
  return sha256(JSON.stringify(["hesper audit removal 1", up_to_seal, seal_hash, events_before, removed_at, key_id]));
}

/** RFC 8410 7: the private key in PKCS #8 is this and the 32 bytes. */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/** @param seed 32 random bytes. */
export function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
}

/** 32 bytes, Base64url. */
export function publicKeyText(key: KeyObject): string {
  return createPublicKey(key).export({ format: "jwk" }).x ?? "";
}

/** @returns Base64url. */
export function signHash(key: KeyObject, hash: string): string {
  return sign(null, Buffer.from(hash), key).toString("base64url");
}

/** False also where key or signature are none, or where the signature is written in another way than ours. */
export function isSignedBy(publicKey: string, hash: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    const bytes = Buffer.from(signature, "base64url");
    return bytes.toString("base64url") === signature && verify(null, Buffer.from(hash), key, bytes);
  } catch {
    return false;
  }
}
