// Which of one's own security keys unlock an organisation key.
import type { OrganisationKey } from "@hesper/contract";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { useSession } from "../session/session.ts";

export type TouchKey = OrganisationKey["securityKeys"][number];

export interface OwnTouches {
  /** Those that can be touched now, in this browser. */
  readonly active: readonly TouchKey[];
  /** Those that unlock nothing for now. */
  readonly suspended: readonly TouchKey[];
}

export function useOwnTouches({ securityKeys }: Pick<OrganisationKey, "securityKeys">): OwnTouches {
  const person = useSession().data?.user.id;
  const mine = securityKeys.filter(({ employee }) => employee.id === person);
  return {
    active: passkeysWork ? mine.filter(({ status }) => status === "active") : [],
    suspended: mine.filter(({ status }) => status === "suspended"),
  };
}

/** "Blue key", "Blue key or Grey key", "Blue key, Grey key or Red key". */
export function namesOf(keys: readonly { readonly name: string }[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(keys.map(({ name }) => name));
}
