// Derives identities from key material: the same identity each time, which need be stored nowhere.
import { type Identity, identityOfSeed, seedBytes } from "./identity.ts";
import { defaultRecipientKind, type RecipientKind } from "./kinds.ts";
import { VaultProblem } from "./problem.ts";

/**
 * What a derived identity is for. One material gives identities for each purpose and kind that have nothing to do with
 * one another. `security_key`: is a key of an employee. `unlock`: opens what a device keeps locked.
 */
export const identityPurposes = ["security_key", "unlock"] as const;
export type IdentityPurpose = (typeof identityPurposes)[number];

export interface DerivationInput {
  /** At least 32 bytes that cannot be guessed, such as the output of WebAuthn's PRF. Never a password. */
  readonly material: Uint8Array;
  readonly purpose: IdentityPurpose;
  readonly kind?: RecipientKind;
}

/**
 * HKDF-SHA-256 (RFC 5869) without salt, with the info `hesper/v1/identity/<purpose>/<kind>` in UTF-8; its 32 bytes are
 * the identity. The info must never change: every account of such an identity would be lost.
 *
 * Throws `VaultProblem`: `invalid_key_material`.
 */
export async function deriveIdentity(input: DerivationInput): Promise<Identity> {
  const { material, purpose, kind = defaultRecipientKind } = input;
  if (material.length < seedBytes) throw new VaultProblem("invalid_key_material");
  const key = await crypto.subtle.importKey("raw", new Uint8Array(material), "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(`hesper/v1/identity/${purpose}/${kind}`);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return identityOfSeed(kind, new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, seedBytes * 8)));
}
