// Sealing the two parts of an account to the same recipients.
import { type AccountPayload, type SealedDetails, sealParts as sealBoth, VaultProblem } from "@hesper/vault";
import { toBase64 } from "./base64.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountDetails } from "./storage.ts";

/**
 * @param details of a private account.
 *
 * Throws `KeyringProblem`: `invalid_account`; `bad_answer` where the server named recipients that nothing can be sealed to.
 */
export async function sealParts(
  payload: AccountPayload,
  details: AccountDetails | null,
  recipients: readonly string[],
): Promise<{ sealed: string; details?: string }> {
  try {
    const parts = await sealBoth({ payload, details: details && withName(payload, details) }, recipients);
    const sealed = toBase64(parts.sealed);
    return parts.details === null ? { sealed } : { sealed, details: toBase64(parts.details) };
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error;
    const isOurs = error.code === "invalid_payload" || error.code === "too_large";
    throw new KeyringProblem(isOurs ? "invalid_account" : "bad_answer");
  }
}

function withName({ account, revision }: AccountPayload, details: AccountDetails): SealedDetails {
  const { name, urls, apps, loginType, login } = details;
  return { v: 1, account, revision, name, urls: [...urls], apps: [...apps], loginType, login };
}
