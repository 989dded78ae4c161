// The front door of the package.
export { openAccount, resealAccount, sealAccount } from "./account.ts";
export type { ExpectedAccount } from "./content.ts";
export { type DerivationInput, deriveIdentity, type IdentityPurpose, identityPurposes } from "./derive.ts";
export { detailsLimits, detailsLoginTypes, openDetails, type SealedDetails, sealDetails } from "./details.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { readSealedHeader, type SealedHeader } from "./header.ts";
export { generateIdentity, type Identity, parseIdentity, recipientOf } from "./identity.ts";
export * from "./kinds.ts";
export { accountTextLength, longestSealedBytes, mostRecipients, passphraseLength } from "./limits.ts";
export {
  checkHandingOn,
  checkRecipients,
  type HandingOn,
  type NamedRecipient,
  type RecipientTrouble,
  type SealingKey,
} from "./named-recipients.ts";
export { type OpenedParts, openParts, type SealedParts, sealParts } from "./parts.ts";
export { lockIdentity, lockIdentityToPin, openWithPassphrase, sealToPassphrase, unlockIdentity } from "./passphrase.ts";
export type { AccountPayload } from "./payload.ts";
export * from "./problem.ts";
export { tryRecipient } from "./recipient.ts";
export { kindOfRecipient, kindOfRecipients } from "./recipient-form.ts";
export { openIdentity, sealIdentity } from "./sealed-identity.ts";
