// Keys as the server has them, and what administrators do to them.
import type { Key, KeyReason } from "@hesper/contract";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import { useLiveInterval } from "../session/live.ts";
import type { KeyQuery } from "./filters.ts";
import type { NextStatus } from "./words.ts";

export type { Key };

const pageSize = "50";
const firstPage: string | null = null;
/** A key is activated, locks itself and wipes itself without this page being told. */
const lookEveryMs = 30_000;
/** A key that is made, changed or ended changes whom accounts are sealed to, and what is to be done. */
const refreshed = ["keys", "key-policies", "deliveries", "accounts", "leavers", "next-steps"];

export function useKeys(query: KeyQuery) {
  return useInfiniteQuery({
    queryKey: ["keys", "list", query],
    queryFn: ({ pageParam, signal }) => {
      const paging = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listKeys({ query: { ...query, ...paging }, signal }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    // What was found stays until the next is there: nothing jumps while somebody types.
    placeholderData: keepPreviousData,
  });
}

export function useKeysOf(employeeId: string) {
  return useInfiniteQuery({
    queryKey: ["keys", "of", employeeId],
    queryFn: ({ pageParam }) => {
      const query = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listKeysOfEmployee({ params: { id: employeeId }, query }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Null: there is no such key, or no more. */
export function useKey(id: string) {
  const refetchInterval = useLiveInterval(lookEveryMs);
  return useQuery({
    refetchInterval,
    queryKey: ["keys", "one", id],
    queryFn: async () => {
      const answer = await api.getKey({ params: { id } });
      // An address that holds no id names nothing.
      const isNothing = !answer.ok && (answer.code === "not_found" || answer.code === "invalid_request");
      return isNothing ? null : bodyOf(Promise.resolve(answer));
    },
  });
}

/** What ending the key would take from people. Counted anew each time it is asked for. */
export function useKeyLoss(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["keys", "loss", id],
    queryFn: () => bodyOf(api.getKeyLoss({ params: { id } })),
    enabled,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

const one = ({ id }: Pick<Key, "id">) => ({ params: { id } });

export const useAddKey = () =>
  useChange(
    ({ employeeId, ...body }: { employeeId: string; name: string; policyId: string | null }) =>
      api.createKey({ params: { id: employeeId }, body }),
    refreshed,
  );

export const useRenewActivation = () => useChange((key: Key) => api.renewActivation(one(key)), refreshed);

interface StatusChange {
  /** As it was seen: a change of what was not seen is refused. */
  readonly key: Key;
  readonly status: NextStatus;
  readonly reason: KeyReason | null;
}

export const useChangeStatus = () =>
  useChange(
    ({ key, status, reason }: StatusChange) =>
      api.changeKeyStatus({
        ...one(key),
        body: { revision: key.revision, status, ...(reason === null ? {} : { reason }) },
      }),
    refreshed,
  );

export const useEditKey = () =>
  useChange(
    ({ key, ...changes }: { key: Key; name: string; policyId: string | null }) =>
      api.changeKey({ ...one(key), body: { revision: key.revision, ...changes } }),
    refreshed,
  );

export const useDeleteKey = () => useChange((key: Key) => api.deleteKey(one(key)), refreshed);

/** The list of what is to be changed because the key is compromised; null: there is none. */
export function useListOfKey({ id, status }: Key) {
  return useQuery({
    queryKey: ["leavers", "of-key", id],
    queryFn: async () =>
      (await bodyOf(api.listLeavers({ query: { keyId: id, state: "all", limit: "1" } }))).items[0] ?? null,
    enabled: status === "compromised",
  });
}
