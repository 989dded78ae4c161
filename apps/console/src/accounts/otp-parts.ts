// An OTP secret between the field that reads it and the payload that keeps it.
import { decodeBase32, encodeBase32, type OtpEntry } from "@hesper/otp";
import type { Secrets } from "./sealing.ts";

export function otpForPayload(entry: OtpEntry | null): Secrets["otp"] {
  if (entry === null) return null;
  const { secret, ...parameters } = entry.otp;
  return { secret: encodeBase32(secret), ...parameters };
}

/** @returns null where the account has none. */
export function otpOfPayload(otp: Secrets["otp"]): OtpEntry["otp"] | null {
  const secret = otp && decodeBase32(otp.secret);
  return otp && secret ? { ...otp, secret } : null;
}
