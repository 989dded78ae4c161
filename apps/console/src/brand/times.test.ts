// Durations and times must say what is stored: an administrator decides by these words.
import { expect, it } from "vitest";
import { counted, durationWords, exactTimeWithZone, relativeTime, unitOf } from "./times.ts";

it.each([
  [60, "1 minute"],
  [90, "90 seconds"],
  [1_800, "30 minutes"],
  [5_400, "90 minutes"],
  [43_200, "12 hours"],
  [86_400, "1 day"],
  [604_800, "7 days"],
])("%i seconds are %s", (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

it("nothing is 0 seconds, in the smallest unit", () => {
  expect([durationWords(0), unitOf(0)]).toEqual(["0 seconds", "seconds"]);
});

it("numbers come with their noun", () => {
  expect([counted(1, "event"), counted(12_345, "event"), counted(2, "person", "people")]).toEqual([
    "1 event",
    "12,345 events",
    "2 people",
  ]);
});

it("an exact time has milliseconds and its zone", () => {
  expect(exactTimeWithZone("2026-03-01T12:00:05.123Z")).toMatch(/^1 Mar 2026, \d\d:00:05\.123 \S+/);
});

it("a time that the server's clock puts a little ahead is now", () => {
  expect(relativeTime("2026-03-01T12:00:30Z", new Date("2026-03-01T12:00:00Z"))).toBe("just now");
});
