// Who is logged in and what that person should do next; logging out.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, bodyOf, RefusedError } from "./api.ts";

/** Null: nobody is logged in. */
export const sessionQuery = {
  queryKey: ["session"],
  staleTime: 30_000,
  queryFn: async () => {
    const answer = await api.getSession();
    if (answer.ok) return answer.body;
    if (answer.code === "not_authenticated") return null;
    throw new RefusedError(answer);
  },
};

export const nextStepsQuery = { queryKey: ["next-steps"], queryFn: () => bodyOf(api.getNextSteps()) };

export function useSession() {
  return useQuery(sessionQuery);
}

export function useNextSteps() {
  return useQuery(nextStepsQuery);
}

/** Whether the console stays closed until this person has set up a (new) second factor. */
export async function owesSetup(queries: QueryClient): Promise<boolean> {
  const session = await queries.ensureQueryData(sessionQuery);
  if (session?.setUpOnly) return true;
  if (session?.assurance !== "password") return false;
  const { items } = await queries.fetchQuery(nextStepsQuery);
  return items.some((item) => item.code === "set_up_second_factor" && item.required);
}

/** Everything known of the person before is forgotten. */
export async function forgetPerson(queries: QueryClient): Promise<void> {
  await queries.cancelQueries();
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "installation" });
}

export function useLogOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    const answer = await api.logOut();
    if (!answer.ok) return answer;
    await forgetPerson(queries);
    await navigate({ to: "/log-in" });
    return answer;
  };
}
