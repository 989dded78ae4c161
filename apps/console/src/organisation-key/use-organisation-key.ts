// The organisation key for any page: what of it is unlocked in this tab, and asking for it to be unlocked.
import type { OrganisationKey } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { organisationKeyQuery } from "./organisation-key.ts";
import { findUnlocked, subscribe, unlockedIdentities } from "./unlocked.ts";

type Ask = (key: OrganisationKey) => Promise<Identity | null>;
let ask: Ask = async () => null;
/** The dialogue comes with the vault, which is loaded beside the page. */
const dialogue = Promise.withResolvers<void>();

/** Says how a person is asked to unlock a key. */
export function whenUnlockIsNeeded(how: Ask): void {
  ask = how;
  dialogue.resolve();
}

/** Asks for the passphrase or the recovery sheet even where the key is unlocked already. Null: the person gave up. */
export async function askToUnlock(key: OrganisationKey): Promise<Identity | null> {
  await dialogue.promise;
  return ask(key);
}

/** There is none, and so nothing that could be unlocked. */
export class NoOrganisationKey extends Error {}

export interface OrganisationKeyUse {
  /** The key that is unlocked; null: locked. */
  readonly unlocked: Identity | null;
  /** While a key is replaced, both may be unlocked: opening takes them all. */
  readonly identities: readonly Identity[];
  /**
   * The identity, for which the person is asked where it is locked. Null: they gave up, or there is no key with this id.
   * @param keyId the key that a thing is sealed to; without it, the one that is sealed to now: throws `NoOrganisationKey`
   * where there is none.
   */
  readonly ensureUnlocked: (keyId?: string) => Promise<Identity | null>;
}

/** For administrators: others have no use for it. */
export function useOrganisationKey(): OrganisationKeyUse {
  const queries = useQueryClient();
  const identities = useSyncExternalStore(subscribe, unlockedIdentities);
  const ensureUnlocked = useCallback(
    async (keyId?: string) => {
      const found = keyId === undefined ? null : findUnlocked(keyId);
      if (found) return found;
      const { key, replacement } = await queries.fetchQuery({ ...organisationKeyQuery, staleTime: 5_000 });
      if (keyId === undefined && key === null) throw new NoOrganisationKey();
      const wanted = keyId === undefined ? key : [key, replacement?.replaced].find((one) => one?.id === keyId);
      return wanted ? (findUnlocked(wanted.id) ?? askToUnlock(wanted)) : null;
    },
    [queries],
  );
  return { unlocked: identities.at(-1) ?? null, identities, ensureUnlocked };
}
