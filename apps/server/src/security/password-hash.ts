// Argon2id (RFC 9106): the one file that hashes and verifies, for whoever has a place in the queue.
import { timingSafeEqual } from "node:crypto";
import { hash as argon2Hash, verify as argon2Verify, hashRaw } from "@node-rs/argon2";
import type { HashPlace } from "./hash-queue.ts";
import type { Random } from "./random.ts";

export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** 19 MiB, 2 passes, 1 lane. */
export const defaultParameters: Argon2Parameters = { memoryKib: 19_456, passes: 2, lanes: 1 };

// Argon2id; the package's constant enum cannot be used where types are only stripped.
const argon2id = 2;

function options(parameters: Argon2Parameters) {
  return {
    algorithm: argon2id,
    memoryCost: parameters.memoryKib,
    timeCost: parameters.passes,
    parallelism: parameters.lanes,
    outputLen: 32,
  };
}

/** NFC, as NIST SP 800-63B-4 3.1.1.2 asks; nothing else is changed, nothing is cut. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize("NFC"), "utf8");
}

/** @returns a PHC string that holds its parameters and its salt of 16 bytes. */
export async function hashPassword(
  place: HashPlace,
  password: string,
  { parameters, random }: { parameters: Argon2Parameters; random: Random },
): Promise<string> {
  const salt = random.bytes(16);
  return place.inTurn(() => argon2Hash(bytesOf(password), { ...options(parameters), salt }));
}

/** Constant time in the compared bytes. False too for a stored text that is no PHC string. */
export async function verifyPassword(place: HashPlace, stored: string, password: string): Promise<boolean> {
  return place.inTurn(async () => {
    try {
      return await argon2Verify(stored, bytesOf(password));
    } catch {
      return false;
    }
  });
}

/** Whether a stored hash was made with other parameters than those wanted now. */
export function isOutdated(stored: string, parameters: Argon2Parameters): boolean {
  const wanted = `$argon2id$v=19$m=${parameters.memoryKib},t=${parameters.passes},p=${parameters.lanes}$`;
  return !stored.startsWith(wanted);
}

/**
 * Keyed slow hashes: Argon2id with the secret value K of RFC 9106 3.1, so that a stolen database alone cannot be searched.
 * Texts that are given together wait for one turn and are hashed one after the other.
 * @param salt at least 8 bytes. @returns 32 bytes for each text.
 */
export async function keyedSlowHashes(
  place: HashPlace,
  texts: readonly string[],
  { salt, key, parameters }: { salt: Uint8Array; key: Uint8Array; parameters: Argon2Parameters },
): Promise<Uint8Array[]> {
  return place.inTurn(async () => {
    const hashes: Uint8Array[] = [];
    for (const text of texts) {
      hashes.push(new Uint8Array(await hashRaw(text, { ...options(parameters), salt, secret: key })));
    }
    return hashes;
  });
}

/** Compares two hashes of equal length in constant time. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
