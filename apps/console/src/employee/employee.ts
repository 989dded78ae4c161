// One employee as the server has them, with what happened lately, and changing the profile.
import type { Person } from "@hesper/contract";
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";
import type { bodyOf as bodyOfValues } from "./values.ts";

/** Null: there is no such employee, or no more. */
export function useEmployee(id: string) {
  return useQuery({
    queryKey: ["people", "one", id],
    queryFn: async () => {
      const answer = await api.getPerson({ params: { id } });
      // An address that holds no id names nobody.
      const isNobody = !answer.ok && (answer.code === "not_found" || answer.code === "invalid_request");
      return isNobody ? null : bodyOf(Promise.resolve(answer));
    },
  });
}

type Profile = Partial<ReturnType<typeof bodyOfValues>>;

export const useChangeProfile = () =>
  useChange(
    ({ id, revision, changes }: { id: string; revision: number; changes: Profile }) =>
      api.changePerson({ params: { id }, body: { revision, ...changes } }),
    ["people", "organisation", "session"],
  );

const eventsShown = "6";

export function useRecentEvents({ id, revision }: Pick<Person, "id" | "revision">) {
  return useQuery({
    queryKey: ["people", "events", id, revision],
    queryFn: () => bodyOf(api.listAuditEvents({ query: { person: id, limit: eventsShown } })),
    placeholderData: (before) => before,
  });
}
