// What a text in the field "OTP secret" is: a secret, an export of several, or something else.
import { type MigrationPart, type OtpEntry, readMigration, readOtpSecret } from "@hesper/otp";
import { type Trouble, troubleOf, troubleOfMigration } from "./words.ts";

export type Reading =
  | { readonly kind: "nothing" }
  | { readonly kind: "entry"; readonly entry: OtpEntry }
  | { readonly kind: "part"; readonly part: MigrationPart }
  | ({ readonly kind: "trouble" } & Trouble);

export function readText(text: string): Reading {
  if (text.trim() === "") return { kind: "nothing" };
  const read = readOtpSecret(text);
  if ("otp" in read) return { kind: "entry", entry: read };
  if (read.refusal.code !== "migration") return { kind: "trouble", ...troubleOf(read.refusal) };
  const part = readMigration(text);
  return "refusal" in part ? { kind: "trouble", ...troubleOfMigration(part.refusal) } : { kind: "part", part };
}

/** What the field holds. */
export interface OtpDraft {
  /** As typed; empty where the entry came from a picture or an export. */
  readonly text: string;
  readonly entry: OtpEntry | null;
  /** The person has compared the code with that of their app. */
  readonly compared: boolean;
}

export const noOtp: OtpDraft = { text: "", entry: null, compared: false };

/** What keeps a draft from being saved; null: it can be, also when it is empty. */
export function draftProblem({ text, entry, compared }: OtpDraft): string | null {
  if (entry === null) return text.trim() === "" ? null : "Correct the OTP secret, or empty the field.";
  return compared ? null : "Compare the code with that of the authenticator app, and tick the box.";
}

/** The name that an authenticator app shows for it. */
export function nameOfEntry({ issuer, account }: Pick<OtpEntry, "issuer" | "account">): string {
  return [issuer, account].filter((name) => name !== null && name !== "").join(": ") || "Without a name";
}

/** "SHA1, 6 digits, a new code every 30 seconds". */
export function parametersOf({ otp: { algorithm, digits, period } }: OtpEntry): string {
  return `${algorithm}, ${digits} digits, a new code every ${period} seconds`;
}
