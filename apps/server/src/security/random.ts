// Randomness comes in through this interface: the operating system's generator in production (V6.5.3).
import { randomBytes } from "node:crypto";

export interface Random {
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
