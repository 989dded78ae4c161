// HMAC (RFC 2104) of Node: at once, where WebCrypto would wake a thread for each of some microseconds of work.
import { createHmac } from "node:crypto";
import type { Algorithm, Mac } from "./mac.ts";

export async function macOf(secret: Uint8Array, algorithm: Algorithm): Promise<Mac> {
  return (message) => {
    const { buffer, byteOffset, byteLength } = createHmac(algorithm, secret).update(message).digest();
    return new DataView(buffer, byteOffset, byteLength);
  };
}
