// Changes: a mutation whose error is the server's refusal, which asks for a fresh proof by itself and refreshes what is shown.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { bodyOf, type Refused, RefusedError, withProof } from "./api.ts";

/**
 * A refusal becomes the error of the mutation. A success refreshes the queries whose keys begin with these names; so
 * does a refusal that says that they are outdated.
 */
export function useChange<I, B>(
  change: (input: I) => Promise<{ ok: true; body: B } | Refused>,
  refreshed: readonly string[],
) {
  const queries = useQueryClient();
  const refresh = () => Promise.all(refreshed.map((name) => queries.invalidateQueries({ queryKey: [name] })));
  return useMutation({
    mutationFn: async (input: I) => bodyOf(withProof(() => change(input))),
    onSuccess: refresh,
    onError: (error) => {
      if (isOutdated(refusedOf(error))) void refresh();
    },
  });
}

/** What was shown is not how it is any more, so that doing it again changes nothing. */
export function isOutdated(refusal: Refused | null): boolean {
  return refusal?.code === "conflict" || refusal?.code === "not_found";
}

export function refusedOf(error: Error | null): Refused | null {
  return error instanceof RefusedError ? error.refusal : null;
}

/** What the browser itself refused, in the form of a refusal of the server. @param sentence null: nothing is to be said. */
export function refusedByBrowser(sentence: string | null): Refused {
  const detail = sentence ?? "";
  return { ok: false, code: "invalid_code", status: 0, title: "The browser refused", detail, retryAfterSeconds: null };
}
