// A person must be told what their key does and who did what, also by a server that knows more than this page.
import { ownEventTypes } from "@hesper/contract";
import { expect, it } from "vitest";
import { canBeReported, eventSentence, lostWords } from "./words.ts";

const by = { name: "Ada Lovelace", isOneself: false };
const about = { name: "Mail", to: "suspended", reason: "lost", part: "otp" };

it("who did what is a sentence, with a name for whom it was", () => {
  for (const type of ownEventTypes) expect(eventSentence({ type, by, about })).toMatch(/^[A-Z].+\.$/);
  expect(eventSentence({ type: "account.shown", by, about })).toBe("Ada Lovelace looked at the OTP secret of Mail.");
  expect(eventSentence({ type: "key.status_changed", by, about })).toBe("Ada Lovelace suspended the key Mail (lost).");
  const resumed = { ...about, to: "active", reason: null };
  expect(eventSentence({ type: "key.status_changed", by, about: resumed })).toBe(
    "Ada Lovelace let the key Mail go on.",
  );
  expect(eventSentence({ type: "key.reported_lost", by: { ...by, isOneself: true }, about })).toMatch(/^You reported/);
  expect(eventSentence({ type: "account.deleted", by: { name: "", isOneself: false }, about })).toBe(
    "Somebody who was deleted deleted the account Mail.",
  );
  expect(eventSentence({ type: "future.event", by: null, about: null })).toBe("future.event");
});

it("a report says for how long the key may still open, and is offered where it changes something", () => {
  const policy = { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 1 };
  expect(lostWords({ policy })[0]).toContain("at most 1 day without contact");
  const all = ["reserved", "active", "locked", "suspended", "deactivated", "compromised"] as const;
  expect(all.filter((status) => canBeReported({ status }))).toEqual(["active", "locked"]);
});
