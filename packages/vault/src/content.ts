// What all sealed content has in common: UTF-8 JSON that names its version, its account and its revision, made up with
// spaces so that its size tells little.
import { z } from "zod";
import { codePoints, longestContentBytes } from "./limits.ts";
import { VaultProblem } from "./problem.ts";

const version = 1;

/** Well-formed, so that other programs read the same text. */
export function text(longest: number) {
  return z.string().refine((value) => value.isWellFormed() && codePoints(value) <= longest);
}

/** Begins all content. */
export const named = {
  v: z.literal(version),
  /** UUIDv7 (RFC 9562), made by whoever makes the account; lower case, so that it has one spelling. */
  account: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  /** From 1, raised with each change. */
  revision: z.int().min(1),
};

/** Content is made up to a multiple of this: the size of what is sealed would tell how long a password is. */
const paddingBytes = 512;
const space = 0x20;

/**
 * @returns UTF-8 JSON, followed by spaces.
 *
 * Throws `VaultProblem`: `invalid_payload`, `too_large`.
 */
export function encodeContent<T>(schema: z.ZodType<T>, value: T): Uint8Array {
  const checked = schema.safeParse(value);
  if (!checked.success) throw new VaultProblem("invalid_payload");
  const json = new TextEncoder().encode(JSON.stringify(checked.data));
  const padded = new Uint8Array(Math.ceil(json.length / paddingBytes) * paddingBytes).fill(space);
  if (padded.length > longestContentBytes) throw new VaultProblem("too_large");
  padded.set(json);
  return padded;
}

/** Throws `VaultProblem`: `too_large`, `unknown_version`, `invalid_payload`. */
export function decodeContent<T>(schema: z.ZodType<T>, content: Uint8Array): T {
  if (content.length > longestContentBytes) throw new VaultProblem("too_large");
  const value = parsed(content);
  if (isNewer(value)) throw new VaultProblem("unknown_version");
  const checked = schema.safeParse(value);
  if (!checked.success) throw new VaultProblem("invalid_payload");
  return checked.data;
}

function parsed(content: Uint8Array): unknown {
  try {
    // A byte order mark is left in, where it is no JSON.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content));
  } catch {
    // Not passed on: its words quote the content.
    throw new VaultProblem("invalid_payload");
  }
}

function isNewer(value: unknown): boolean {
  const given = typeof value === "object" && value !== null && "v" in value ? value.v : null;
  return Number.isInteger(given) && Number(given) > version;
}

/** What is opened must be: whoever stores it could hand out another one, or an old one. */
export interface ExpectedAccount {
  readonly account: string;
  /** The newest revision that was seen; 0 where none was. */
  readonly revisionAtLeast: number;
}

/** Throws `VaultProblem`: `wrong_account`, `older_revision`. */
export function expectAccount(
  found: { readonly account: string; readonly revision: number },
  expected: ExpectedAccount,
): void {
  if (found.account !== expected.account) throw new VaultProblem("wrong_account");
  if (found.revision < expected.revisionAtLeast) throw new VaultProblem("older_revision");
}
