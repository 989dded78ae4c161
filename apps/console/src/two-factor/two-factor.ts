// What the page knows of a person's second factors, and what it can change.

import type { Routes } from "@hesper/contract";
import type { Answer, Input, Refused } from "@hesper/contract/client";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, bodyOf, RefusedError, withProof } from "../session/api.ts";

export const twoFactorQuery = {
  queryKey: ["two-factor"],
  queryFn: () => bodyOf(api.getTwoFactor()),
};

export function useTwoFactor() {
  return useQuery(twoFactorQuery);
}

/** After any change: the session may have risen or fallen, and the next-steps with it. */
async function refresh(queries: QueryClient): Promise<void> {
  await Promise.all(
    ["session", "two-factor", "next-steps"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
  );
}

type Change =
  | "addAuthenticator"
  | "verifyAuthenticator"
  | "renameAuthenticator"
  | "removeAuthenticator"
  | "resetRecoveryCodes"
  | "confirmRecoveryCodes"
  | "disableTwoFactor";

/** The one way to change something: a refusal becomes the error of the mutation, a success refreshes what is shown. */
function useChange<N extends Change>(name: N) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input<Routes[N]>) => {
      const call = api[name] as (input: Input<Routes[N]>) => Promise<Answer<Routes[N]>>;
      const answer = await withProof(() => call(input));
      if (!answer.ok) throw new RefusedError(answer as Refused);
      return answer.body;
    },
    onSuccess: () => (name === "addAuthenticator" ? undefined : refresh(queries)),
  });
}

export const useAddAuthenticator = () => useChange("addAuthenticator");
export const useVerifyAuthenticator = () => useChange("verifyAuthenticator");
export const useRenameAuthenticator = () => useChange("renameAuthenticator");
export const useRemoveAuthenticator = () => useChange("removeAuthenticator");
export const useResetRecoveryCodes = () => useChange("resetRecoveryCodes");
export const useConfirmRecoveryCodes = () => useChange("confirmRecoveryCodes");
export const useDisableTwoFactor = () => useChange("disableTwoFactor");
