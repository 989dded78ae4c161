// Leavers' lists as the server has them, and ticking off.
import type { Leaver, LeaverEntry } from "@hesper/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

export type { Leaver, LeaverEntry };

export type EntryFilter = "open" | "done" | "all";
export type ListFilter = "open" | "all";

const pageSize = "100";
const firstPage: string | null = null;
const refreshed = ["leavers", "next-steps"];

/** Null: there is no such list. */
export function useLeaver(id: string) {
  return useQuery({
    queryKey: ["leavers", "one", id],
    queryFn: async () => {
      const answer = await api.getLeaver({ params: { id } });
      return !answer.ok && answer.code === "not_found" ? null : bodyOf(Promise.resolve(answer));
    },
  });
}

/** An employee left once at a time, and has few keys. */
const mostOfOne = "20";

/** The lists of an employee that are open: that of a leaver, and one for each key that is compromised. */
export function useOpenListsOf(employeeId: string) {
  return useQuery({
    queryKey: ["leavers", "of", employeeId],
    queryFn: async () => (await bodyOf(api.listLeavers({ query: { employeeId, limit: mostOfOne } }))).items,
  });
}

export function useLeavers(state: ListFilter) {
  return useInfiniteQuery({
    queryKey: ["leavers", "list", state],
    queryFn: ({ pageParam }) => {
      const paging = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listLeavers({ query: { ...paging, state } }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useEntries(id: string, state: EntryFilter) {
  return useInfiniteQuery({
    queryKey: ["leavers", "entries", id, state],
    queryFn: ({ pageParam }) => {
      const paging = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listLeaverEntries({ params: { id }, query: { ...paging, state } }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** How many accounts would be on the list if the employee left now. Counted anew each time it is asked for. */
export function useLeavingPreview(employeeId: string) {
  return useQuery({
    queryKey: ["leavers", "preview", employeeId],
    queryFn: () => bodyOf(api.previewLeaving({ params: { id: employeeId } })),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

interface Ticking {
  readonly leaver: Leaver;
  readonly entry: LeaverEntry;
  readonly isDone: boolean;
}

export const useTick = () =>
  useChange(({ leaver, entry, isDone }: Ticking) => {
    const params = { id: leaver.id, accountId: entry.account };
    return isDone ? api.tickLeaverEntry({ params }) : api.untickLeaverEntry({ params });
  }, refreshed);

export const useCloseLeaver = () =>
  useChange(
    ({ id, reason }: { id: string; reason: string }) => api.closeLeaver({ params: { id }, body: { reason } }),
    refreshed,
  );
