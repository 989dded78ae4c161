// The policy and the mail as the server has them, and changing them.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import type { Values } from "./fields.ts";

export function usePolicy() {
  return useQuery({ queryKey: ["policy"], queryFn: () => bodyOf(api.getPolicy()) });
}

/** What these changes would do. Asked anew each time: people log in and set up factors meanwhile. */
export function usePolicyPreview(body: Partial<Values>) {
  return useQuery({
    queryKey: ["policy-preview", body],
    queryFn: () => bodyOf(api.previewPolicy({ body })),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export const useChangePolicy = () =>
  useChange(
    (body: Partial<Values> & { revision: number }) => api.changePolicy({ body }),
    ["policy", "installation", "next-steps"],
  );

/** While mails wait, it looks often: they are sent every few seconds. */
export function useMail() {
  return useQuery({
    queryKey: ["mail"],
    queryFn: () => bodyOf(api.getMail()),
    refetchInterval: ({ state }) => (state.data && state.data.waiting > 0 ? 3_000 : false),
    placeholderData: keepPreviousData,
  });
}

export const useSendTestMail = () => useChange((_: null) => api.sendTestMail(), ["mail"]);
