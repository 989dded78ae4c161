// Sealing, opening and re-sealing with keys of both kinds: who can open, what is refused, and what does not show.
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openAccount, resealAccount, sealAccount } from "./account.ts";
import type { ExpectedAccount } from "./content.ts";
import { readSealedHeader } from "./header.ts";
import { recipientKinds } from "./kinds.ts";
import { accountTextLength, longestSealedBytes, mostRecipients } from "./limits.ts";
import type { AccountPayload } from "./payload.ts";
import {
  account,
  expected,
  type Holder,
  latin1,
  makeHolder,
  makeHolders,
  otherAccount,
  payload,
  problemOf,
  refusal,
} from "./testing/accounts.ts";

describe.each(recipientKinds)("an account that is sealed to %s keys", (kind) => {
  let ada: Holder;
  let edith: Holder;
  let organisation: Holder;
  let stranger: Holder;
  let sealed: Uint8Array;

  beforeAll(async () => {
    [ada, edith, organisation, stranger] = (await makeHolders(kind, 4)) as [Holder, Holder, Holder, Holder];
    sealed = await sealAccount(payload, [ada.recipient, edith.recipient, organisation.recipient]);
  });

  const open = (bytes: Uint8Array, { identity }: Holder, more: Partial<ExpectedAccount> = {}) =>
    openAccount(bytes, identity, { ...expected, ...more });

  it("is opened by each of them, and has a stanza for each", async () => {
    for (const holder of [ada, edith, organisation]) expect(await open(sealed, holder)).toEqual(payload);
    expect(readSealedHeader(sealed)).toEqual({ kind, recipients: 3, bytes: expect.any(Number) });
  });

  it("is not opened by anybody else", async () => {
    expect(await refusal(() => open(sealed, stranger))).toBe("not_for_this_identity");
    expect(await refusal(() => openAccount(sealed, [], expected))).toBe("not_for_this_identity");
    const other = await makeHolder(kind === "hybrid" ? "x25519" : "hybrid");
    expect(await refusal(() => open(sealed, other))).toBe("not_for_this_identity");
    expect(await openAccount(sealed, [stranger.identity, other.identity, edith.identity], expected)).toEqual(payload);
  });

  it("is refused where another account was asked for (V11.3.3)", async () => {
    const swapped = await sealAccount({ ...payload, account: otherAccount }, [ada.recipient]);
    expect(await refusal(() => open(swapped, ada))).toBe("wrong_account");
    expect(await refusal(() => open(sealed, ada, { account: otherAccount }))).toBe("wrong_account");
    expect((await open(swapped, ada, { account: otherAccount })).account).toBe(otherAccount);
  });

  it("is refused where a newer revision was seen", async () => {
    expect(await refusal(() => open(sealed, ada, { revisionAtLeast: payload.revision + 1 }))).toBe("older_revision");
    expect(await open(sealed, ada, { revisionAtLeast: payload.revision })).toEqual(payload);
  });

  it("is re-sealed to others with the same content, and not for who is left out (V11.2.2)", async () => {
    const resealed = await resealAccount(sealed, edith.identity, [edith.recipient, stranger.recipient], expected);
    for (const holder of [edith, stranger]) expect(await open(resealed, holder)).toEqual(payload);
    for (const holder of [ada, organisation]) {
      expect(await refusal(() => open(resealed, holder))).toBe("not_for_this_identity");
    }
    expect(readSealedHeader(resealed).recipients).toBe(2);
  });

  it("is re-sealed only by who can open it, and only the one that was asked for", async () => {
    const reseal = (identity = ada.identity, recipients = [ada.recipient], more: Partial<ExpectedAccount> = {}) =>
      refusal(() => resealAccount(sealed, identity, recipients, { ...expected, ...more }));
    expect(await reseal(stranger.identity)).toBe("not_for_this_identity");
    expect(await reseal(ada.identity, [])).toBe("no_recipients");
    expect(await reseal(ada.identity, [ada.recipient], { account: otherAccount })).toBe("wrong_account");
    expect(await reseal(ada.identity, [ada.recipient], { revisionAtLeast: 4 })).toBe("older_revision");
  });

  it("changes its kind by being re-sealed, as a whole", async () => {
    const other = await makeHolder(kind === "hybrid" ? "x25519" : "hybrid");
    expect(await open(await resealAccount(sealed, ada.identity, [other.recipient], expected), other)).toEqual(payload);
    const mix = [ada.recipient, other.recipient];
    expect(await refusal(() => resealAccount(sealed, ada.identity, mix, expected))).toBe("mixed_recipients");
  });

  it("shares nothing with another sealing of the same content (V11.3.4)", async () => {
    const all = [sealed];
    for (let at = 0; at < 15; at += 1) {
      all.push(await resealAccount(sealed, ada.identity, [ada.recipient, edith.recipient], expected));
    }
    const parts = all.flatMap((one) => {
      const { bytes } = readSealedHeader(one);
      const lines = latin1(one.subarray(0, bytes)).split("\n").slice(1, -1);
      return [...lines, latin1(one.subarray(bytes, bytes + 16)), latin1(one.subarray(bytes + 16))];
    });
    expect(new Set(parts).size).toBe(parts.length);
  });

  it("shows nothing of what is in it, nor how long a password is", async () => {
    const text = latin1(sealed);
    for (const part of ["correct-horse", account, "GEZDGNBV", "4711"]) expect(text).not.toContain(part);
    const sizeOf = async (more: Partial<AccountPayload>) =>
      (await sealAccount({ ...payload, ...more }, [ada.recipient])).length;
    const size = await sizeOf({});
    expect(await sizeOf({ password: "x" })).toBe(size);
    expect(await sizeOf({ password: "x".repeat(64) })).toBe(size);
    expect(await sizeOf({ password: null, otp: null, notes: null })).toBe(size);
  });

  it("comes back as it was, whatever is in it", async () => {
    const texts = fc.option(fc.string({ unit: "binary", maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), async (...values) => {
        const [password, notes, revision] = values;
        const any = { ...payload, password, notes, revision };
        expect(await open(await sealAccount(any, [ada.recipient]), ada)).toEqual(any);
      }),
      { numRuns: 10 },
    );
  });

  it("has room for as many recipients and as much content as the limits say", async () => {
    const full = {
      ...payload,
      password: "\u0001".repeat(accountTextLength.password),
      notes: "\u0001".repeat(accountTextLength.notes),
    };
    const one = await sealAccount(full, [ada.recipient]);
    const two = await sealAccount(full, [ada.recipient, edith.recipient]);
    expect(await open(two, edith)).toEqual(full);
    expect(two.length + (mostRecipients - 2) * (two.length - one.length)).toBeLessThan(longestSealedBytes);
  });
});

