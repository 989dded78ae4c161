// The front door of the package.
export * from "./base32.ts";
export { type Algorithm, algorithms, type HotpInput, hotp } from "./hotp.ts";
export * from "./otpauth-uri.ts";
export * from "./totp.ts";
