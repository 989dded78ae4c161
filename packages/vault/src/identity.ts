// Identities: what opens an account. Both kinds are 32 bytes, written as the `age` program does (age-encryption.org/v1).
import { bech32 } from "@scure/base";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { defaultRecipientKind, type RecipientKind, recipientKinds } from "./kinds.ts";
import { VaultProblem } from "./problem.ts";

const prefixes: Readonly<Record<RecipientKind, string>> = {
  hybrid: "AGE-SECRET-KEY-PQ-",
  x25519: "AGE-SECRET-KEY-",
};
/** Of an identity, in bytes. */
export const seedBytes = 32;
const shown = "[redacted]";

/** An identity that logs, JSON and templates do not show. Made by the functions below. */
export class Identity {
  readonly kind: RecipientKind;
  readonly #text: string;

  constructor(kind: RecipientKind, text: string) {
    this.kind = kind;
    this.#text = text;
  }

  /** `AGE-SECRET-KEY-...`. Each call is a place to look at when auditing. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }
}

/** A new identity, from the random generator of the machine. */
export async function generateIdentity(kind: RecipientKind = defaultRecipientKind): Promise<Identity> {
  return new Identity(kind, await (kind === "hybrid" ? generateHybridIdentity() : generateX25519Identity()));
}

/**
 * Reads an identity as it was written: upper case, nothing around it.
 *
 * Throws `VaultProblem`: `invalid_identity`.
 */
export function parseIdentity(text: string): Identity {
  const kind = recipientKinds.find((one) => seedIn(text, prefixes[one])?.length === seedBytes);
  if (kind === undefined) throw new VaultProblem("invalid_identity");
  return new Identity(kind, text);
}

/** @returns null for what is not Bech32 with this prefix. */
function seedIn(text: string, prefix: string): Uint8Array | null {
  if (!text.startsWith(`${prefix}1`)) return null;
  try {
    // Bech32 of at most 90 characters, all of one case.
    const decoded = bech32.decodeToBytes(text);
    return decoded.prefix.toUpperCase() === prefix ? decoded.bytes : null;
  } catch {
    // Not passed on: its words quote the text.
    return null;
  }
}

/** @param seed 32 bytes that cannot be guessed. */
export function identityOfSeed(kind: RecipientKind, seed: Uint8Array): Identity {
  if (seed.length !== seedBytes) throw new VaultProblem("invalid_key_material");
  return new Identity(kind, bech32.encodeFromBytes(prefixes[kind], seed).toUpperCase());
}

/** @returns the recipient to seal to, `age1...`, so that this identity opens it. */
export async function recipientOf(identity: Identity): Promise<string> {
  return await identityToRecipient(identity.reveal());
}
