// Who is logged in and what that person should do next; logging out.
import type { NextStep, Session } from "@hesper/contract";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lockAll } from "../organisation-key/unlocked.ts";
import { forgetOpened } from "../security-keys/opened.ts";
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

/**
 * Why the console stays closed until this person has set up a second factor: the policy asks for one, or they came in
 * with a temporary pass and have to replace what they have lost. Null: it is open.
 */
export type OwedSetUp = "required" | "lost" | null;

function owed(session: Session | null | undefined, steps: readonly NextStep[]): OwedSetUp {
  if (session?.setUpOnly) return "lost";
  if (session?.assurance !== "password") return null;
  return steps.some((step) => step.code === "set_up_second_factor" && step.required) ? "required" : null;
}

export async function owesSetup(queries: QueryClient): Promise<boolean> {
  const session = await queries.ensureQueryData(sessionQuery);
  const mustAsk = session?.assurance === "password" && !session.setUpOnly;
  const steps = mustAsk ? (await queries.fetchQuery(nextStepsQuery)).items : [];
  return owed(session, steps) !== null;
}

export function useOwedSetUp(): OwedSetUp {
  const session = useSession().data;
  const steps = useQuery({ ...nextStepsQuery, enabled: session?.assurance === "password" }).data?.items;
  return owed(session, steps ?? []);
}

/** Everything known of the person before is forgotten. */
export async function forgetPerson(queries: QueryClient): Promise<void> {
  lockAll();
  forgetOpened();
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
