// The fingerprint of a recipient: short enough for two people to compare.
import { base32crockford } from "@scure/base";

/**
 * @returns 16 characters in groups of four, such as `7K2M-9QRT-0ABC-XYZ1`: the first 80 bits of the SHA-256 of the
 *   recipient's text, in the Base32 of Crockford.
 */
export async function fingerprintOf(recipient: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(recipient)));
  return base32crockford.encode(digest.slice(0, 10)).match(/.{4}/g)?.join("-") ?? "";
}
