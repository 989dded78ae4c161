// Whoever guesses emails learns nothing: neither from the answer nor from its time (V6.3.8).
import { afterAll, beforeAll, expect, it } from "vitest";
import { ada, TestServer } from "../testing/harness.ts";

const server = new TestServer();
beforeAll(async () => {
  await server.start();
  await server.enrol(await server.setUp());
});
afterAll(() => server.stop());

const tries = 50;

function median(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return ((sorted[tries / 2 - 1] ?? 0) + (sorted[tries / 2] ?? 0)) / 2;
}

async function measure(email: string): Promise<{ bytes: string; ms: number }> {
  const beganMs = performance.now();
  const answer = await server.browser().post("/login", { email, password: "wrong horse battery staple" });
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== "date"));
  return { bytes: `${answer.status}${JSON.stringify(headers)}${answer.text}`, ms: performance.now() - beganMs };
}

/** One round: both kinds by turns, so that a busy machine slows them alike. */
async function round(): Promise<{ difference: number; bytes: Set<string> }> {
  const times = { known: [] as number[], unknown: [] as number[] };
  const bytes = new Set<string>();
  for (let at = 0; at < tries; at += 1) {
    // Past the wait that wrong attempts bring, so that each is compared.
    server.clock.move(901);
    for (const kind of at % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const)) {
      const one = await measure(kind === "known" ? ada.email : `nobody${at}@example.org`);
      times[kind].push(one.ms);
      bytes.add(one.bytes);
    }
  }
  const known = median(times.known);
  return { difference: Math.abs(known - median(times.unknown)) / known, bytes };
}

it("tells nothing by throttling either: both are asked to wait, in the same words and for the same time", async () => {
  const fresh = new TestServer();
  await fresh.start();
  const setUp = await fresh.setUp();
  await fresh.enrol(setUp);
  const wrong = { password: "wrong horse battery staple" };
  const pair = async (email: string) => {
    const answers: string[] = [];
    for (let at = 0; at < 8; at += 1) {
      const { status, text, headers } = await fresh.browser().post("/login", { email, ...wrong });
      answers.push(`${status} ${headers["retry-after"]} ${text}`);
    }
    return answers;
  };
  const [knownAnswers, unknownAnswers] = [await pair(ada.email), await pair("nobody@example.org")];
  expect(unknownAnswers).toEqual(knownAnswers);
  expect(knownAnswers.map((answer) => answer.slice(0, 3))).toEqual([
    "401",
    "401",
    "401",
    "401",
    "401",
    "429",
    "429",
    "429",
  ]);
  await fresh.stop();
});

it("answers an unknown email and a wrong password with the same bytes, in the same time within 10 % of the median", async () => {
  await round();
  // A leak shows in every round; a neighbour on the machine does not.
  const rounds = [await round(), await round(), await round()];
  expect(new Set(rounds.flatMap((one) => [...one.bytes])).size).toBe(1);
  expect(Math.min(...rounds.map((one) => one.difference))).toBeLessThan(0.1);
});
