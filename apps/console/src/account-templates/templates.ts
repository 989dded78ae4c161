// Templates as the server has them, and changing them.
import type { AccountTemplate } from "@hesper/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { AccountDetails } from "../accounts/accounts.ts";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

/** What a template holds. */
export type TemplateFields = Omit<AccountDetails, "login">;

const firstPage: string | null = null;
const typingMs = 250;

/** @param search the beginning of the name, as it is typed. */
export function useTemplates(search = "") {
  const [wanted] = useDebouncedValue(search.trim().slice(0, 100), typingMs);
  const query = { limit: "50", ...(wanted === "" ? {} : { search: wanted }) };
  return useInfiniteQuery({
    queryKey: ["account-templates", query],
    queryFn: ({ pageParam }) =>
      bodyOf(api.listAccountTemplates({ query: pageParam === null ? query : { ...query, cursor: pageParam } })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

const refreshed = ["account-templates"];

export const useSaveTemplate = () =>
  useChange(
    ({ template, fields }: { template: AccountTemplate | null; fields: TemplateFields }) =>
      template === null
        ? api.createAccountTemplate({ body: fields })
        : api.changeAccountTemplate({
            params: { id: template.id },
            body: { revision: template.revision, ...fields },
          }),
    refreshed,
  );

export const useDeleteTemplate = () =>
  useChange(({ id }: AccountTemplate) => api.deleteAccountTemplate({ params: { id } }), refreshed);
