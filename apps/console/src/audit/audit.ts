// The audit as the server has it: pages of events, live counts, the head, and the people to look for.
import type { AuditEvent } from "@hesper/contract";
import { useDebouncedValue, useIdle } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import type { queryOf } from "./filters.ts";

export type Query = ReturnType<typeof queryOf>;

const pageSize = "100";
const firstPage: string | null = null;
const countEveryMs = 5_000;
const headEveryMs = 15_000;
/** Asking again and again keeps a session alive: nobody there for so long, and the page stops asking. */
const awayMs = 5 * 60_000;

/** Whether somebody is at the page. A hidden tab does not ask either. */
export function useLive(): boolean {
  return !useIdle(awayMs, { initialState: false });
}

/** @param load another number loads anew. Nothing else does: the list does not change under the reader. */
export function useEvents(query: Query, load: number) {
  return useInfiniteQuery({
    queryKey: ["audit-events", query, load],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.listAuditEvents({
          query: { ...query, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) },
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    placeholderData: keepPreviousData,
  });
}

export function useEventCount(query: Query, live: boolean) {
  return useQuery({
    queryKey: ["audit-count", query],
    queryFn: () => bodyOf(api.countAuditEvents({ query })),
    refetchInterval: live ? countEveryMs : false,
    placeholderData: keepPreviousData,
  });
}

/** How many events fit that are later than the newest of the list. @param newest null: the list is empty; all are new. */
export function useNewCount(
  query: Query,
  newest: AuditEvent | null,
  { live, ready }: { live: boolean; ready: boolean },
) {
  const later = newest === null ? query : { ...query, from: justAfter(newest.at) };
  return useQuery({
    queryKey: ["audit-new", later],
    queryFn: () => bodyOf(api.countAuditEvents({ query: later })),
    enabled: ready,
    refetchInterval: live ? countEveryMs : false,
  });
}

function justAfter(iso: string): string {
  return new Date(Date.parse(iso) + 1).toISOString();
}

export function useHead(live: boolean) {
  return useQuery({
    queryKey: ["audit-head"],
    queryFn: () => bodyOf(api.getAuditHead()),
    refetchInterval: live ? headEveryMs : false,
  });
}

/** People whose name or email has the text, as it is typed. */
export function usePeopleSearch(text: string, enabled: boolean) {
  const [search] = useDebouncedValue(text.trim().slice(0, 100), 250);
  return useQuery({
    queryKey: ["people-search", search],
    queryFn: () => bodyOf(api.listPeople({ query: { limit: "20", ...(search === "" ? {} : { search }) } })),
    enabled,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** Null: there is no such person, or no more. */
export function usePerson(id: string | undefined) {
  return useQuery({
    queryKey: ["person", id],
    queryFn: async () => {
      const answer = await api.getPerson({ params: { id: id ?? "" } });
      return !answer.ok && answer.code === "not_found" ? null : bodyOf(Promise.resolve(answer));
    },
    enabled: id !== undefined,
    staleTime: 60_000,
  });
}