it("an account may have as many recipients as the limit says, and not one more", async () => {
  const holders = await makeHolders("x25519", mostRecipients + 1);
  const recipients = holders.map(({ recipient }) => recipient);
  expect(await refusal(() => sealAccount(payload, recipients))).toBe("too_many_recipients");
  const sealed = await sealAccount(payload, recipients.slice(1));
  const [nobody, first, last] = [holders[0], holders[1], holders.at(-1)] as [Holder, Holder, Holder];
  for (const { identity } of [first, last]) expect(await openAccount(sealed, identity, expected)).toEqual(payload);
  expect(await refusal(() => openAccount(sealed, nobody.identity, expected))).toBe("not_for_this_identity");
});

describe("sealing refuses", () => {
  it("nobody, and somebody twice", async () => {
    const { recipient } = await makeHolder("x25519");
    expect(await refusal(() => sealAccount(payload, []))).toBe("no_recipients");
    const problem = await problemOf(() => sealAccount(payload, [recipient, recipient]));
    expect(problem).toMatchObject({ code: "duplicate_recipients", recipient });
  });

  it("a mix of kinds, in any order: it would be as weak as the weaker one", async () => {
    const [hybrid, classic] = await Promise.all([makeHolder("hybrid"), makeHolder("x25519")]);
    for (const recipients of [
      [hybrid.recipient, classic.recipient],
      [classic.recipient, hybrid.recipient],
    ]) {
      expect(await refusal(() => sealAccount(payload, recipients))).toBe("mixed_recipients");
    }
  });

  it("content that is not an account's", async () => {
    const { recipient } = await makeHolder("x25519");
    const seal = (more: object) => refusal(() => sealAccount({ ...payload, ...more } as AccountPayload, [recipient]));
    expect(await seal({ login: "ada" })).toBe("invalid_payload");
    expect(await seal({ account: "1" })).toBe("invalid_payload");
    expect(await seal({ v: 2 })).toBe("invalid_payload");
  });

  // Points of low order give a shared secret of zeros, which everybody knows (RFC 7748 section 6.1).
  const lowOrder = {
    zero: new Uint8Array(32),
    one: new Uint8Array(32).with(0, 1),
    "p - 1": new Uint8Array(32).fill(255).with(0, 236).with(31, 127),
  };
  it.each(Object.entries(lowOrder))("a point of low order, and names it: %s (V11.6.2)", async (_, point) => {
    const { recipient } = await makeHolder("x25519");
    const weak = bech32.encodeFromBytes("age", point);
    const problem = await problemOf(() => sealAccount(payload, [recipient, weak]));
    expect(problem).toMatchObject({ code: "invalid_recipient", recipient: weak });
  });

  it.each(Object.entries(lowOrder))("the same beside a good ML-KEM key: %s (V11.6.2)", async (_, point) => {
    const { recipient } = await makeHolder("hybrid");
    const key = bech32.fromWords(bech32.decode(recipient as `${string}1${string}`, false).words);
    key.set(point, key.length - point.length);
    const weak = bech32.encode("age1pq", bech32.toWords(key), false);
    const problem = await problemOf(() => sealAccount(payload, [recipient, weak]));
    expect(problem).toMatchObject({ code: "invalid_recipient", recipient: weak });
  });
});
