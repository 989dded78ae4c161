// The whole life of a key at a real server: activated, filled, locked, suspended, ended.
import { totp } from "@hesper/otp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectStatus } from "../../../apps/server/src/testing/harness.ts";
import { activate, activateWith, lookAtActivation, readActivationLink } from "./activate.ts";
import { codeOf } from "./codes.ts";
import { listAccounts } from "./find.ts";
import { openAccount } from "./open.ts";
import { unlock } from "./pin.ts";
import { readStatus } from "./status.ts";
import { sync } from "./sync.ts";
import { holdAnswer, Installation } from "./testing/installation.ts";
import { lockCheaply, pin, problemOf, refusal } from "./testing/keys.ts";
import { MemoryStorage } from "./testing/memory-storage.ts";

let all: Installation;
beforeAll(async () => {
  all = await Installation.open();
});
afterAll(() => all.close());

const day = 24 * 60 * 60;
const given = { pin, device: "hesper-key on a test" };

it("is activated with its link once, gets an account, and shows the code that the site expects", async () => {
  const person = await all.person();
  const host = all.host(new MemoryStorage());
  const place = readActivationLink(await all.activationLink(person), { allowHttp: true });
  const activation = await lookAtActivation(host, place);
  expect(activation).toMatchObject({ name: "Laptop", employee: { id: person.id }, recipientKind: "x25519" });
  const key = await activate(host, activation, given);
  expect(await all.keyOf(key)).toMatchObject({ status: "active", fingerprint: key.fingerprint });
  const other = all.host(new MemoryStorage());
  expect(await refusal(() => lookAtActivation(other, place))).toBe("invalid_code");
  expect(await refusal(() => activateWith(lockCheaply, other, activation, given))).toBe("invalid_code");
  expect(other.storage.text).toBe("[null,[]]");

  const keys = [{ ...host, ...key, recipient: host.storage.record.recipient }];
  const id = await all.give(person, keys);
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  await all.setPassword(id, 1, keys, "correct horse");
  expect((await sync(host)).stored).toEqual([id]);
  expect(await all.statesOf(key)).toEqual({ [id]: "delivered" });
  const identity = await unlock(host, pin);
  const opened = await openAccount(host, identity, id);
  expect(opened.reveal().password).toBe("correct horse");
  expect(await refusal(() => codeOf(opened, all.server.clock))).toBe("no_otp");

  const { createPrivateAccount } = await import("./private-accounts.ts");
  const otp = { secret, algorithm: "SHA1", digits: 6, period: 30 } as const;
  const details = { name: "Club", urls: [], apps: [], loginType: "website", login: "edith" } as const;
  const own = await createPrivateAccount(host, identity, { details, secrets: { password: null, otp, notes: null } });
  const code = await codeOf(await openAccount(host, identity, own), all.server.clock);
  const bytes = new TextEncoder().encode("12345678901234567890");
  expect(code).toMatchObject({ code: await totp({ secret: bytes, nowMs: all.server.clock.nowMs() }), secondsLeft: 25 });
  for (const planted of ["correct horse", secret, "Club", "AGE-SECRET"])
    expect(host.storage.text).not.toContain(planted);
  expect(all.server.logs.join("")).not.toContain(host.storage.record.token);
});

it("a lost answer to the activation is told as that, and the code is then spent", async () => {
  const host = all.host(new MemoryStorage());
  const place = readActivationLink(await all.activationLink(await all.person()), { allowHttp: true });
  const activation = await lookAtActivation(host, place);
  host.line.onStep = (step) => {
    if (step === "after POST /keys/activate") throw new Error("The line is cut.");
  };
  expect(await refusal(() => activateWith(lockCheaply, host, activation, given))).toBe("activation_unknown");
  host.line.onStep = () => {};
  expect(await refusal(() => activateWith(lockCheaply, host, activation, given))).toBe("invalid_code");
});

it("suspended it keeps everything, opens nothing and gets nothing; active again it gets what waited", async () => {
  const person = await all.person();
  const key = await all.activate(person);
  const id = await all.give(person, [key]);
  await sync(key);
  await all.setStatus(key, "suspended", "lost");
  expect(await sync(key)).toMatchObject({ status: "suspended", reason: "lost", stored: [] });
  expect(await refusal(() => unlock(key, pin))).toBe("suspended");
  expect(await refusal(() => openAccount(key, key.identity, id))).toBe("suspended");
  expect(await refusal(() => listAccounts(key))).toBe("suspended");
  const other = await all.give(person, []);
  expect(await sync(key)).toMatchObject({ status: "suspended", stored: [] });
  expect(key.storage.accounts.length).toBe(1);
  await all.setStatus(key, "active");
  expect(await refusal(() => unlock(key, pin))).toBe("suspended");
  expect(await sync(key)).toMatchObject({ status: "active", stored: [] });
  await all.setPassword(other, 1, [key], "waited");
  expect((await sync(key)).stored).toEqual([other]);
  expect((await openAccount(key, await unlock(key, pin), other)).reveal().password).toBe("waited");
});

