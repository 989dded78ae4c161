// What the dashboard says: of nothing, of one, of many.
import type { Dashboard } from "@hesper/contract";
import { describe, expect, it } from "vitest";
import { accountsFigure, adoptionFigure, deliveriesFigure, keysFigure, logInsFigure, share } from "./words.ts";

const nothing: Dashboard = {
  asOf: "2026-03-01T12:00:00.000Z",
  recounting: false,
  logIns: [],
  adoption: { people: 1, withSecondFactor: 1, byKind: { totp: 1, passkey: 1 } },
  keys: [],
  deliveries: { waiting: 0, queued: 0, keysWaiting: 0 },
  accounts: (["under_90_days", "90_to_180_days", "180_to_365_days", "over_365_days"] as const).map((passwordAge) => ({
    passwordAge,
    count: 0,
  })),
};

it("a share is 0 % of nothing only, and 100 % of all only", () => {
  expect([share(0, 0), share(0, 9), share(1, 1000), share(4, 100), share(999, 1000), share(9, 9)]).toEqual([
    "0 %",
    "0 %",
    "under 1 %",
    "4 %",
    "over 99 %",
    "100 %",
  ]);
});

describe("where there is nothing", () => {
  it("a sentence says so, and nothing is drawn", () => {
    const figures = [logInsFigure, keysFigure, deliveriesFigure, accountsFigure].map((of) => of(nothing));
    expect(figures.map(({ sentence }) => sentence)).toEqual([
      "Nobody has tried to log in for 30 days.",
      "There are no keys yet.",
      "Every active key has what it is to have.",
      "There are no accounts yet.",
    ]);
    expect(figures.flatMap(({ series }) => series)).toEqual([]);
  });
});

it("log-ins are told by day, from a month ago to the day of counting, and what failed comes last", () => {
  const figure = logInsFigure({
    ...nothing,
    logIns: [
      { day: "2026-01-31", outcome: "succeeded", factor: "totp", count: 1199 },
      { day: "2026-03-01", outcome: "succeeded", factor: "totp", count: 1 },
      { day: "2026-03-01", outcome: "failed", factor: "password", count: 1 },
    ],
  });
  expect(figure.sentence).toBe("1,200 log-ins in 30 days. 1 attempt failed, under 1 % of all.");
  expect([figure.rows.length, figure.rows[0], figure.rows[29]]).toEqual([30, "31 Jan", "1 Mar"]);
  expect(figure.series.map(({ name, values }) => [name, values[0], values[29]])).toEqual([
    ["Authenticator app", 1199, 1],
    ["Failed: password", 0, 1],
  ]);
});

it("keys are told by status and kind, in the order of their life", () => {
  const figure = keysFigure({
    ...nothing,
    keys: [
      { status: "compromised", kind: "security_key", count: 1 },
      { status: "active", kind: "software", count: 2 },
    ],
  });
  expect(figure.sentence).toBe("3 keys, 2 active.");
  expect(figure.rows).toEqual(["Active", "Compromised"]);
  expect(figure.series.map(({ name, values }) => [name, ...values])).toEqual([
    ["Software keys", 2, 0],
    ["Security keys", 0, 1],
  ]);
});

it("one person who has both factors is one person", () => {
  expect(adoptionFigure(nothing).sentence).toBe("1 of 1 person with a log-in has a second factor, 100 %.");
});
