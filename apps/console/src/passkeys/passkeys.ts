// A person's own passkeys, and what can be changed about them.
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { refusedByBrowser, useChange } from "../session/change.ts";
import { makePasskey } from "./ceremonies.ts";

const refreshed = ["passkeys", "two-factor", "session", "next-steps", "events"];

export function usePasskeys() {
  return useQuery({ queryKey: ["passkeys"], queryFn: () => bodyOf(api.listPasskeys()) });
}

type Added = Awaited<ReturnType<typeof api.addPasskey>>;

async function addPasskey(): Promise<Added> {
  const begun = await api.beginPasskey();
  if (!begun.ok) return begun as Added;
  const made = await makePasskey(begun.body);
  return made.ok ? api.addPasskey({ body: { response: made.response } }) : (refusedByBrowser(made.sentence) as Added);
}

export const useAddPasskey = () => useChange((_: null) => addPasskey(), refreshed);

export const useRenamePasskey = () =>
  useChange(
    ({ id, name }: { id: string; name: string }) => api.renamePasskey({ params: { id }, body: { name } }),
    refreshed,
  );

export const useRemovePasskey = () => useChange((id: string) => api.removePasskey({ params: { id } }), refreshed);
