// Changes: a mutation whose error is the server's refusal, which asks for a fresh proof by itself and refreshes what is shown.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, type Refused, RefusedError, withProof } from "./api.ts";

/** A refusal becomes the error of the mutation, a success refreshes the queries whose keys begin with these names. */
export function useChange<I, B>(
  change: (input: I) => Promise<{ ok: true; body: B } | Refused>,
  refreshed: readonly string[],
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: I) => bodyOf(withProof(() => change(input))),
    onSuccess: () => Promise.all(refreshed.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

export function refusedOf(error: Error | null): Refused | null {
  return error instanceof RefusedError ? error.refusal : null;
}
