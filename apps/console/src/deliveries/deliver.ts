// Accounts that wait: listed with their sealed parts, which is on record, and sealed to all who shall open them.
import type { WaitingAccount } from "@hesper/contract";
import type { VaultProblem } from "@hesper/vault";
import { resealOne } from "../accounts/reseal.ts";
import type { ResealDoor } from "../accounts/resealing.ts";
import { sentenceOfFailure } from "../accounts/sealing.ts";
import { api, bodyOf, withProof } from "../session/api.ts";
import { asQuery, type Scope } from "./deliveries.ts";
import { leftOutWords, problemWords } from "./words.ts";

const atOnce = "20";

export function doorToWaiting(scope: Scope): ResealDoor<WaitingAccount> {
  return {
    list: (cursor) => {
      const query = { ...asQuery(scope), limit: atOnce, ...(cursor === null ? {} : { cursor }) };
      return bodyOf(withProof(() => api.listWaiting({ query })));
    },
    reseal: async (account, identities) => {
      const { recipients, waiting, leftOut } = account;
      const why = leftOutWords(leftOut);
      if (waiting === 0 && leftOut > 0) return { status: "failed", why };
      const outcome = await resealOne(account, recipients, identities, wordsOf);
      return outcome.status === "sealed" && leftOut > 0 ? { status: "partly", why } : outcome;
    },
  };
}

function wordsOf(problem: VaultProblem): string {
  return problemWords[problem.code] ?? sentenceOfFailure(problem);
}
