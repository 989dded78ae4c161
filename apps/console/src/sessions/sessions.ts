// Where a person is logged in, and what happened to the log-in.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

const firstPage: string | null = null;

function query(cursor: string | null, limit: number) {
  return cursor === null ? { limit: String(limit) } : { limit: String(limit), cursor };
}

export function useSessions() {
  return useInfiniteQuery({
    queryKey: ["sessions"],
    queryFn: ({ pageParam }) => bodyOf(api.listSessions({ query: query(pageParam, 50) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useSecurityEvents() {
  return useInfiniteQuery({
    queryKey: ["events"],
    queryFn: ({ pageParam }) => bodyOf(api.listSecurityEvents({ query: query(pageParam, 10) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useTrustedBrowsers() {
  return useQuery({ queryKey: ["trusted-browsers"], queryFn: () => bodyOf(api.listTrustedBrowsers()) });
}

export const useForgetBrowser = () =>
  useChange((id: string) => api.forgetTrustedBrowser({ params: { id } }), ["trusted-browsers", "events"]);

export const useEndSession = () =>
  useChange((id: string) => api.endSession({ params: { id } }), ["sessions", "events"]);
export const useEndOtherSessions = () => useChange((_: null) => api.endOtherSessions(), ["sessions", "events"]);
