// Accounts as the server has them: lists, and what is changed without opening anything.
import type { Account, AccountOfEmployee, LoginType } from "@hesper/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

/** What can be read of an account. */
export interface AccountDetails {
  readonly name: string;
  readonly urls: string[];
  readonly apps: string[];
  readonly loginType: LoginType;
  readonly login: string;
}

const pageSize = "100";
const firstPage: string | null = null;
/** What a change of an account makes outdated. */
export const refreshedByAccounts = ["accounts", "shared-accounts", "deliveries", "keys", "leavers", "next-steps"];

export function useAccountsOfEmployee(employeeId: string) {
  return useInfiniteQuery({
    queryKey: ["accounts", "of-employee", employeeId],
    queryFn: async ({ pageParam }) => {
      const query = pageParam === null ? { limit: pageSize } : { limit: pageSize, cursor: pageParam };
      const page = await bodyOf(api.listAccountsOfEmployee({ params: { id: employeeId }, query }));
      for (const account of page.items) noteRevision(account);
      return page;
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export async function loadAccount(id: string): Promise<Account> {
  const account = await bodyOf(api.getAccount({ params: { id } }));
  noteRevision(account);
  return account;
}

/** The newest sealed revision that this tab has seen of each account: an older one is refused when it is opened. */
const seen = new Map<string, number>();

export function noteRevision({ id, sealedRevision }: Pick<Account, "id" | "sealedRevision">): void {
  seen.set(id, Math.max(sealedRevision, seen.get(id) ?? 0));
}

export function newestSeen(id: string): number {
  return seen.get(id) ?? 0;
}

export const useChangeDetails = () =>
  useChange(
    ({ id, revision, ...details }: AccountDetails & { id: string; revision: number }) =>
      api.changeAccount({ params: { id }, body: { revision, ...details } }),
    refreshedByAccounts,
  );

export const useDeleteAccount = () =>
  useChange(({ id }: Pick<Account, "id">) => api.deleteAccount({ params: { id } }), refreshedByAccounts);

export const useTakeFromEmployee = (employeeId: string) =>
  useChange(
    ({ id }: Pick<Account, "id">) => api.takeSharedAccount({ params: { id, employeeId } }),
    refreshedByAccounts,
  );

export type { Account, AccountOfEmployee };
