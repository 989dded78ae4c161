// Security keys that unlock a key instead of its PIN: who opens it, and when nobody does.
import { deriveIdentity, generateIdentity, recipientOf, sealIdentity } from "@hesper/vault";
import { expect, it } from "vitest";
import { toBase64 } from "./base64.ts";
import { wipe } from "./contact.ts";
import { unlock } from "./pin.ts";
import {
  addSecurityKey,
  listSecurityKeys,
  mostSecurityKeys,
  removeSecurityKey,
  unlockWithSecurityKey,
} from "./security-keys.ts";
import { upgraded } from "./storage.ts";
import { dayMs, makeKey, pin, problemOf, refusal, startMs, type TestKey } from "./testing/keys.ts";

/** What the PRF of one security key gives. */
const outputOf = (number: number) => new Uint8Array(32).fill(number);
const salt = toBase64(new Uint8Array(32).fill(9));
const made = (number: number, name = "") => ({
  credentialId: `credential-${number}`,
  name,
  transports: ["usb"],
  salt,
  output: outputOf(number),
});
const touch = (key: TestKey, number: number, credentialId = `credential-${number}`) =>
  unlockWithSecurityKey(key, { credentialId, output: outputOf(number) });

async function makeWithOne(record: Parameters<typeof makeKey>[0] = {}): Promise<TestKey> {
  const key = await makeKey();
  await addSecurityKey(key, key.identity, made(1));
  key.storage.tamper((account) => account, record);
  return key;
}

it("each that was added unlocks the key, with what its PRF gives and nothing else (E-40, E-47)", async () => {
  const key = await makeWithOne();
  await addSecurityKey(key, key.identity, made(2, " Blue "));
  for (const number of [1, 2]) expect((await touch(key, number)).reveal()).toBe(key.identity.reveal());
  const wrong = [() => touch(key, 3), () => touch(key, 3, "credential-1"), () => touch(key, 1, "credential-2")];
  for (const work of wrong) expect(await refusal(work)).toBe("wrong_security_key");
  const short = () => unlockWithSecurityKey(key, { credentialId: "credential-1", output: new Uint8Array(31).fill(1) });
  expect(await refusal(short)).toBe("wrong_security_key");
  expect(await listSecurityKeys(key)).toEqual([
    { credentialId: "credential-1", name: "Security key", transports: ["usb"], salt, addedAtMs: startMs },
    { credentialId: "credential-2", name: "Blue", transports: ["usb"], salt, addedAtMs: startMs },
  ]);
  // The output is used for nothing else, and never as it is.
  for (const planted of ["AGE-SECRET", toBase64(outputOf(1)).slice(0, 40)]) {
    expect(key.storage.text).not.toContain(planted);
  }
});

it("overwrites what the PRF gave, also where it was refused", async () => {
  const key = await makeWithOne();
  const outputs = [outputOf(1), outputOf(1), outputOf(2)] as const;
  await unlockWithSecurityKey(key, { credentialId: "credential-1", output: outputs[0] });
  await refusal(() => unlockWithSecurityKey(key, { credentialId: "another", output: outputs[1] }));
  await addSecurityKey(key, key.identity, { ...made(2), output: outputs[2] });
  for (const output of outputs) expect(output).toEqual(new Uint8Array(32));
});

it("a touch counts no wrong PIN, and forgives none", async () => {
  const key = await makeWithOne();
  for (const _ of [1, 2]) await refusal(() => unlock(key, "000000"));
  await refusal(() => touch(key, 3, "credential-1"));
  await touch(key, 1);
  expect(key.storage.record.wrongPins).toBe(2);
});

it("opens nothing that the PIN would not open: locked, suspended, ended, long without contact, a clock put back", async () => {
  const code = async (record: Parameters<typeof makeKey>[0], nowMs = startMs) => {
    const key = await makeWithOne(record);
    key.nowMs = nowMs;
    const found = await refusal(() => touch(key, 1));
    expect(await refusal(() => addSecurityKey(key, key.identity, made(2)))).toBe(found);
    expect(key.storage.record.securityKeys.length).toBe(1);
    return found;
  };
  expect(await code({ pinLock: "untold", wrongPins: 10 })).toBe("pin_locked");
  expect(await code({ pinLock: "told" })).toBe("pin_locked");
  expect(await code({ status: "suspended", reason: "lost" })).toBe("suspended");
  expect(await code({ status: "locked", reason: "wrong_pin" })).toBe("locked");
  for (const status of ["deactivated", "compromised"] as const) expect(await code({ status })).toBe("wiped");
  expect(await code({ token: null })).toBe("wiped");
  expect(await code({}, startMs + 14 * dayMs + 1)).toBe("offline_too_long");
  expect(await code({}, startMs - dayMs - 1)).toBe("clock_turned_back");
  const key = await makeWithOne();
  key.nowMs = startMs + 14 * dayMs;
  await touch(key, 1);
  expect(key.storage.record.latestMs).toBe(key.nowMs);
});

