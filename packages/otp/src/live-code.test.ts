// The code of this moment with its countdown.
import fc from "fast-check";
import { TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import vectors from "../vectors/otp.json" with { type: "json" };
import { type Algorithm, liveCode, totp } from "./index.ts";

const secret = new TextEncoder().encode("12345678901234567890");

describe("a live code", () => {
  it.each(vectors.totp)(
    "is that of RFC 6238: $algorithm at $time",
    async ({ algorithm, secretHex, time, period, digits, code }) => {
      const bytes = Uint8Array.from(Buffer.from(secretHex, "hex"));
      const nowMs = time * 1000;
      const live = await liveCode({ secret: bytes, algorithm: algorithm as Algorithm, period, digits, nowMs });
      expect(live).toMatchObject({ code, secondsLeft: period - (time % period) });
    },
  );

  it.each([
    [0, 30_000, 30],
    [1, 29_999, 30],
    [1000, 29_000, 29],
    [28_999, 1001, 2],
    [29_000, 1000, 1],
    [29_999, 1, 1],
    [30_000, 30_000, 30],
  ])("at %i ms has %i ms left, which is shown as %i seconds", async (nowMs, millisecondsLeft, secondsLeft) => {
    expect(await liveCode({ secret, nowMs })).toMatchObject({ millisecondsLeft, secondsLeft });
  });

  it("holds until its countdown ends, and then the next one does; another implementation agrees", async () => {
    const anyNow = fc.nat(4_000_000_000_000);
    await fc.assert(
      fc.asyncProperty(
        anyNow,
        fc.integer({ min: 15, max: 120 }),
        fc.integer({ min: 6, max: 8 }),
        async (nowMs, period, digits) => {
          const otp = { secret, period, digits };
          const { code, nextCode, millisecondsLeft, secondsLeft } = await liveCode({ ...otp, nowMs });
          expect(await totp({ ...otp, nowMs: nowMs + millisecondsLeft - 1 })).toBe(code);
          expect(await totp({ ...otp, nowMs: nowMs + millisecondsLeft })).toBe(nextCode);
          expect(TOTP.remaining({ period, timestamp: nowMs })).toBe(millisecondsLeft);
          expect(secondsLeft).toBeGreaterThanOrEqual(1);
          expect(secondsLeft).toBeLessThanOrEqual(period);
        },
      ),
    );
  });
});
