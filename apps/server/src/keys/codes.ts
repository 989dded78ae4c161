// Activation codes: 100 random bits, shown in groups of five, typed or pasted in any way.
import { activationCodeLength } from "@hesper/contract";
import { generateCode, readTyped } from "../recovery-codes/format.ts";
import type { Random } from "../security/random.ts";
import { Secret } from "../security/secret.ts";
import { hashToken } from "../security/tokens.ts";

export interface NewCode {
  /** Such as `7K2M9-QRT0A-BC4DE-XYZ12`. */
  readonly code: Secret<string>;
  /** What is stored. */
  readonly hash: string;
}

export function newCode(random: Random): NewCode {
  const plain = generateCode(random, activationCodeLength);
  return { code: new Secret(plain.match(/.{5}/g)?.join("-") ?? plain), hash: hashToken(plain) };
}

/** The stored form of a code as it was typed. What cannot be one has the form of one that nobody has. */
export function hashTyped(typed: string): string {
  return hashToken(readTyped(typed));
}
