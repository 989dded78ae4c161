// The list of employees as the server has it, and adding one.
import type { Role } from "@hesper/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import type { EmployeeQuery } from "./filters.ts";

const pageSize = "50";
const firstPage: string | null = null;

/** A request whose answer nobody waits for any more is stopped. */
export function useEmployees(query: EmployeeQuery) {
  return useInfiniteQuery({
    queryKey: ["people", "list", query],
    queryFn: ({ pageParam, signal }) => {
      const paging = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listPeople({ query: { ...query, ...paging }, signal }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    // What was found stays until the next is there: nothing jumps while somebody types.
    placeholderData: keepPreviousData,
  });
}

export interface NewEmployee {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly companyId: string | null;
  readonly departmentId: string | null;
  readonly positionId: string | null;
  readonly invite: boolean;
}

export const useAddEmployee = () =>
  useChange((body: NewEmployee) => api.createEmployee({ body }), ["people", "organisation"]);
