// Chance that comes out the same each time: everything of the demo follows from the seed, so that it need not be
// remembered. Good for plausible data, and for nothing that has to be secret.

/** What is thrown for: no two have the same luck. */
const purposes = [
  ...(["status", "name", "place", "group", "created", "active", "factor", "password"] as const),
  ...(["log-in day", "log-in", "key", "accounts", "account", "shared", "delivery", "id", "stranger"] as const),
] as const;
export type Purpose = (typeof purposes)[number];

/** The number of a text (FNV-1a, 32 bits). */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Spreads a number over all 32 bits (the end of MurmurHash3). */
function spread(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export class Dice {
  readonly #seed: number;

  constructor(seed: string) {
    this.#seed = spread(numberOf(seed));
  }

  /** 32 bits: the same for the same purpose and numbers. */
  bits(purpose: Purpose, a: number, b = 0): number {
    const first = spread(this.#seed ^ Math.imul(purposes.indexOf(purpose) + 1, 0x9e3779b1));
    return spread(spread(first ^ Math.imul(a + 1, 0x85ebca77)) ^ Math.imul(b + 1, 0xc2b2ae3d));
  }

  /** From 0 to just below 1. */
  roll(purpose: Purpose, a: number, b = 0): number {
    return this.bits(purpose, a, b) / 0x1_0000_0000;
  }

  /** One of a list. */
  pick<T>(list: readonly [T, ...T[]], purpose: Purpose, a: number, b = 0): T {
    return list[this.bits(purpose, a, b) % list.length] ?? list[0];
  }

  /** A whole number whose mean is this. */
  around(mean: number, purpose: Purpose, a: number): number {
    return Math.floor(2 * mean * this.roll(purpose, a, 1) + this.roll(purpose, a, 2));
  }

  bytes(length: number, purpose: Purpose, a: number, b = 0): Uint8Array {
    const bytes = Buffer.alloc(Math.ceil(length / 4) * 4);
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(this.bits(purpose, a, b * 64 + at), at);
    return bytes.subarray(0, length);
  }
}