it("deactivated or compromised it wipes itself, says so once, and may be activated anew", async () => {
  for (const [status, reason] of [
    ["deactivated", "withdrawn"],
    ["compromised", "stolen"],
  ] as const) {
    const person = await all.person();
    const key = await all.activate(person);
    const id = await all.give(person, [key]);
    await sync(key);
    await all.setStatus(key, status, reason);
    // The power goes after the wiping, and then the answer to the confirmation is lost.
    key.line.onStep = (step) => {
      if (step === "before POST /key/wiped") throw new Error("The line is cut.");
    };
    expect(await refusal(() => sync(key))).toBe("unreachable");
    expect(key.storage.accounts).toEqual([]);
    expect(key.storage.text).not.toContain('lockedIdentity":"');
    expect(await readStatus(key)).toMatchObject({ status, wipe: "untold", obstacle: "wiped" });
    expect((await all.keyOf(key)).wipedAt).toBeNull();
    key.line.onStep = (step) => {
      if (step === "after POST /key/wiped") throw new Error("The line is cut.");
    };
    expect(await refusal(() => sync(key))).toBe("unreachable");
    key.line.onStep = () => {};
    expect(await sync(key)).toMatchObject({ status, reason });
    expect((await all.keyOf(key)).wipedAt).not.toBeNull();
    expect(await all.statesOf(key)).toEqual({ [id]: "removed" });
    expect(key.storage.record.token).toBeNull();
    for (const work of [() => sync(key), () => unlock(key, pin), () => openAccount(key, key.identity, id)]) {
      expect(await refusal(work)).toBe("wiped");
    }
    const place = readActivationLink(await all.activationLink(person), { allowHttp: true });
    expect((await lookAtActivation(key, place)).name).toBe("Laptop");
  }
});

it("locked after wrong PINs it tells the server, and opens only when an administrator unlocked it after that", async () => {
  const key = await all.activate(await all.person());
  const limit = key.storage.record.policy.wrongPins;
  const wrong = async () => {
    for (let at = 0; at < limit; at += 1) await problemOf(() => unlock(key, "000000"));
    expect(await refusal(() => unlock(key, pin))).toBe("pin_locked");
  };
  await wrong();
  // The server does not know yet, and says that it is active: that unlocks nothing.
  key.line.onStep = (step) => {
    if (step === "before POST /key/lock") throw new Error("The line is cut.");
  };
  expect(await refusal(() => sync(key))).toBe("unreachable");
  expect(await refusal(() => unlock(key, pin))).toBe("pin_locked");
  key.line.onStep = (step) => {
    if (step === "after POST /key/lock") throw new Error("The line is cut.");
  };
  expect(await refusal(() => sync(key))).toBe("unreachable");
  key.line.onStep = () => {};
  expect(await all.keyOf(key)).toMatchObject({ status: "locked", reason: "wrong_pin" });
  await all.setStatus(key, "active");
  // Told again, it is the same lock, which was unlocked since.
  expect(await sync(key)).toMatchObject({ status: "active", lockTold: true, unlocked: true });
  await unlock(key, pin);
  await wrong();
  expect(await sync(key)).toMatchObject({ status: "locked", lockTold: true, unlocked: false });
  expect(await refusal(() => unlock(key, pin))).toBe("pin_locked");
  await all.setStatus(key, "active");
  expect(await refusal(() => unlock(key, pin))).toBe("pin_locked");
  expect(await sync(key)).toMatchObject({ status: "active", unlocked: true });
  await unlock(key, pin);
  // Its state was asked for before it locked itself, and is told after: that it was active then says nothing.
  const late = all.again(key);
  const { there, release } = holdAnswer(late.line, "GET /key");
  const slow = sync(late);
  await there;
  await wrong();
  release();
  expect((await slow).unlocked).toBe(false);
  expect(await refusal(() => unlock(key, pin))).toBe("pin_locked");
  await sync(key);
  await all.setStatus(key, "active");
  // Files from before the locks: the next lock is one that the server does not know yet.
  key.storage.tamper((account) => account, { lockNumber: 0, pinLock: null, wrongPins: 0 });
  await sync(key);
  await wrong();
  expect(await sync(key)).toMatchObject({ status: "locked", unlocked: false });
});

it("a server that does not know the key wipes nothing", async () => {
  const person = await all.person();
  const key = await all.activate(person);
  const id = await all.give(person, [key]);
  await sync(key);
  key.storage.tamper((account) => account, { token: "another" });
  const before = key.storage.text;
  expect(await refusal(() => sync(key))).toBe("token_unknown");
  expect(key.storage.text).toBe(before);
  await openAccount(key, key.identity, id);
});

it("works off line for as many days as its policy says, and again after a sync; a later policy is taken over", async () => {
  const person = await all.person();
  const key = await all.activate(person);
  const id = await all.give(person, [key]);
  await sync(key);
  all.server.clock.move(13 * day);
  await openAccount(key, key.identity, id);
  all.server.clock.move(1 * day + 60);
  expect(await refusal(() => openAccount(key, key.identity, id))).toBe("offline_too_long");
  // What was seen of the time stays seen.
  all.server.clock.move(-60);
  await sync(key);
  await openAccount(key, key.identity, id);
  await all.prove();
  const stricter = { pinMinimumLength: 8, wrongPins: 3, lockAfterMinutes: 5, offlineDays: 1 };
  const policies = (await expectStatus(all.boss.browser.get("/key-policies"), 200)).body.items as { id: string }[];
  const made = await expectStatus(all.boss.browser.post("/key-policies", { name: "Strict", ...stricter }), 201);
  const { revision } = await all.keyOf(key);
  const change = { revision, policyId: made.body.id };
  await expectStatus(all.boss.browser.send("PATCH", `/keys/${key.keyId}`, change), 200);
  expect(policies.length).toBe(1);
  await sync(key);
  expect((await readStatus(key)).policy).toEqual(stricter);
  all.server.clock.move(1 * day + 1);
  expect(await refusal(() => openAccount(key, key.identity, id))).toBe("offline_too_long");
});
