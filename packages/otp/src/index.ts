// The front door of the package.
export { decodeBase32, encodeBase32 } from "./base32.ts";
export { type HotpInput, hotp } from "./hotp.ts";
export * from "./live-code.ts";
export { type Algorithm, algorithms } from "./mac.ts";
export * from "./migration.ts";
export * from "./migration-collection.ts";
export type { MigrationEntry } from "./migration-entry.ts";
export type { Otp, OtpDoubt, OtpEntry } from "./otp.ts";
export * from "./otp-secret.ts";
export { buildOtpauthUri, type OtpauthParts, type ParsedOtpauth, parseOtpauthUri } from "./otpauth-uri.ts";
export type { OtpRefusal, PlaceInText } from "./refusals.ts";
export * from "./totp.ts";
