// Groups as the server has them, and changing them.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

const typingMs = 250;
const firstPage: string | null = null;
const pageSize = "100";
/** Members are employees of a list too, and have what the group was given. */
const refreshed = ["groups", "people", "accounts", "deliveries", "keys"];

/** Those whose names have the words that are being typed, in pages. */
export function useGroups(typed: string, enabled = true) {
  const [search] = useDebouncedValue(typed.trim().slice(0, 100), typingMs);
  return useInfiniteQuery({
    queryKey: ["groups", "list", search],
    queryFn: ({ pageParam, signal }) => {
      const paging = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listGroups({ query: { ...paging, ...(search === "" ? {} : { search }) }, signal }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    enabled,
    placeholderData: keepPreviousData,
  });
}

export function useGroupsOf(employeeId: string) {
  return useInfiniteQuery({
    queryKey: ["groups", "of", employeeId],
    queryFn: ({ pageParam }) => {
      const query = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listGroupsOfEmployee({ params: { id: employeeId }, query }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Null: there is no such group, or no more. */
export function useGroup(id: string | undefined) {
  return useQuery({
    queryKey: ["groups", "one", id],
    queryFn: async () => {
      const answer = await api.getGroup({ params: { id: id ?? "" } });
      return !answer.ok && answer.code === "not_found" ? null : bodyOf(Promise.resolve(answer));
    },
    enabled: id !== undefined,
  });
}

export const useMakeGroup = () =>
  useChange((body: { name: string; description: string }) => api.createGroup({ body }), ["groups"]);

export const useChangeGroup = () =>
  useChange(
    ({ id, ...body }: { id: string; revision: number; name: string; description: string }) =>
      api.changeGroup({ params: { id }, body }),
    refreshed,
  );

export const useDeleteGroup = () =>
  useChange(({ id }: { id: string }) => api.deleteGroup({ params: { id } }), refreshed);

export function useGroupDeletion(id: string) {
  return useQuery({
    queryKey: ["groups", "deletion", id],
    queryFn: () => bodyOf(api.getGroupDeletion({ params: { id } })),
    gcTime: 0,
  });
}

export function useGroupPolicy(id: string) {
  return useQuery({
    queryKey: ["groups", "policy", id],
    queryFn: () => bodyOf(api.getGroupPolicy({ params: { id } })),
    gcTime: 0,
  });
}

export const useChangeGroupPolicy = () =>
  useChange(
    ({ id, ...body }: { id: string; revision: number; requiresTwoFactor: boolean }) =>
      api.changeGroupPolicy({ params: { id }, body }),
    refreshed,
  );

interface Members {
  readonly groupId: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export const useChangeMembers = () =>
  useChange(
    ({ groupId, add = [], remove = [] }: Members) =>
      api.changeMembers({ params: { id: groupId }, body: { add: [...add], remove: [...remove] } }),
    refreshed,
  );
