// Bearer tokens: 32 random bytes, of which the database holds only the SHA-256 (V7.2.3).
import { hash, timingSafeEqual } from "node:crypto";
import type { Random } from "./random.ts";
import { Secret } from "./secret.ts";

export interface NewToken {
  /** What the bearer gets: 43 characters of Base64url. */
  readonly token: Secret<string>;
  /** What is stored. */
  readonly hash: string;
}

/** The stored form of a token. 256 random bits need no slow hash. */
export function hashToken(token: string): string {
  return hash("sha256", token, "base64url");
}

export function newToken(random: Random): NewToken {
  const token = Buffer.from(random.bytes(32)).toString("base64url");
  return { token: new Secret(token), hash: hashToken(token) };
}

/** Compares in constant time, whatever the lengths. */
export function equalTokens(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(a)), Buffer.from(hashToken(b)));
}
