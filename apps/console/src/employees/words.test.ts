// A link that is handed over must open this installation, and an invitation must not look alive when it is dead.
import { expect, it } from "vitest";
import { hasInvitationEnded, wholeLink } from "./words.ts";

it.each([
  ["/accept-invitation#t", "https://hesper.example.org/accept-invitation#t"],
  ["https://login.example.org/accept-invitation#t", "https://login.example.org/accept-invitation#t"],
])("the link %s is handed over as %s", (link, whole) => {
  expect(wholeLink(link, "https://hesper.example.org")).toBe(whole);
});

it.each([
  [null, true],
  ["2026-03-01T12:00:00.000Z", true],
  ["2026-03-01T12:00:00.001Z", false],
])("an invitation until %s has ended: %s", (invitationExpiresAt, ended) => {
  expect(hasInvitationEnded({ invitationExpiresAt }, Date.UTC(2026, 2, 1, 12))).toBe(ended);
});
