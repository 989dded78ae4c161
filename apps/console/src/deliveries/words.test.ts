// What is said of deliveries: numbers in the right number, and nothing that is not so.
import { deliveryStatuses } from "@hesper/contract";
import { expect, it } from "vitest";
import {
  accountName,
  deliveredWords,
  keysWords,
  leftOutWords,
  progressWords,
  statusMeanings,
  unopenedWords,
  waitingWords,
} from "./words.ts";

it("says what waits, and how far delivering is", () => {
  expect(waitingWords({ accounts: 1, keys: 1 })).toBe("1 account waits to be sealed to 1 key");
  expect(waitingWords({ accounts: 1200, keys: 3 }, true)).toBe("1,200 accounts still wait to be sealed to 3 keys");
  expect(progressWords(2, 7)).toBe("2 of 7 accounts sealed");
  // More came than were counted at the beginning.
  expect(progressWords(9, 7)).toBe("9 of 9 accounts sealed");
});

it("says what came of it", () => {
  const ended = { status: "ended", sealed: 1, keys: 1 } as const;
  expect(deliveredWords(ended)).toBe("1 account is sealed for 1 key, which gets what is new at the next sync.");
  expect(deliveredWords({ ...ended, sealed: 4, keys: 0, status: "stopped" })).toBe("Stopped. 4 accounts are sealed.");
  expect(deliveredWords({ ...ended, sealed: 0 })).toBe("Nothing was sealed.");
  expect(unopenedWords(1)).toMatch(/^1 account is not sealed .* has it hands it on/);
  expect(unopenedWords(2)).toMatch(/^2 accounts are not sealed .* has them hands them on/);
  expect(leftOutWords(1)).toMatch(/^1 key is left out: /);
  expect(leftOutWords(44)).toMatch(/^44 keys are left out: /);
});

it("sums up how an account stands with the keys of its employee", () => {
  expect(keysWords([])).toEqual({ isThere: false, summary: "No key yet", open: "" });
  expect(keysWords(["delivered", "delivered"])).toEqual({ isThere: true, summary: "On 2 of 2 keys", open: "" });
  expect(keysWords(["waiting"])).toMatchObject({ summary: "On 0 of 1 key", open: "waits for sealing" });
  expect(keysWords(["waiting", "waiting"])).toMatchObject({ summary: "On 0 of 2 keys", open: "waits for sealing" });
  expect(keysWords(["delivered", "queued", "waiting"])).toMatchObject({
    isThere: false,
    summary: "On 1 of 3 keys",
    open: "1 waits for sealing, 1 queued",
  });
});

it("calls a private account nothing but that, and says of each state what it means", () => {
  expect(accountName({ kind: "private", name: "" })).toBe("Private account");
  expect(accountName({ kind: "shared", name: "Team mail" })).toBe("Team mail");
  for (const status of deliveryStatuses) expect(statusMeanings[status]).toMatch(/\.$/);
});
