// An import as the server has it: its state, its preview, and what is done with it.
import type { EmployeeImport, ImportOutcome } from "@hesper/contract";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

const lookEveryMs = 400;

/** While the server works on it, it looks often. */
export function useImport(id: string) {
  return useQuery({
    queryKey: ["employee-import", id],
    queryFn: () => bodyOf(api.getEmployeeImport({ params: { id } })),
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data) ? lookEveryMs : false),
  });
}

export function isAtWork({ state }: Pick<EmployeeImport, "state">): boolean {
  return state === "checking" || state === "applying" || state === "finishing";
}

const firstPage: string | null = null;

/** @param preview number of the preview: another one has other rows. */
export function useImportedRows({ id, preview }: Pick<EmployeeImport, "id" | "preview">, outcome: ImportOutcome) {
  return useInfiniteQuery({
    queryKey: ["employee-import-rows", id, preview, outcome],
    queryFn: ({ pageParam }) => {
      const query = { outcome, limit: "50", ...(pageParam === null ? {} : { cursor: pageParam }) };
      return bodyOf(api.listImportedRows({ params: { id }, query }));
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export const useApplyImport = () =>
  useChange(
    ({ id, ...body }: { id: string; preview: number; leaveOutRefused: boolean }) =>
      api.applyEmployeeImport({ params: { id }, body }),
    ["employee-import"],
  );

export const useDiscardImport = () =>
  useChange((id: string) => api.discardEmployeeImport({ params: { id } }), ["employee-import"]);
