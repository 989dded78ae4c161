// What a person can change of themselves.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, bodyOf, type Refused, RefusedError, withProof } from "../session/api.ts";

/** A change: a refusal becomes the error of the mutation, a success refreshes the named queries. */
export function useProfileChange<I, B>(
  change: (input: I) => Promise<{ ok: true; body: B } | Refused>,
  refreshed: readonly string[],
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: I) => bodyOf(withProof(() => change(input))),
    onSuccess: () => Promise.all(refreshed.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

export const useChangeName = () =>
  useProfileChange((name: string) => api.changeName({ body: { name } }), ["session", "events"]);

export const useChangePassword = () =>
  useProfileChange(
    (body: { currentPassword: string; newPassword: string }) => api.changePassword({ body }),
    ["session", "sessions", "events"],
  );

export function refusedOf(error: Error | null): Refused | null {
  return error instanceof RefusedError ? error.refusal : null;
}
