// Encryption of single values with AES-256-GCM (NIST SP 800-38D), bound to the place where the value is stored.
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "./random.ts";

/** Where a value is stored. A ciphertext that was moved to another place does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

const version = "v1";
const ivLength = 12;
const tagLength = 16;

function additionalData(place: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([version, keyId, place.table, place.column, place.row]), "utf8");
}

/** @returns `v1.<key id>.<Base64url of iv, ciphertext, tag>`. */
export function encrypt(
  plain: Uint8Array,
  key: { id: string; bytes: Uint8Array },
  place: Place,
  random: Random,
): string {
  const iv = random.bytes(ivLength);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv);
  cipher.setAAD(additionalData(place, key.id));
  const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${version}.${key.id}.${sealed.toString("base64url")}`;
}

/** The id of the key that a stored value was encrypted with. Throws when the text is none of ours. */
export function keyIdOf(stored: string): string {
  const [found, keyId] = stored.split(".");
  if (found !== version || !keyId) throw new Error("A stored value is not an encrypted one.");
  return keyId;
}

/** Throws when the key is another one, the value was changed, or it was moved from its place. */
export function decrypt(stored: string, key: { id: string; bytes: Uint8Array }, place: Place): Uint8Array {
  const [, keyId, text] = stored.split(".");
  if (keyIdOf(stored) !== key.id || !text) throw new Error("A stored value was encrypted with another key.");
  const sealed = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, sealed.subarray(0, ivLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(additionalData(place, keyId ?? ""));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  const plain = Buffer.concat([
    decipher.update(sealed.subarray(ivLength, sealed.length - tagLength)),
    decipher.final(),
  ]);
  return new Uint8Array(plain);
}
