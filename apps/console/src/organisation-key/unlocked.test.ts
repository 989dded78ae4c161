// Keys that are unlocked in a tab: gone after ten minutes, whether a timer ran or not.
import { generateIdentity, type Identity } from "@hesper/vault";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { findUnlocked, keepUnlocked, lockAll, lockOne, subscribe, timeLeftMs, unlockedIdentities } from "./unlocked.ts";

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
  keepUnlocked("old", identity);
  const list = unlockedIdentities();
  vi.advanceTimersByTime(2000);
  expect(seen).toEqual([600_000, 599_000, 598_000]);
  expect(unlockedIdentities()).toBe(list);
  vi.advanceTimersByTime(597_000);
  expect(findUnlocked("old")).toBe(identity);
  vi.advanceTimersByTime(1000);
  expect([findUnlocked("old"), unlockedIdentities(), seen.at(-1)]).toEqual([null, [], 0]);
  expect(vi.getTimerCount()).toBe(0);
  stop();
});

it("is gone when the computer slept, before any timer has run", () => {
  keepUnlocked("old", identity);
  vi.setSystemTime((vi.getMockedSystemTime()?.getTime() as number) + 3_600_000);
  expect(findUnlocked("old")).toBeNull();
  lockAll();
});

it("two may be unlocked, each for its time; Lock locks both", () => {
  keepUnlocked("old", identity);
  vi.advanceTimersByTime(300_000);
  keepUnlocked("new", newer);
  expect(unlockedIdentities()).toEqual([identity, newer]);
  vi.advanceTimersByTime(300_000);
  expect([findUnlocked("old"), findUnlocked("new"), timeLeftMs()]).toEqual([null, newer, 300_000]);
  keepUnlocked("old", identity);
  lockOne("new");
  expect(unlockedIdentities()).toEqual([identity]);
  lockAll();
  expect([findUnlocked("old"), timeLeftMs(), vi.getTimerCount()]).toEqual([null, 0, 0]);
});
