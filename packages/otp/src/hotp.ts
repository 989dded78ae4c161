// HOTP (RFC 4226): a code from a secret and a counter. WebCrypto only, for Node and browsers alike.

export const algorithms = ["SHA1", "SHA256", "SHA512"] as const;
export type Algorithm = (typeof algorithms)[number];

const hashNames: Record<Algorithm, string> = { SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" };

export interface HotpInput {
  /** At least one byte. */
  readonly secret: Uint8Array;
  /** 0 to 2^64 - 1. */
  readonly counter: number | bigint;
  /** 6 to 8. */
  readonly digits?: number;
  readonly algorithm?: Algorithm;
}

/** @returns the code, with leading zeros (RFC 4226 5.3). Throws `RangeError` for an impossible counter or digits. */
export async function hotp({ secret, counter, digits = 6, algorithm = "SHA1" }: HotpInput): Promise<string> {
  return await hotpWithKey(await importSecret(secret, algorithm), counter, digits);
}

/** Imports a secret once for several codes. */
export async function importSecret(secret: Uint8Array, algorithm: Algorithm): Promise<CryptoKey> {
  const hash = hashNames[algorithm];
  return crypto.subtle.importKey("raw", new Uint8Array(secret), { name: "HMAC", hash }, false, ["sign"]);
}

export async function hotpWithKey(key: CryptoKey, counter: number | bigint, digits: number): Promise<string> {
  if (!Number.isInteger(digits) || digits < 6 || digits > 8) throw new RangeError("A code has 6 to 8 digits.");
  const wide = BigInt(counter);
  if (wide < 0n || wide >= 1n << 64n) throw new RangeError("A counter is from 0 to 2^64 - 1.");
  const message = new DataView(new ArrayBuffer(8));
  message.setBigUint64(0, wide);
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, message.buffer));
  // Dynamic truncation, RFC 4226 5.3.
  const offset = mac.getUint8(mac.byteLength - 1) & 15;
  const number = mac.getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}
