// What a change of the policy does, as a sentence, and whether it cannot be taken back.
import type { PolicyEffect } from "@hesper/contract";
import { counted } from "../brand/times.ts";

/** "12 people have no second factor and must ...", "Nobody is affected." */
export function effectSentence({ setting, people, text }: PolicyEffect): string {
  if (setting === "auditRetentionDays") return removal(people, text);
  if (people === 0) return "Nobody is affected.";
  // The server's text is about several; "they" fits one as well.
  if (people === 1) return `1 person is affected: they ${text}`;
  return `${counted(people, "person", "people")} ${text}`;
}

/** Events go even where they speak of nobody, such as earlier changes of the policy. */
function removal(people: number, text: string): string {
  const removed = "Older events are removed for good; they cannot be brought back.";
  if (people === 0) return `${removed} They speak of nobody.`;
  return `${removed} ${people === 1 ? `1 person is concerned: they ${text}` : `${counted(people, "person", "people")} ${text}`}`;
}

/** People are logged out while they work, or something is lost for good. */
export function isDangerous({ setting, people }: PolicyEffect): boolean {
  if (setting === "auditRetentionDays") return true;
  return people > 0 && (setting === "sessionIdleSeconds" || setting === "sessionAbsoluteSeconds");
}
