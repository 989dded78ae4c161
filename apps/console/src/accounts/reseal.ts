// One account, opened with the organisation key and sealed to whom it is for now. Its content stays unseen, and the same.
import type { WaitingAccount } from "@hesper/contract";
import { type Identity, resealAccount, VaultProblem } from "@hesper/vault";
import { api, bodyOf, RefusedError, withProof } from "../session/api.ts";
import { newestSeen, noteRevision } from "./accounts.ts";
import type { Recipient } from "./recipients.ts";
import type { Resealed } from "./resealing.ts";
import { fromBase64, sentenceOfFailure, toBase64 } from "./sealing.ts";

type SealedNow = Pick<WaitingAccount, "id" | "sealed" | "sealedRevision">;
/** What is said of an account that cannot be opened or sealed. */
export type WordsOfProblem = (problem: VaultProblem) => string;

/**
 * Throws `RefusedError` where the server cannot be asked.
 *
 * @param recipients all who shall open it from now on.
 */
export async function resealOne(
  part: SealedNow,
  recipients: readonly Recipient[],
  identities: readonly Identity[],
  wordsOf: WordsOfProblem = sentenceOfFailure,
): Promise<Resealed> {
  const { id, sealedRevision } = part;
  noteRevision(part);
  try {
    const sealed = await resealAccount(
      fromBase64(part.sealed),
      identities,
      recipients.map(({ recipient }) => recipient),
      { account: id, revisionAtLeast: newestSeen(id) },
    );
    const sealedTo = recipients.map(({ keyId }) => keyId);
    const body = { sealedRevision, sealed: toBase64(sealed), sealedTo };
    await bodyOf(withProof(() => api.resealAccount({ params: { id }, body })));
    return { status: "sealed" };
  } catch (error) {
    if (error instanceof VaultProblem) return { status: "failed", why: wordsOf(error) };
    if (!(error instanceof RefusedError)) throw error;
    const { code, detail } = error.refusal;
    if (code === "not_found") return { status: "gone" };
    if (code === "conflict" || code === "invalid_request") return { status: "outdated", why: detail };
    throw error;
  }
}
