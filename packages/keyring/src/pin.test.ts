// The PIN of a key: what is counted, when it locks, and what opens it again.
import { expect, it } from "vitest";
import { changePin, checkUsable, unlock } from "./pin.ts";
import { dayMs, makeKey, pin, problemOf, refusal, startMs, type TestKey } from "./testing/keys.ts";

const rules = { pinMinimumLength: 6, wrongPins: 3, lockAfterMinutes: 15, offlineDays: 14 };
const securityKeys = [
  { credentialId: "AQID", name: "Blue", transports: ["usb"], salt: "salt", sealedIdentity: "YWdl", addedAtMs: startMs },
];
const guess = (key: TestKey, text = "000000") => problemOf(() => unlock(key, text));

it("a right PIN unlocks the key and forgets wrong ones; the last wrong one locks it, for the right one too", async () => {
  const key = await makeKey({ policy: rules });
  const tries = [await guess(key), await guess(key)];
  expect(tries.map(({ code, attemptsLeft }) => [code, attemptsLeft])).toEqual([
    ["wrong_pin", 2],
    ["wrong_pin", 1],
  ]);
  expect((await unlock(key, pin)).reveal()).toBe(key.identity.reveal());
  expect(key.storage.record.wrongPins).toBe(0);
  for (const code of ["wrong_pin", "wrong_pin", "pin_locked"]) expect((await guess(key)).code).toBe(code);
  expect(key.storage.record).toMatchObject({ pinLock: "untold", lockNumber: 1 });
  const before = key.storage.text;
  expect(await refusal(() => unlock(key, pin))).toBe("pin_locked");
  expect(await refusal(() => checkUsable(key))).toBe("pin_locked");
  expect(key.storage.text).toBe(before);
});

// Counted after the comparison, guesses that are made together or cut off would share one attempt.
it("16 guesses at once are no more than the policy allows, and a power cut gives none back", async () => {
  const key = await makeKey({ policy: rules });
  const guesses = await Promise.all(Array.from({ length: 16 }, () => guess(key)));
  expect(guesses.filter(({ code }) => code === "wrong_pin").length).toBeLessThan(rules.wrongPins);
  expect(key.storage.record).toMatchObject({ pinLock: "untold", lockNumber: 1, wrongPins: 3 });

  const other = await makeKey({ policy: rules });
  for (let cut = 0; cut < rules.wrongPins; cut += 1) {
    // The first change counts; the power goes before anything is said about the PIN.
    let changes = 0;
    const storage = other.storage.copy(() => {
      changes += 1;
      if (changes === 3) throw new Error("power cut");
    });
    await expect(unlock({ ...other, storage }, "000000")).rejects.toThrow("power cut");
    other.storage.tamper((account) => account, { wrongPins: storage.record.wrongPins });
  }
  expect(await refusal(() => unlock(other, pin))).toBe("pin_locked");
});

it("a right PIN opens nothing where the key was suspended or wiped while it was tried", async () => {
  const key = await makeKey();
  const suspended = key.storage.copy((step) => {
    if (step.startsWith("after")) suspended.tamper((account) => account, { status: "suspended" });
  });
  expect(await refusal(() => unlock({ ...key, storage: suspended }, pin))).toBe("suspended");
  const wiped = key.storage.copy((step) => {
    if (step.startsWith("after")) wiped.tamper((account) => account, { lockedIdentity: null });
  });
  expect(await refusal(() => changePin({ ...key, storage: wiped }, { before: pin, after: "1234567" }))).toBe("wiped");
});

it("a suspended or locked key is not opened, and one that was long without contact or whose clock went back", async () => {
  const code = async (record: Parameters<typeof makeKey>[0], nowMs = startMs) => {
    const key = await makeKey(record);
    key.nowMs = nowMs;
    const found = await refusal(() => unlock(key, pin));
    // Nothing was tried.
    expect(key.storage.record.wrongPins).toBe(0);
    return found;
  };
  expect(await code({ status: "suspended", reason: "lost" })).toBe("suspended");
  expect(await code({ status: "locked", reason: "wrong_pin" })).toBe("locked");
  expect(await code({ status: "deactivated" })).toBe("wiped");
  expect(await code({}, startMs + 14 * dayMs + 1)).toBe("offline_too_long");
  expect(await code({}, startMs - dayMs - 1)).toBe("clock_turned_back");
  // Used on the 15th day once, then the clock is put back by less than a day.
  expect(await code({ latestMs: startMs + 14.5 * dayMs }, startMs + 13.9 * dayMs)).toBe("offline_too_long");
  const key = await makeKey();
  key.nowMs = startMs + 14 * dayMs;
  await unlock(key, pin);
  expect(key.storage.record.latestMs).toBe(key.nowMs);
});

it("the PIN is changed with the one before, as long as the policy says, and the store holds no identity", async () => {
  const key = await makeKey({ policy: rules, securityKeys });
  const short = await problemOf(() => changePin(key, { before: pin, after: "12345" }));
  expect([short.code, short.sentence]).toEqual(["weak_pin", "The PIN must have at least 6 characters."]);
  expect(await refusal(() => changePin(key, { before: "000000", after: "schlüssel" }))).toBe("wrong_pin");
  expect(key.storage.record.wrongPins).toBe(1);
  await changePin(key, { before: pin, after: "schlüssel" });
  expect((await unlock(key, "schlüssel".normalize("NFD"))).reveal()).toBe(key.identity.reveal());
  expect(key.storage.text).not.toContain("AGE-SECRET");
  // They are locked to something else, and open the same.
  expect(key.storage.record.securityKeys).toEqual(securityKeys);
});

it("a store whose identity is damaged is told from a wrong PIN", async () => {
  const key = await makeKey({ lockedIdentity: "YWdl" });
  expect(await refusal(() => unlock(key, pin))).toBe("store_damaged");
});
