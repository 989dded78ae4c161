// Whom accounts are sealed to: everybody who shall open them and nobody else, also where the keys change meanwhile.
import { mostSealedTo, type Recipients } from "@hesper/contract";
import { generateIdentity, recipientOf } from "@hesper/vault";
import { beforeAll, expect, it } from "vitest";
import { RefusedError } from "../session/api.ts";
import { areSame, canSeal, chooseRecipients, openersWords } from "./recipients.ts";
import { firstPayload, newAccountId, type SealedForServer, sealerTo } from "./sealing.ts";

const edith = { id: "edith", name: "Edith Clarke" };
let recipients: { keyId: string; recipient: string }[] = [];

beforeAll(async () => {
  const identities = await Promise.all(["a", "b", "c"].map(() => generateIdentity("x25519")));
  recipients = await Promise.all(
    identities.map(async (identity, at) => ({ keyId: `key ${at}`, recipient: await recipientOf(identity) })),
  );
});

function withKeys(count: number, organisation: boolean): Recipients {
  const keys = Array.from({ length: count }, (_, at) => ({ keyId: `key ${at}`, recipient: "age1" }));
  return { keys, organisation: organisation ? { keyId: "organisation", recipient: "age1" } : null };
}

it("says who will be able to open it", () => {
  expect(openersWords(withKeys(2, true), edith)).toBe("the organisation key and 2 keys of Edith Clarke");
  expect(openersWords(withKeys(1, false), edith)).toBe("1 key of Edith Clarke");
  expect(openersWords(withKeys(0, true), null)).toBe("the organisation key");
  expect([canSeal(withKeys(0, false)), canSeal(withKeys(1, false)), canSeal(withKeys(0, true))]).toEqual([
    false,
    true,
    true,
  ]);
});

// A shared account of many people had more keys than one file can be sealed to, and could not be edited any more.
it("leaves out the keys for which there is no place, and never the organisation key", () => {
  const { chosen, leftOut } = chooseRecipients(withKeys(mostSealedTo + 4, true));
  expect([chosen.length, chosen.at(-1)?.keyId, leftOut]).toEqual([mostSealedTo, "organisation", 5]);
  expect(chooseRecipients(withKeys(mostSealedTo, false)).leftOut).toBe(0);
  expect(areSame(withKeys(mostSealedTo, true), withKeys(mostSealedTo + 1, true))).toBe(true);
  expect(areSame(withKeys(1, true), withKeys(2, true))).toBe(false);
});

function refused(code: "conflict" | "invalid_request"): RefusedError {
  return new RefusedError({ ok: false, status: 409, title: "", detail: "The keys.", code, retryAfterSeconds: null });
}

interface Attempts {
  readonly lists: readonly Recipients[];
  /** What the server says of each attempt; null: it takes it. */
  readonly answers: readonly (RefusedError | null)[];
}

async function sealThrough({ lists, answers }: Attempts, accounts = 1) {
  const sent: string[][] = [];
  let loads = 0;
  const seal = sealerTo(async () => lists[loads++] ?? { keys: [], organisation: null });
  const send = async ({ sealedTo }: SealedForServer) => {
    const answer = answers[sent.length] ?? null;
    sent.push(sealedTo);
    if (answer) throw answer;
    return "taken";
  };
  const one = async () => seal(firstPayload(newAccountId(), { password: "p", otp: null, notes: null }), send);
  let result: string | RefusedError = "";
  for (let made = 0; made < accounts; made += 1) result = await one().catch((error) => error);
  return { result, sent, loads };
}

it("seals once more to the keys of now, and to those from then on, where they have changed meanwhile", async () => {
  const [one, two] = recipients;
  if (!one || !two) throw new Error("no recipients");
  const [before, now] = [
    { keys: [one], organisation: null },
    { keys: [one, two], organisation: null },
  ];
  const changed = await sealThrough({ lists: [before, now], answers: [refused("conflict")] }, 2);
  expect(changed).toEqual({ result: "taken", sent: [["key 0"], ["key 0", "key 1"], ["key 0", "key 1"]], loads: 2 });
  const again = await sealThrough({ lists: [before, now], answers: [refused("conflict"), refused("conflict")] });
  expect([again.result, again.sent.length]).toEqual([expect.any(RefusedError), 2]);
});

it("sends nothing twice where the refusal is about something else", async () => {
  const [one] = recipients;
  if (!one) throw new Error("no recipients");
  const same = { keys: [one], organisation: null };
  const stale = await sealThrough({ lists: [same, same], answers: [refused("conflict")] });
  expect([stale.result, stale.sent.length, stale.loads]).toEqual([expect.any(RefusedError), 1, 2]);
  const wrong = await sealThrough({ lists: [same], answers: [refused("invalid_request")] });
  expect([wrong.result, wrong.sent.length, wrong.loads]).toEqual([expect.any(RefusedError), 1, 1]);
});
