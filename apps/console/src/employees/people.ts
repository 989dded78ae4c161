// People as the server has them, and what administrators do to them.
import type { Person, Role } from "@hesper/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

/** Whom the list shows. `console`: administrators and auditors. */
export interface PeopleFilter {
  readonly who: "console" | "employee" | "everybody";
  readonly status: Person["status"] | "any";
  /** A part of the name or the email, as it is typed. */
  readonly search: string;
}

const pageSize = "100";
const firstPage: string | null = null;
const typingMs = 250;

export function usePeople({ who, status, search }: PeopleFilter) {
  const [wanted] = useDebouncedValue(search.trim().slice(0, 100), typingMs);
  const query = {
    limit: pageSize,
    ...(who === "everybody" ? {} : { role: who }),
    ...(status === "any" ? {} : { status }),
    ...(wanted === "" ? {} : { search: wanted }),
  };
  return useInfiniteQuery({
    queryKey: ["people", query],
    queryFn: ({ pageParam }) =>
      bodyOf(api.listPeople({ query: pageParam === null ? query : { ...query, cursor: pageParam } })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    // What was found stays until the next is there: nothing jumps while somebody types.
    placeholderData: keepPreviousData,
  });
}

/** What would go with a person who is deleted. Counted anew each time it is asked for. */
export function useDeletion(id: string) {
  return useQuery({
    queryKey: ["people", "deletion", id],
    queryFn: () => bodyOf(api.getDeletion({ params: { id } })),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

const one = ({ id }: Pick<Person, "id">) => ({ params: { id } });
/** A change of a person can end passes and keys, and one's own session or rights. */
const refreshed = [
  ...["leavers", "people", "groups", "organisation", "temporary-passes", "next-steps", "session"],
  ...["keys", "key-policies", "deliveries", "accounts"],
];

export const useChangePerson = () =>
  useChange(
    ({ person, ...change }: { person: Person; role?: Role; status?: "active" | "deactivated" }) =>
      api.changePerson({ ...one(person), body: { revision: person.revision, ...change } }),
    refreshed,
  );
export const useDeletePerson = () => useChange((person: Person) => api.deletePerson(one(person)), refreshed);

export const useInvite = () =>
  useChange((body: { email: string; name: string; role: Role }) => api.invitePerson({ body }), ["people"]);
export const useResendInvitation = () => useChange((person: Person) => api.resendInvitation(one(person)), ["people"]);
export const useWithdrawInvitation = () =>
  useChange((person: Person) => api.withdrawInvitation(one(person)), ["people"]);

export const useMakePasswordLink = () => useChange((person: Person) => api.makePasswordLink(one(person)), ["people"]);
