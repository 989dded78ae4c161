// Whoever locks somebody out must be told what becomes of the keys, and of nothing that there is not.
import { expect, it } from "vitest";
import { deletionWords, keyWords } from "./deletion-words.ts";

it("keys and private accounts of somebody who is deactivated are counted", () => {
  expect(keyWords([{ what: "sessions", count: 2 }])).toBeNull();
  expect(keyWords([{ what: "keys", count: 1 }])).toBe(
    "Their key is deactivated for good: a security key at once; another one, if it was activated, wipes itself at its next contact.",
  );
  const both = [
    { what: "keys", count: 2 },
    { what: "private_accounts", count: 1200 },
  ];
  expect(keyWords(both)).toBe(
    "Their 2 keys are deactivated for good: security keys at once; each other one that was activated wipes itself at its next contact. 1,200 private accounts in them are lost.",
  );
});

it("what a newer server counts is named as it names it", () => {
  expect(deletionWords({ what: "keys", count: 1 })).toBe(
    "1 key, which ends: a security key at once, another one wipes itself at its next contact if it was activated",
  );
  expect(deletionWords({ what: "personal_accounts", count: 1 })).toBe("1 personal account");
  expect(deletionWords({ what: "new_things", count: 2 })).toBe("2 new things");
});
