// HOTP (RFC 4226): a code from a secret and a counter, in Node and browsers alike.
import { macOf } from "#mac";
import type { Algorithm, Mac } from "./mac.ts";

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
  return await hotpWithKey(await macOf(secret, algorithm), counter, digits);
}

/** @param mac the HMAC of the secret, for several codes. */
export async function hotpWithKey(mac: Mac, counter: number | bigint, digits: number): Promise<string> {
  if (!Number.isInteger(digits) || digits < 6 || digits > 8) throw new RangeError("A code has 6 to 8 digits.");
  const wide = BigInt(counter);
  if (wide < 0n || wide >= 1n << 64n) throw new RangeError("A counter is from 0 to 2^64 - 1.");
  const message = new DataView(new ArrayBuffer(8));
  message.setBigUint64(0, wide);
  const hash = await mac(message);
  // Dynamic truncation, RFC 4226 5.3.
  const offset = hash.getUint8(hash.byteLength - 1) & 15;
  const number = hash.getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}
