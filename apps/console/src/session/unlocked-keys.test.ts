// Keys that are unlocked in a tab: gone after ten minutes, whether a timer ran or not.
import { generateIdentity, type Identity } from "@hesper/vault";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createUnlockedKeys, thisMoment } from "./unlocked-keys.ts";

const { keep, find, lockAll, lockOne, subscribe, timeLeftMs, identities } = createUnlockedKeys();

let identity: Identity;
let newer: Identity;
beforeAll(async () => {
  [identity, newer] = [await generateIdentity("x25519"), await generateIdentity("x25519")];
  vi.useFakeTimers();
});
afterAll(() => vi.useRealTimers());

it("one is there for ten minutes, counted down each second, and then it is gone", () => {
  const seen: number[] = [];
  const stop = subscribe(() => seen.push(timeLeftMs()));
  keep("old", identity);
  const list = identities();
  vi.advanceTimersByTime(2000);
  expect(seen).toEqual([600_000, 599_000, 598_000]);
  expect(identities()).toBe(list);
  vi.advanceTimersByTime(597_000);
  expect(find("old")).toBe(identity);
  vi.advanceTimersByTime(1000);
  expect([find("old"), identities(), seen.at(-1)]).toEqual([null, [], 0]);
  expect(vi.getTimerCount()).toBe(0);
  stop();
});

it("is gone when the computer slept, before any timer has run", () => {
  keep("old", identity);
  vi.setSystemTime((vi.getMockedSystemTime()?.getTime() as number) + 3_600_000);
  expect(find("old")).toBeNull();
  lockAll();
});

it("two may be unlocked, each for its time; Lock locks both", () => {
  keep("old", identity);
  vi.advanceTimersByTime(300_000);
  keep("new", newer);
  expect(identities()).toEqual([identity, newer]);
  vi.advanceTimersByTime(300_000);
  expect([find("old"), find("new"), timeLeftMs()]).toEqual([null, newer, 300_000]);
  keep("old", identity);
  lockOne("new");
  expect(identities()).toEqual([identity]);
  lockAll();
  expect([find("old"), timeLeftMs(), vi.getTimerCount()]).toEqual([null, 0, 0]);
});

it("a key whose ten minutes began before, where another clock counts them, is not open longer than those", () => {
  const since = thisMoment();
  vi.advanceTimersByTime(10_000);
  keep("old", identity, since);
  expect(timeLeftMs()).toBe(590_000);
  lockAll();
});

it("two sets know nothing of each other: locking the one leaves the other", () => {
  const other = createUnlockedKeys();
  keep("old", identity);
  other.keep("new", newer);
  lockAll();
  expect([identities(), other.identities()]).toEqual([[], [newer]]);
  other.lockAll();
  expect(vi.getTimerCount()).toBe(0);
});
