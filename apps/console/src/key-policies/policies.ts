// Key policies as the server has them, and changing them.
import type { KeyPolicy, KeyRules } from "@hesper/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

const pageSize = "200";
const firstPage: string | null = null;
/** Keys are shown with the name of their policy. */
const refreshed = ["key-policies", "keys"];

/** The default one, then the others by name. */
export function useKeyPolicies() {
  return useInfiniteQuery({
    queryKey: ["key-policies"],
    queryFn: ({ pageParam }) => {
      const query = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listKeyPolicies({ query }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export type PolicyFields = KeyRules & { readonly name: string };

export const useSavePolicy = () =>
  useChange(
    ({ policy, fields }: { policy: KeyPolicy | null; fields: PolicyFields }) =>
      policy === null
        ? api.createKeyPolicy({ body: fields })
        : api.changeKeyPolicy({ params: { id: policy.id }, body: { revision: policy.revision, ...fields } }),
    refreshed,
  );

export const useDeletePolicy = () =>
  useChange(({ id }: KeyPolicy) => api.deleteKeyPolicy({ params: { id } }), refreshed);
