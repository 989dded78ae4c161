// Whom an account is sealed to: all who shall open it, as many as one account can be sealed to.
import { mostSealedTo, type Recipients } from "@hesper/contract";
import { useQuery } from "@tanstack/react-query";
import { counted } from "../brand/times.ts";
import { api, bodyOf } from "../session/api.ts";

export type Recipient = Recipients["keys"][number];

/** Whose account it is; null: a shared one. */
export type Owner = { readonly id: string; readonly name: string } | null;

/** Whom a new account is sealed to. */
export function recipientsOf(owner: Owner): Promise<Recipients> {
  return bodyOf(owner ? api.getRecipients({ params: { id: owner.id } }) : api.getRecipientsOfNewSharedAccount());
}

export function useRecipients(owner: Owner) {
  return useQuery({
    queryKey: ["accounts", "recipients", owner?.id ?? "shared"],
    queryFn: () => recipientsOf(owner),
  });
}

/** Whether anybody at all can be sealed to. */
export function canSeal({ keys, organisation }: Recipients): boolean {
  return keys.length > 0 || organisation !== null;
}

/** @returns whom it is sealed to, the organisation key always among them, and how many keys find no place. */
export function chooseRecipients({ keys, organisation }: Recipients): { chosen: Recipient[]; leftOut: number } {
  const always = organisation ? [organisation] : [];
  const chosen = keys.slice(0, mostSealedTo - always.length);
  return { chosen: [...chosen, ...always], leftOut: keys.length - chosen.length };
}

/** Whether a part that is sealed to the one is sealed to the other. */
export function areSame(one: Recipients, other: Recipients): boolean {
  const idsOf = (recipients: Recipients) => chooseRecipients(recipients).chosen.map(({ keyId }) => keyId);
  return idsOf(one).join() === idsOf(other).join();
}

/** Who will be able to open it: "the organisation key and 2 keys of Edith Clarke". */
export function openersWords({ keys, organisation }: Recipients, owner: Owner): string {
  const ofWhom = owner?.name ?? "those who have it";
  const openers = [
    organisation === null ? "" : "the organisation key",
    keys.length === 0 ? "" : `${counted(keys.length, "key")} of ${ofWhom}`,
  ];
  return openers.filter((words) => words !== "").join(" and ");
}
