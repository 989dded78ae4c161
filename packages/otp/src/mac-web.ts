// HMAC (RFC 2104) of browsers: WebCrypto.
import type { Algorithm, Mac } from "./mac.ts";

const hashNames: Record<Algorithm, string> = { SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" };

export async function macOf(secret: Uint8Array, algorithm: Algorithm): Promise<Mac> {
  const hash = hashNames[algorithm];
  const key = await crypto.subtle.importKey("raw", new Uint8Array(secret), { name: "HMAC", hash }, false, ["sign"]);
  return async (message) => new DataView(await crypto.subtle.sign("HMAC", key, message.buffer));
}
