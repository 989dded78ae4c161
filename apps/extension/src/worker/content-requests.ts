// What scripts in pages say. Nothing of it fills, opens or tells anything: the answer is the same for all of it.
import type { ContentAnswer, ContentRequest } from "../messages/from-content.ts";
import { doneAnswer } from "../messages/to-content.ts";
import { tell } from "./browser-page.ts";
import type { OfferKind } from "./offers.ts";
import type { Parts } from "./parts.ts";
import type { ContentSender } from "./senders.ts";

export interface Doors {
  readonly openPopup: () => Promise<void>;
  /** The page of the extension that shows offers. */
  readonly openOffers: () => Promise<void>;
  readonly onChange: () => void;
  /** For what takes longer than an answer should. */
  readonly later: (work: Promise<unknown>) => void;
}

export async function hear(
  parts: Parts,
  doors: Doors,
  sender: ContentSender,
  said: ContentRequest,
): Promise<ContentAnswer> {
  const wanted = await parts.marks.wanted();
  if (said.say === "here") parts.arrivals.note(sender, said.ancestors);
  if (said.say === "mark_pressed" && wanted.marks) await doors.openPopup();
  if (said.say === "fields") doors.later(parts.openedSites.arrive(sender.tab));
  if (wanted.offers) await hearOfLogIn(parts, doors, sender, said);
  return wanted;
}

async function hearOfLogIn(parts: Parts, doors: Doors, sender: ContentSender, said: ContentRequest): Promise<void> {
  const { offers, key } = parts;
  // What is typed while the key is locked is kept nowhere.
  if ((await key.peek()) === null) return;
  if (said.say === "submitted") {
    await offers.noteSent(sender, said);
    // It was locked while that was written.
    if ((await key.peek()) === null) await offers.forget();
  }
  if (said.say === "outcome") await show(doors, sender, await offers.noteOutcome(sender, said.asksAgain));
  if (said.say === "fields") await show(doors, sender, await offers.noteArrival(sender, said.fields.password));
  if (said.say === "offer_pressed") await doors.openOffers();
  if (said.say === "offer_closed") {
    await offers.dismissOf(sender.tab);
    doors.onChange();
  }
}

async function show({ onChange }: Doors, sender: ContentSender, kind: OfferKind | null): Promise<void> {
  if (kind === null) return;
  onChange();
  const offer = kind === "save" ? "save" : "update";
  await tell(sender, { do: "show_offer", offer }, doneAnswer);
}
