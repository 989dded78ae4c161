// Accounts that are still sealed to an organisation key that is replaced: opened with it, and sealed to whom they are for now.
import type { SealedPart } from "@hesper/contract";
import { type Identity, resealAccount, VaultProblem } from "@hesper/vault";
import { api, bodyOf, RefusedError, withProof } from "../session/api.ts";
import { newestSeen, noteRevision } from "./accounts.ts";
import { fromBase64, sentenceOfFailure, toBase64 } from "./sealing.ts";

const atOnce = "20";

interface Old {
  readonly keyId: string;
  readonly identity: Identity;
}

interface Failed {
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

/** Throws `RefusedError`. @param skip ids of those that failed before. */
async function resealSome(
  { keyId, identity }: Old,
  skip: ReadonlySet<string>,
): Promise<{ resealed: number; failed: Failed[] }> {
  let cursor: string | null = null;
  for (;;) {
    const query: { limit: string; cursor?: string } = cursor === null ? { limit: atOnce } : { limit: atOnce, cursor };
    const page = await bodyOf(withProof(() => api.listSealedToOldKey({ params: { id: keyId }, query })));
    const failed: Failed[] = [];
    let resealed = 0;
    for (const part of page.items.filter(({ id }) => !skip.has(id))) {
      const outcome = await resealOne(part, identity);
      if (outcome === "resealed") resealed += 1;
      else if (outcome !== "outdated") failed.push({ id: part.id, name: part.name, why: outcome.why });
    }
    // Where others were faster with all of these, or all failed before, some may be left after them.
    if (resealed > 0 || failed.length > 0 || page.nextCursor === null) return { resealed, failed };
    cursor = page.nextCursor;
  }
}

/** `outdated`: it was changed, sealed again or deleted meanwhile. Throws `RefusedError` where the server cannot be asked. */
async function resealOne(part: SealedPart, identity: Identity): Promise<"resealed" | "outdated" | { why: string }> {
  noteRevision(part);
  try {
    const { keys, organisation } = await bodyOf(api.getRecipientsOfAccount({ params: { id: part.id } }));
    const all = [...keys, ...(organisation ? [organisation] : [])];
    const sealed = await resealAccount(
      fromBase64(part.sealed),
      identity,
      all.map(({ recipient }) => recipient),
      { account: part.id, revisionAtLeast: newestSeen(part.id) },
    );
    const sealedTo = all.map(({ keyId }) => keyId);
    const body = { sealedRevision: part.sealedRevision, sealed: toBase64(sealed), sealedTo };
    await bodyOf(withProof(() => api.resealAccount({ params: { id: part.id }, body })));
    return "resealed";
  } catch (error) {
    if (error instanceof VaultProblem) return { why: sentenceOfFailure(error) };
    if (error instanceof RefusedError && ["conflict", "not_found"].includes(error.refusal.code)) return "outdated";
    throw error;
  }
}

export const accountsResealer = { resealSome };
