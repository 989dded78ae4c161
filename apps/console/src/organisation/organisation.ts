// Companies, departments and positions as the server has them, and changing them.
import type { Company, Department, Position } from "@hesper/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf, type Refused } from "../session/api.ts";
import { useChange } from "../session/change.ts";

export type Kind = "company" | "department" | "position";
/** What an employee belongs to. A department has its company. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly company?: { readonly id: string; readonly name: string };
}
/** One of them, with what depends on it. */
export type Entry = Company | Department | Position;

const typingMs = 250;
const firstPage: string | null = null;
/** Whoever belongs to what was renamed or deleted is shown with it. */
const refreshed = ["organisation", "people"];

interface Asked {
  readonly search: string;
  /** Of departments: only those of this company. */
  readonly companyId?: string | undefined;
}

function list(kind: Kind, { search, companyId }: Asked, page: { limit: string; cursor?: string; signal: AbortSignal }) {
  const { signal, ...paging } = page;
  const query = { ...paging, ...(search === "" ? {} : { search }) };
  if (kind === "company") return bodyOf(api.listCompanies({ query, signal }));
  if (kind === "position") return bodyOf(api.listPositions({ query, signal }));
  return bodyOf(api.listDepartments({ query: companyId === undefined ? query : { ...query, companyId }, signal }));
}

/** Those whose names have the words that are being typed. */
export function useNamesSearch(kind: Kind, asked: Asked, enabled: boolean) {
  const [search] = useDebouncedValue(asked.search.trim().slice(0, 100), typingMs);
  const wanted = { ...asked, search };
  return useQuery({
    queryKey: ["organisation", "search", kind, wanted],
    queryFn: async ({ signal }): Promise<readonly Named[]> => (await list(kind, wanted, { limit: "50", signal })).items,
    enabled,
    placeholderData: keepPreviousData,
  });
}

/** All of a kind, in pages. */
export function useEntries(kind: Kind, asked: Asked) {
  const [search] = useDebouncedValue(asked.search.trim().slice(0, 100), typingMs);
  const wanted = { ...asked, search };
  return useInfiniteQuery({
    queryKey: ["organisation", "entries", kind, wanted],
    queryFn: async ({ pageParam, signal }): Promise<{ items: readonly Entry[]; nextCursor: string | null }> =>
      list(kind, wanted, { limit: "100", signal, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

type Changed = Promise<{ ok: true; body: Entry } | Refused>;

interface New {
  readonly kind: Kind;
  readonly name: string;
  /** Of a department. */
  readonly companyId?: string | undefined;
}

export const useMake = () =>
  useChange(
    ({ kind, name, companyId = "" }: New): Changed => {
      if (kind === "company") return api.createCompany({ body: { name } });
      if (kind === "position") return api.createPosition({ body: { name } });
      return api.createDepartment({ body: { companyId, name } });
    },
    ["organisation"],
  );

type One = { readonly kind: Kind; readonly entry: Pick<Entry, "id" | "revision"> };

export const useRename = () =>
  useChange(({ kind, entry: { id, revision }, name }: One & { name: string }): Changed => {
    const input = { params: { id }, body: { revision, name } };
    if (kind === "company") return api.renameCompany(input);
    return kind === "position" ? api.renamePosition(input) : api.renameDepartment(input);
  }, refreshed);

export const useRemove = () =>
  useChange(({ kind, entry: { id }, moveTo }: One & { moveTo: string | null }) => {
    const input = { params: { id }, query: moveTo === null ? {} : { moveTo } };
    if (kind === "company") return api.deleteCompany(input);
    return kind === "position" ? api.deletePosition(input) : api.deleteDepartment(input);
  }, refreshed);

/** "A company", as sentences need it. */
export const kindWords: Record<Kind, { readonly one: string; readonly many: string }> = {
  company: { one: "company", many: "companies" },
  department: { one: "department", many: "departments" },
  position: { one: "position", many: "positions" },
};
