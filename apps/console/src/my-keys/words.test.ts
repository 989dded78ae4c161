// A person must be told what their key does and who did what, also by a server that knows more than this page.
import { type OwnKey, ownEventTypes } from "@hesper/contract";
import { expect, it } from "vitest";
import { canBeReported, eventSentence, holdingWords, lostWords, ownMeaning, whoAdds } from "./words.ts";

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
  expect(eventSentence({ type: "key.created", by, about })).toBe("Ada Lovelace made the key Mail for you.");
  expect(eventSentence({ type: "key.created", by: { ...by, isOneself: true }, about })).toBe("You made the key Mail.");
  expect(eventSentence({ type: "account.deleted", by: { name: "", isOneself: false }, about })).toBe(
    "Somebody who was deleted deleted the account Mail.",
  );
  expect(eventSentence({ type: "future.event", by: null, about: null })).toBe("future.event");
});

it("a report says for how long the key may still open, and is offered where it changes something", () => {
  const policy = { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 1 };
  expect(lostWords({ kind: "software", policy })[0]).toContain("at most 1 day without contact");
  const all = ["reserved", "active", "locked", "suspended", "deactivated", "compromised"] as const;
  expect(all.filter((status) => canBeReported({ status }))).toEqual(["active", "locked"]);
});

// It has no PIN of ours, no contact and nothing on it: what is said of other keys would be false of it.
it("of a security key is said what it opens, and that it ends at once", () => {
  const policy = { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 };
  const key = { kind: "security_key", policy, reason: null, activation: null, wipedAt: null } as OwnKey;
  const now = { nowMs: 0, renewable: false };
  const of = (status: OwnKey["status"]) => ownMeaning({ ...key, status, activatedAt: "2026-03-01T12:00:00.000Z" }, now);
  expect(lostWords(key)[0]).toContain("It opens nothing from now on");
  expect(of("active")).toContain("under My accounts");
  expect(of("suspended")).toContain("opens nothing");
  const said = [of("active"), of("suspended"), of("deactivated"), ...Object.values(holdingWords.security_key)];
  for (const words of [...said, ...lostWords(key).slice(0, 2)]) expect(words).not.toMatch(/PIN|wipe|contact|sync/);
});

it("whom to ask for a key is said where one may not add it, and a link is made anew by whoever may", () => {
  expect(whoAdds("none")).toContain("ask one");
  expect(whoAdds("security_keys")).toContain("ask one");
  expect(whoAdds("all")).toBe("");
  const key = { kind: "software", status: "reserved", activation: null } as OwnKey;
  expect(ownMeaning(key, { nowMs: 0, renewable: true })).toContain("Make a new link");
  expect(ownMeaning(key, { nowMs: 0, renewable: false })).toContain("Ask an administrator");
});