// The last wrong PIN must lock the key for everybody at once, not only for those who type.
it("opens nothing once the last wrong PIN has locked it", async () => {
  const key = await makeWithOne();
  for (let at = 0; at < key.storage.record.policy.wrongPins; at += 1) await refusal(() => unlock(key, "000000"));
  expect(await refusal(() => touch(key, 1))).toBe("pin_locked");
});

it("opens nothing where the key was suspended, wiped, or the security key removed while it was touched", async () => {
  const meanwhile = async (record: Parameters<typeof makeKey>[0]) => {
    const key = await makeWithOne();
    // Late enough for the first look to be written, after which it happens.
    key.nowMs = startMs + 2 * 60_000;
    const storage = key.storage.copy((step) => {
      if (step.startsWith("after")) storage.tamper((account) => account, record);
    });
    return await refusal(() => touch({ ...key, storage }, 1));
  };
  expect(await meanwhile({ status: "suspended" })).toBe("suspended");
  expect(await meanwhile({ lockedIdentity: null })).toBe("wiped");
  expect(await meanwhile({ securityKeys: [] })).toBe("wrong_security_key");
  expect(await meanwhile({ keyId: "01890a5d-ac96-774b-bcce-b302099a8009" })).toBe("wrong_security_key");
});

it("a store that somebody wrote to is told as damaged, and gives out no other identity", async () => {
  const key = await makeWithOne();
  const [slot] = key.storage.record.securityKeys;
  if (!slot) throw new Error("There is none.");
  const opener = await deriveIdentity({ material: outputOf(1), purpose: "unlock", kind: "x25519" });
  const recipient = await recipientOf(opener);
  const other = toBase64(await sealIdentity(await generateIdentity("x25519"), recipient));
  for (const sealedIdentity of [other, "YWdl", ""]) {
    key.storage.tamper((account) => account, { securityKeys: [{ ...slot, sealedIdentity }] });
    expect(await refusal(() => touch(key, 1))).toBe("store_damaged");
  }
  const stranger = await generateIdentity("x25519");
  expect(await refusal(() => addSecurityKey(key, stranger, made(2)))).toBe("conflict");
});

it("one that was removed opens nothing, the others and the PIN do; the wipe takes all", async () => {
  const key = await makeWithOne();
  await addSecurityKey(key, key.identity, made(2));
  await removeSecurityKey(key, "credential-1");
  await removeSecurityKey(key, "credential-1");
  expect(await refusal(() => touch(key, 1))).toBe("wrong_security_key");
  await touch(key, 2);
  await unlock(key, pin);
  const { keyId } = key.storage.record;
  await wipe(key, { keyId, status: "deactivated", reason: "withdrawn" });
  expect(key.storage.record.securityKeys).toEqual([]);
  expect(await refusal(() => touch(key, 2))).toBe("wiped");
});

it("none is added twice, two have different names, and there is an end to them", async () => {
  const key = await makeWithOne();
  const code = async (input: Parameters<typeof addSecurityKey>[2]) =>
    await problemOf(() => addSecurityKey(key, key.identity, input));
  expect((await code(made(1, "Again"))).sentence).toBe("This security key was added already.");
  expect((await code(made(2, "Security key"))).sentence).toMatch(/^Another security key has this name/);
  expect((await code(made(2, "x".repeat(65)))).code).toBe("invalid_name");
  expect((await code({ ...made(2), output: new Uint8Array(16) })).code).toBe("wrong_security_key");
  for (let number = 2; number <= mostSecurityKeys; number += 1) {
    expect((await addSecurityKey(key, key.identity, made(number))).name).toBe(`Security key ${number}`);
  }
  expect((await code(made(99))).code).toBe("too_many_security_keys");
});

it("a record from before there were security keys has none", () => {
  expect(upgraded({ v: 1 })).toEqual({ v: 1, securityKeys: [] });
  const securityKeys = [1];
  expect(upgraded({ securityKeys })).toEqual({ securityKeys });
  for (const none of [null, undefined, "text"]) expect(upgraded(none)).toBe(none);
});
