// What can be read of a private account (docs/decisions/0022-keyring.md), sealed beside its secrets: the server, which
// reads the details of other accounts, must not read these.
import { z } from "zod";
import { decodeContent, type ExpectedAccount, encodeContent, expectAccount, named, text } from "./content.ts";
import type { Identity } from "./identity.ts";
import { openContent, sealContent } from "./sealing.ts";

/** As the contract has them, which this package does not know; a test of the keyring compares. */
export const detailsLimits = { name: 100, url: 1000, urls: 20, app: 200, apps: 20, login: 256 } as const;
export const detailsLoginTypes = ["website", "application", "local", "domain", "azure_ad", "microsoft"] as const;

const accountDetails = z.strictObject({
  ...named,
  name: text(detailsLimits.name),
  urls: z.array(text(detailsLimits.url)).max(detailsLimits.urls),
  apps: z.array(text(detailsLimits.app)).max(detailsLimits.apps),
  loginType: z.enum(detailsLoginTypes),
  login: text(detailsLimits.login),
});

export type SealedDetails = Readonly<z.infer<typeof accountDetails>>;

/**
 * @param recipients as for the account: 1 to 256 of one kind, each once.
 * @returns an age file, binary.
 *
 * Throws `VaultProblem`: what `sealAccount` throws, and `too_large`.
 */
export async function sealDetails(details: SealedDetails, recipients: readonly string[]): Promise<Uint8Array> {
  return await sealContent(encodeContent(accountDetails, details), recipients);
}

/**
 * Throws `VaultProblem`: what `openAccount` throws.
 */
export async function openDetails(
  sealed: Uint8Array,
  identities: Identity | readonly Identity[],
  expected: ExpectedAccount,
): Promise<SealedDetails> {
  const details = decodeContent(accountDetails, await openContent(sealed, identities));
  expectAccount(details, expected);
  return details;
}
