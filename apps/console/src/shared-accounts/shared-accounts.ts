// Shared accounts as the server has them, to whom they are given, and giving and taking them.
import type { SharedAccount } from "@hesper/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { noteRevision, refreshedByAccounts } from "../accounts/accounts.ts";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

const firstPage: string | null = null;
const typingMs = 250;

/** @param search words of the name, the addresses or the login, as they are typed. */
export function useSharedAccounts(search: string) {
  const [wanted] = useDebouncedValue(search.trim().slice(0, 100), typingMs);
  const query = { limit: "50", ...(wanted === "" ? {} : { search: wanted }) };
  return useInfiniteQuery({
    queryKey: ["shared-accounts", "list", query],
    queryFn: async ({ pageParam }) => {
      const page = await bodyOf(
        api.listSharedAccounts({ query: pageParam === null ? query : { ...query, cursor: pageParam } }),
      );
      for (const account of page.items) noteRevision(account);
      return page;
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

type Page = { readonly limit: string; readonly cursor?: string };
const pageAt = (cursor: string | null): Page => (cursor === null ? { limit: "100" } : { limit: "100", cursor });

export function useEmployeesOf({ id }: SharedAccount) {
  return useInfiniteQuery({
    queryKey: ["shared-accounts", "employees", id],
    queryFn: ({ pageParam }) => bodyOf(api.listEmployeesOfSharedAccount({ params: { id }, query: pageAt(pageParam) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useGroupsOf({ id }: SharedAccount) {
  return useInfiniteQuery({
    queryKey: ["shared-accounts", "groups", id],
    queryFn: ({ pageParam }) => bodyOf(api.listGroupsOfSharedAccount({ params: { id }, query: pageAt(pageParam) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** An account, and whom it is given to or taken from. */
export interface Grant {
  readonly id: string;
  readonly to: { readonly kind: "employee" | "group"; readonly id: string };
}

export const useGive = () =>
  useChange(
    ({ id, to }: Grant) =>
      to.kind === "employee"
        ? api.giveSharedAccount({ params: { id, employeeId: to.id } })
        : api.giveSharedAccountToGroup({ params: { id, groupId: to.id } }),
    refreshedByAccounts,
  );

export const useTake = () =>
  useChange(
    ({ id, to }: Grant) =>
      to.kind === "employee"
        ? api.takeSharedAccount({ params: { id, employeeId: to.id } })
        : api.takeSharedAccountFromGroup({ params: { id, groupId: to.id } }),
    refreshedByAccounts,
  );
