// One's own keys as the server has them: what they hold, reporting one lost, and what happened lately.
import type { DeliveryOfKey, OwnKey, SecurityEvent } from "@hesper/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import { useLiveInterval } from "../session/live.ts";

export type { DeliveryOfKey, OwnKey, SecurityEvent };

const firstPage: string | null = null;
/** A key is activated, locks itself and syncs without this page being told. */
const lookEveryMs = 30_000;

function pageAt(cursor: string | null, limit: number) {
  return cursor === null ? { limit: String(limit) } : { limit: String(limit), cursor };
}

export function useOwnKeys() {
  const refetchInterval = useLiveInterval(lookEveryMs);
  return useInfiniteQuery({
    refetchInterval,
    queryKey: ["my-keys", "list"],
    queryFn: ({ pageParam }) => bodyOf(api.listOwnKeys({ query: pageAt(pageParam, 50) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useHoldings(id: string) {
  return useInfiniteQuery({
    queryKey: ["my-keys", "holdings", id],
    queryFn: ({ pageParam }) => bodyOf(api.listDeliveriesOfOwnKey({ params: { id }, query: pageAt(pageParam, 50) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useOwnEvents() {
  return useInfiniteQuery({
    queryKey: ["my-keys", "events"],
    queryFn: ({ pageParam }) =>
      bodyOf(api.listSecurityEvents({ query: { ...pageAt(pageParam, 10), of: "accounts_and_keys" } })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export const useReportLost = () =>
  useChange(
    ({ id, revision }: OwnKey) => api.reportKeyLost({ params: { id }, body: { revision } }),
    ["my-keys", "keys", "events", "accounts", "next-steps"],
  );

/** A key that is made, or whose link is, changes nobody's accounts yet. */
const refreshedByMaking = ["my-keys", "keys", "events", "next-steps"];

export const useCreateOwnKey = () =>
  useChange((name: string) => api.createOwnKey({ body: { name } }), refreshedByMaking);

export const useRenewOwnActivation = () =>
  useChange(({ id }: OwnKey) => api.renewOwnActivation({ params: { id } }), refreshedByMaking);
