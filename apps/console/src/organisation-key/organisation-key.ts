// The organisation key as the server has it, and changing it.
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../session/api.ts";
import { useChange } from "../session/change.ts";

export const organisationKeyQuery = {
  queryKey: ["organisation-key"],
  queryFn: () => bodyOf(api.getOrganisationKey()),
};

export function useOrganisationKeyState() {
  return useQuery(organisationKeyQuery);
}

/** What was made in the browser: whom to seal to, and the identity locked with the passphrase, Base64. */
export interface MadeKey {
  readonly recipient: string;
  readonly lockedIdentity: string;
}

const refreshed = ["organisation-key", "next-steps"];

/** @param replaces the key in use, which this one takes the place of; null: there is none. */
export const useKeepKey = () =>
  useChange(
    ({ replaces, ...made }: MadeKey & { replaces: string | null }) =>
      replaces === null
        ? api.makeOrganisationKey({ body: made })
        : api.beginOrganisationKeyReplacement({ body: { replaces, ...made } }),
    refreshed,
  );

export const useChangePassphrase = () =>
  useChange(
    ({ id, ...body }: { id: string; revision: number; lockedIdentity: string }) =>
      api.changeOrganisationPassphrase({ params: { id }, body }),
    refreshed,
  );

interface Touch {
  readonly id: string;
  readonly keyId: string;
}

/** @returns a mutation that keeps what was sealed to a security key, Base64. */
export const useAddTouch = () =>
  useChange(
    ({ sealedIdentity, ...params }: Touch & { sealedIdentity: string }) =>
      api.addOrganisationSecurityKey({ params, body: { sealedIdentity } }),
    refreshed,
  );

export const useRemoveTouch = () =>
  useChange((params: Touch) => api.removeOrganisationSecurityKey({ params }), refreshed);

export const useFinishReplacement = () =>
  useChange((replaced: string) => api.finishOrganisationKeyReplacement({ body: { replaced } }), refreshed);

export const useAbandonReplacement = () => useChange((_: null) => api.abandonOrganisationKeyReplacement(), refreshed);
