// Two administrators edit the policy at once: nothing that was typed is lost, and nothing of the other is undone unseen.
import { type Policy, policyDefaults } from "@hesper/contract";
import { expect, it } from "vitest";
import { bodyOfChanges, changesOf, followed, problemsOf, rebased } from "./draft.ts";
import { fields, limitWords, rangeOf, settings, words } from "./fields.ts";

const policy: Policy = { ...policyDefaults, revision: 3 };
const theirs: Policy = { ...policy, installationName: "Analytical Engines", totpWindow: 0, revision: 4 };

it("what would be saved as it was is no change", () => {
  expect(changesOf(policy, { installationName: " Hesper ", totpWindow: 1 })).toEqual([]);
  expect(changesOf(policy, { installationName: "Hesper 2", totpWindow: 2 })).toEqual([
    "totpWindow",
    "installationName",
  ]);
});

it("an empty or a foreign number is a change that cannot be saved", () => {
  const typed = { sessionIdleSeconds: "", auditRetentionDays: 7 };
  const changes = changesOf(policy, typed);
  expect(problemsOf(typed, changes)).toEqual({
    sessionIdleSeconds: "A session may be unused for 1 minute to 24 hours.",
    auditRetentionDays: "Events are kept for 30 to 3650 days, or for ever (0).",
  });
});

it("as long as nothing is typed, the page follows what is saved", () => {
  expect(followed({ seen: policy, typed: { totpWindow: 1 }, generation: 0 }, theirs).seen).toBe(theirs);
  expect(followed({ seen: policy, typed: { totpWindow: 2 }, generation: 0 }, theirs).seen).toBe(policy);
});

it("what was typed stays on top of the version of the other, and what was typed back does not undo it", () => {
  const state = { seen: policy, typed: { totpWindow: 1, passwordMinimumLength: 20 }, generation: 0 };
  const { seen, typed } = rebased(state, theirs);
  expect([seen, typed]).toEqual([theirs, { passwordMinimumLength: 20 }]);
});

it("what is sent are the changes alone, as the server would read them", () => {
  const values = { ...policy, installationName: " Analytical Engines " };
  expect(bodyOfChanges({ values, changes: ["installationName"] })).toEqual({ installationName: "Analytical Engines" });
});

it("every setting of the contract is on the page, with a value in words", () => {
  expect(new Set(fields)).toEqual(new Set(Object.keys(policyDefaults)));
  for (const field of fields) expect(words(field, policy[field])).not.toBe("");
});

it("limits are those of the contract", () => {
  expect(limitWords("sessionIdleSeconds")).toBe("Usually 30 minutes; 1 minute to 1 day.");
  expect(limitWords("auditRetentionDays")).toBe("Usually for ever; 30 to 3,650 days.");
  expect(limitWords("twoFactorGraceDays")).toBe("Usually 0; 0 to 90 days.");
  for (const field of fields) {
    if (settings[field].control.kind === "number") expect(rangeOf(field)).not.toBeNull();
  }
});
