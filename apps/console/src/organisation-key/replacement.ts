// What is still sealed to an old organisation key: listed, and sealed to whom it is for now.
import type { SealedPart } from "@hesper/contract";
import { chooseRecipients } from "../accounts/recipients.ts";
import { resealOne } from "../accounts/reseal.ts";
import type { ResealDoor } from "../accounts/resealing.ts";
import { api, bodyOf, withProof } from "../session/api.ts";

const atOnce = "20";

export function doorToOldKey(keyId: string): ResealDoor<SealedPart & { name: string }> {
  return {
    list: (cursor) => {
      const query = cursor === null ? { limit: atOnce } : { limit: atOnce, cursor };
      return bodyOf(withProof(() => api.listSealedToOldKey({ params: { id: keyId }, query })));
    },
    reseal: async (part, identities) => {
      const answer = await api.getRecipientsOfAccount({ params: { id: part.id } });
      if (!answer.ok && answer.code === "not_found") return { status: "gone" };
      const { chosen } = chooseRecipients(await bodyOf(Promise.resolve(answer)));
      return resealOne(part, chosen, identities);
    },
  };
}
