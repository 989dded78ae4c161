// One-time passwords: the code of an account with the seconds that it still holds, and reading a secret that is typed.
import { decodeBase32, encodeBase32, type LiveCode, liveCode, type OtpRefusal, readOtpSecret } from "@hesper/otp";
import type { Clock } from "./host.ts";
import type { AccountSecrets, OpenedAccount } from "./open.ts";
import { KeyringProblem } from "./problem.ts";

export type { LiveCode } from "@hesper/otp";

/** Throws `KeyringProblem`: `no_otp`. */
export async function codeOf(account: OpenedAccount, clock: Clock): Promise<LiveCode> {
  const { otp } = account.reveal();
  if (!otp) throw new KeyringProblem("no_otp");
  return await codeOfOtp(otp, clock);
}

/** Of a secret that `readOtp` gave, before it is kept. Throws `KeyringProblem`: `no_otp`, where it is none. */
export async function codeOfOtp(otp: NonNullable<AccountSecrets["otp"]>, clock: Clock): Promise<LiveCode> {
  const secret = decodeBase32(otp.secret);
  if (!secret) throw new KeyringProblem("no_otp");
  return await liveCode({ ...otp, secret, nowMs: clock.nowMs() });
}

const words: Readonly<Partial<Record<OtpRefusal["code"], string>>> = {
  empty: "Enter the OTP secret.",
  migration: "This is an export of several accounts. Take the secret of one.",
  hotp_not_supported: "This secret counts codes (HOTP) instead of using the time. Only codes by time can be kept.",
  too_short: "This OTP secret is shorter than any that is safe. Copy the whole secret.",
};

/**
 * Reads Base32 as a person types it, or an otpauth URI.
 *
 * Throws `KeyringProblem`: `invalid_account`, whose sentence quotes nothing.
 */
export function readOtp(text: string): NonNullable<AccountSecrets["otp"]> {
  const read = readOtpSecret(text);
  if ("otp" in read) return { ...read.otp, secret: encodeBase32(read.otp.secret) };
  const sentence = words[read.refusal.code] ?? "This is no OTP secret. Take the Base32 text, or the otpauth address.";
  throw new KeyringProblem("invalid_account", { sentence });
}
