// What a change of the policy does, as a sentence, and whether it cannot be taken back.
import type { PolicyEffect } from "@hesper/contract";
import { counted } from "../brand/times.ts";

/** "12 people have no second factor and must ...", "Nobody is affected." */
export function effectSentence({ setting, people, text }: PolicyEffect): string {
  if (setting === "auditRetentionDays") return removal(people, text);
  if (people === 0) return "Nobody is affected.";
  return `${who(people)} ${text}`;
}

/** Events go even where they are about nobody, such as earlier changes of the policy. */
function removal(people: number, text: string): string {
  if (people === 0) return "Older events are removed for good and cannot be brought back. No person is in them.";
  return `${who(people)} ${text} Removed events cannot be brought back.`;
}

/** People are logged out while they work, or something is lost for good. */
export function isDangerous({ setting, people }: PolicyEffect): boolean {
  if (setting === "auditRetentionDays") return true;
  return people > 0 && (setting === "sessionIdleSeconds" || setting === "sessionAbsoluteSeconds");
}

/** The server's text goes on as for several; "they" fits one as well. */
function who(people: number): string {
  return people === 1 ? "1 person is affected: they" : counted(people, "person", "people");
}
