// An unlocked key is locked after ten minutes, whatever the clocks of the computer do.
import { expect, it } from "vitest";
import { clockWords, leftMs, unlockedMs } from "./countdown.ts";

const since = { wallMs: 1_000_000, steadyMs: 5_000 };
const after = (wallMs: number, steadyMs = wallMs) => ({
  wallMs: since.wallMs + wallMs,
  steadyMs: since.steadyMs + steadyMs,
});

it("lasts ten minutes and not a moment longer", () => {
  expect(leftMs(since, since)).toBe(unlockedMs);
  expect(leftMs(since, after(599_999))).toBe(1);
  expect(leftMs(since, after(600_000))).toBe(0);
  expect(leftMs(since, after(900_000))).toBe(0);
});

it("is over when the computer slept, whose own clock stood still", () => {
  expect(leftMs(since, after(3_600_000, 20))).toBe(0);
});

it("is not longer where the clock on the wall was set back", () => {
  expect(leftMs(since, after(-86_400_000, 60_000))).toBe(540_000);
});

it("is shown in minutes and seconds", () => {
  expect([unlockedMs, 599_999, 59_001, 1, 0].map(clockWords)).toEqual(["10:00", "10:00", "1:00", "0:01", "0:00"]);
});
