// What the server gives never replaces what was good by something worse, in whatever order it comes, opened or not.
import fc from "fast-check";
import { expect, it } from "vitest";
import { takeIn } from "./incoming.ts";
import { OpenedAccount, openAccount } from "./open.ts";
import type { StoredAccount } from "./storage.ts";
import { details, type GivenInput, givenTo, idOf, makeKey, problemOf, type TestKey } from "./testing/keys.ts";
import { openParts } from "./verify.ts";

/** Takes in what the server gives, with or without opening it, as a sync does. */
async function take(key: TestKey, given: Awaited<ReturnType<typeof givenTo>>, isUnlocked: boolean) {
  const parts = { ...given, details: given.kind === "private" ? given.details : null };
  const verdict = isUnlocked ? await openParts(given.id, parts, key.identity, 0) : null;
  await key.storage.change(async (tx) => tx.putAccount(takeIn(await tx.getAccount(given.id), given, verdict)));
}

const passwordOf = async (key: TestKey) => (await openAccount(key, key.identity, idOf(1))).reveal().password;
const broken = (text: string) => `${text.slice(0, -8)}AAAA${text.slice(-4)}`;

it.each(["personal", "private"] as const)(
  "a %s account that is swapped, replayed, changed or for others is noticed, and the good one stays",
  async (kind) => {
    const key = await makeKey();
    const stranger = await makeKey();
    const good = await givenTo(key.recipient, { kind, revision: 3 });
    const bad = {
      swapped: await givenTo(key.recipient, { kind, revision: 4, inside: { account: idOf(2) } }),
      replayed: { ...good, revision: 4, sealedRevision: 4 },
      damaged: { ...good, revision: 4, sealed: broken(good.sealed) },
      not_for_this_key: await givenTo(stranger.recipient, { kind, revision: 4 }),
    };
    for (const isUnlocked of [true, false]) {
      for (const [trouble, given] of Object.entries(bad)) {
        await key.storage.change((tx) => tx.removeAccount(idOf(1)));
        await take(key, good, true);
        await take(key, given, isUnlocked);
        const opened = await openAccount(key, key.identity, idOf(1));
        expect([opened.trouble, opened.reveal().password, opened.details.name]).toEqual([trouble, "secret 3", "Mail"]);
        expect(key.storage.accounts[0]?.trouble).toBe(trouble);
        // Delivered again, it is good.
        await take(key, await givenTo(key.recipient, { kind, revision: 5 }), isUnlocked);
        const again = await openAccount(key, key.identity, idOf(1));
        expect([again.trouble, again.reveal().password]).toEqual([null, "secret 5"]);
      }
      for (const [trouble, given] of Object.entries(bad)) {
        if (trouble === "replayed") continue;
        await key.storage.change((tx) => tx.removeAccount(idOf(1)));
        await take(key, given, isUnlocked);
        expect((await problemOf(() => openAccount(key, key.identity, idOf(1)))).code).toBe(trouble);
      }
    }
  },
);

it("an older one than was told is not taken, also while the key is locked; nor details of another writing", async () => {
  const key = await makeKey();
  await take(key, await givenTo(key.recipient, { revision: 4 }), false);
  await take(key, await givenTo(key.recipient, { revision: 3 }), false);
  expect(key.storage.accounts[0]).toMatchObject({ trouble: "replayed", parts: { sealedRevision: 4 } });
  expect(await passwordOf(key)).toBe("secret 4");

  const [one, two] = [
    await givenTo(key.recipient, { id: idOf(2), kind: "private", revision: 1, details: { name: "Old" } }),
    await givenTo(key.recipient, { id: idOf(2), kind: "private", revision: 2 }),
  ];
  if (one.kind !== "private") throw new Error("It is private.");
  await take(key, { ...two, sealedRevision: 1, details: one.details } as typeof one, true);
  expect(key.storage.accounts[1]?.trouble).toBe("replayed");
});

it("a private account does not become an administrator's, whose details the server reads", async () => {
  const key = await makeKey();
  const given = await givenTo(key.recipient, { kind: "private" });
  await take(key, given, true);
  await take(key, await givenTo(key.recipient, { revision: 2, details: { urls: ["https://evil.example.org"] } }), true);
  const opened = await openAccount(key, key.identity, idOf(1));
  expect([opened.kind, opened.trouble, opened.details]).toEqual(["private", "swapped", details]);
});

it("what was written by a newer version is kept, and told as that", async () => {
  const key = await makeKey();
  const { sealContent } = await import("../../vault/src/sealing.ts");
  const content = new TextEncoder().encode(JSON.stringify({ v: 2, more: true }));
  const sealed = (await sealContent(content, [key.recipient])).toBase64();
  await take(key, { ...(await givenTo(key.recipient)), sealed }, true);
  expect((await problemOf(() => openAccount(key, key.identity, idOf(1)))).code).toBe("newer_version");
});

it("whatever comes in whatever order: what opens is never older than what was opened before", async () => {
  const key = await makeKey();
  const stranger = await makeKey();
  const inputs: { good: boolean; input: GivenInput; to: string }[] = [];
  for (let revision = 1; revision <= 4; revision += 1) {
    inputs.push({ good: true, input: { revision }, to: key.recipient });
    inputs.push({ good: false, input: { revision }, to: stranger.recipient });
    inputs.push({ good: false, input: { revision, inside: { account: idOf(2) } }, to: key.recipient });
    inputs.push({
      good: false,
      input: { revision, inside: { revision: Math.max(1, revision - 2) } },
      to: key.recipient,
    });
  }
  const given = await Promise.all(inputs.map(({ to, input }) => givenTo(to, input)));
  const steps = fc.array(
    fc.record({
      which: fc.nat({ max: given.length - 1 }),
      isUnlocked: fc.boolean(),
      opens: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  const revisionIn = (opened: OpenedAccount) => Number(opened.reveal().password?.split(" ")[1]);
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await key.storage.change((tx) => tx.removeAccount(idOf(1)));
      let seen = 0;
      let seenInside = 0;
      for (const { which, isUnlocked, opens } of list) {
        const account = given[which];
        if (!account) continue;
        await take(key, account, isUnlocked);
        const stored = key.storage.accounts[0] as StoredAccount;
        // The highest that was seen inside never goes down.
        expect(stored.seenRevision).toBeGreaterThanOrEqual(seenInside);
        seenInside = stored.seenRevision;
        if (!opens) continue;
        const result = await openAccount(key, key.identity, idOf(1)).catch(() => null);
        if (seenInside > 0) expect(result).not.toBeNull();
        if (!result) continue;
        expect(revisionIn(result)).toBeGreaterThanOrEqual(seen);
        seen = revisionIn(result);
      }
    }),
    { numRuns: 60 },
  );
});

it("an opened account shows its secrets to whoever asks, and to no log", async () => {
  const key = await makeKey();
  await take(key, await givenTo(key.recipient, { inside: { password: "planted" } }), true);
  const opened = await openAccount(key, key.identity, idOf(1));
  expect(opened).toBeInstanceOf(OpenedAccount);
  const { inspect } = await import("node:util");
  expect(`${inspect(opened, { depth: 9 })} ${JSON.stringify({ opened })} ${opened}`).not.toContain("planted");
  expect(opened.reveal().password).toBe("planted");
});
