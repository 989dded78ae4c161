// Randomness in small pieces out of large ones: to ask the operating system for every id of a million people takes longer
// than to make the people.
import type { Random } from "../security/random.ts";

const pooledBytes = 65_536;

/** Each byte is given away once. @param source of all of them. */
export function pooledRandom(source: Random): Random {
  let pool: Uint8Array = new Uint8Array(0);
  let at = 0;
  return {
    bytes(length) {
      if (length > pool.length - at) {
        pool = source.bytes(Math.max(pooledBytes, length));
        at = 0;
      }
      at += length;
      // A copy: what is kept of it must not keep all of the pool.
      return pool.slice(at - length, at);
    },
  };
}
