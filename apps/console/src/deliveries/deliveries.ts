// Deliveries as the server has them: how much waits, and what each key and each account has come to.
import type { DeliveryOfAccount, DeliveryOfKey, DeliveryStatus } from "@hesper/contract";
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useLiveInterval } from "../session/live.ts";

export type { DeliveryOfAccount, DeliveryOfKey, DeliveryStatus };

/** Whose keys are meant; neither: those of everybody. */
export interface Scope {
  readonly keyId?: string | undefined;
  readonly employeeId?: string | undefined;
}

/** How many accounts wait to be sealed, and to how many keys. */
export interface Waiting {
  readonly accounts: number;
  readonly keys: number;
}

/** Keys are activated, and served by others, without this page being told. */
const lookEveryMs = 30_000;
const pageSize = "50";
const firstPage: string | null = null;
/** What a delivery makes outdated. */
export const refreshedByDelivery = ["deliveries", "accounts", "shared-accounts", "keys", "next-steps"];

/** As a query of the API has it: without what is not asked for. */
export function asQuery({ keyId, employeeId }: Scope): { keyId?: string; employeeId?: string } {
  return { ...(keyId === undefined ? {} : { keyId }), ...(employeeId === undefined ? {} : { employeeId }) };
}

export function waitingQuery(scope: Scope) {
  const query = asQuery(scope);
  return { queryKey: ["deliveries", "waiting", query], queryFn: () => bodyOf(api.countWaiting({ query })) };
}

export function useWaiting(scope: Scope) {
  const refetchInterval = useLiveInterval(lookEveryMs);
  return useQuery({ ...waitingQuery(scope), refetchInterval });
}

interface Page {
  readonly limit: string;
  readonly status?: DeliveryStatus;
  readonly cursor?: string;
}

function pageAt(cursor: string | null, status: DeliveryStatus | null): Page {
  return {
    limit: pageSize,
    ...(status === null ? {} : { status }),
    ...(cursor === null ? {} : { cursor }),
  };
}

/** A list as it is shown, page by page. */
export type DeliveryPages<D> = UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly D[] }>>;

/** @param status null: all. */
export function useDeliveriesOfKey(id: string, status: DeliveryStatus | null): DeliveryPages<DeliveryOfKey> {
  return useInfiniteQuery({
    queryKey: ["deliveries", "of-key", id, status],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(api.listDeliveriesOfKey({ params: { id }, query: pageAt(pageParam, status), signal })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** @param status null: all. */
export function useDeliveriesOfAccount(id: string, status: DeliveryStatus | null): DeliveryPages<DeliveryOfAccount> {
  return useInfiniteQuery({
    queryKey: ["deliveries", "of-account", id, status],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(api.listDeliveriesOfAccount({ params: { id }, query: pageAt(pageParam, status), signal })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}
