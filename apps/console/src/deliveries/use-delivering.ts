// "Deliver": unlocks the organisation key, seals what waits, and says for how many keys.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useResealing } from "../accounts/use-resealing.ts";
import { organisationKeyQuery } from "../organisation-key/organisation-key.ts";
import { findUnlocked } from "../organisation-key/unlocked.ts";
import { useOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import { refreshedByDelivery, type Scope, type Waiting, waitingQuery } from "./deliveries.ts";

const nothing: Waiting = { accounts: 0, keys: 0 };

/** @param waiting as it is shown. */
export function useDelivering(scope: Scope, waiting: Waiting = nothing) {
  const queries = useQueryClient();
  const { ensureUnlocked } = useOrganisationKey();
  const [atStart, setAtStart] = useState(nothing);
  const [left, setLeft] = useState(nothing);
  const begin = async () => {
    if ((await ensureUnlocked()) === null) return null;
    const { key, replacement } = await queries.fetchQuery({ ...organisationKeyQuery, staleTime: 5_000 });
    const ids = [key, replacement?.replaced].flatMap((one) => one?.id ?? []);
    // Brings the vault.
    const { doorToWaiting } = await import("./deliver.ts");
    // While the organisation key is replaced, what is sealed to the one before is opened too, where that is unlocked.
    return { door: doorToWaiting(scope), findIdentities: () => ids.flatMap((id) => findUnlocked(id) ?? []) };
  };
  const end = async () => {
    await Promise.all(refreshedByDelivery.map((name) => queries.invalidateQueries({ queryKey: [name] })));
    setLeft(await queries.fetchQuery({ ...waitingQuery(scope), staleTime: 5_000 }));
  };
  const run = useResealing({ begin, end });
  const start = () => {
    setAtStart(waiting);
    return run.start();
  };
  const named = run.outcome?.status === "ended" ? run.outcome.failed.length + run.outcome.partly.length : left.accounts;
  return {
    ...run,
    start,
    total: atStart.accounts,
    /** Keys for which nothing waits any more. */
    servedKeys: Math.max(0, atStart.keys - left.keys),
    /** Accounts that were not even handed out, since the organisation key of now does not open them. */
    unopened: Math.max(0, left.accounts - named),
  };
}
