// The organisation key is kept locked with a passphrase. Trying one is costly on purpose, and so most files here are locked
// at less cost than ours.
import { Decrypter, Encrypter } from "age-encryption";
import { beforeAll, expect, it } from "vitest";
import { sealAccount } from "./account.ts";
import { readLockedHeader } from "./header.ts";
import { generateIdentity, type Identity } from "./identity.ts";
import { highestWorkFactor, workFactor } from "./limits.ts";
import { lockIdentity, lockIdentityToPin, sealToPassphrase, unlockIdentity } from "./passphrase.ts";
import { bytesOf, latin1, makeHolder, payload, refusal } from "./testing/accounts.ts";

// 15 code points, of which two have more than one spelling.
const passphrase = "schlüssel café🔑";
let identity: Identity;
beforeAll(async () => {
  identity = await generateIdentity();
});

/** A file as `lockIdentity` makes it, but quickly. */
async function lockCheaply(text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(10);
  return await encrypter.encrypt(text);
}

it("an identity is locked with scrypt, 2^18, and unlocked, however the passphrase is composed (V11.4.4)", async () => {
  const locked = await lockIdentity(identity, passphrase.normalize("NFD"));
  expect(workFactor).toBe(18);
  expect(readLockedHeader(locked)).toEqual({ workFactor });
  expect(latin1(locked)).not.toContain("AGE-SECRET");
  const unlocked = await unlockIdentity(locked, passphrase);
  expect([unlocked.kind, unlocked.reveal()]).toEqual([identity.kind, identity.reveal()]);
});

it("a PIN locks the identity of a key at the same cost, and a passphrase locks any file", async () => {
  const locked = await lockIdentityToPin(identity, "4711");
  expect(readLockedHeader(locked)).toEqual({ workFactor });
  const file = await sealToPassphrase(bytesOf("every account"), passphrase.normalize("NFD"));
  expect(readLockedHeader(file)).toEqual({ workFactor });
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  expect(await decrypter.decrypt(file, "text")).toBe("every account");
});

it("another passphrase does not unlock it, and is told from damage", async () => {
  const locked = await lockCheaply(`${identity.reveal()}\n`);
  const unlock = (bytes: Uint8Array, given = passphrase) => refusal(() => unlockIdentity(bytes, given));
  expect((await unlockIdentity(locked, passphrase.normalize("NFD"))).reveal()).toBe(identity.reveal());
  expect(await unlock(locked, `${passphrase}.`)).toBe("wrong_passphrase");
  expect(await unlock(locked, "")).toBe("wrong_passphrase");
  const mac = latin1(locked).indexOf("--- ");
  for (let at = mac; at < locked.length; at += 1) {
    expect(await unlock(locked.with(at, (locked[at] ?? 0) ^ 1)), `byte ${at}`).toBe("damaged");
  }
  expect(await unlock(locked.subarray(0, -1))).toBe("damaged");
});

it("a passphrase of fewer than 15 characters, as people count, is refused", async () => {
  for (const short of ["", "14 characters.", "🔑".repeat(14), "e\u0301".repeat(14)]) {
    expect(await refusal(() => lockIdentity(identity, short))).toBe("weak_passphrase");
    expect(await refusal(() => sealToPassphrase(bytesOf("x"), short))).toBe("weak_passphrase");
  }
  for (const short of ["", "471", "🔑".repeat(3)]) {
    expect(await refusal(() => lockIdentityToPin(identity, short))).toBe("weak_passphrase");
  }
});

it("a file that would take minutes is not tried", async () => {
  const locked = latin1(await lockCheaply(identity.reveal()));
  for (const cost of [highestWorkFactor + 1, 23, 30, 64, 9999]) {
    const costly = Buffer.from(locked.replace(/ 10\n/, ` ${cost}\n`), "latin1");
    expect(await refusal(() => unlockIdentity(costly, passphrase))).toBe("too_costly");
  }
});

it("what no passphrase locks, or what is no identity, is not unlocked", async () => {
  const { recipient } = await makeHolder("x25519");
  const sealed = await sealAccount(payload, [recipient]);
  expect(await refusal(() => unlockIdentity(sealed, passphrase))).toBe("damaged");
  const text = identity.reveal();
  for (const other of ["hello", recipient, `${text}\n${text}\n`, text.toLowerCase()]) {
    expect(await refusal(async () => unlockIdentity(await lockCheaply(other), passphrase))).toBe("invalid_identity");
  }
  // As `age-keygen | age -p` would have made it.
  const commented = `# created: 2026-11-26T12:00:00Z\n# public key: age1\n${text}\n`;
  expect((await unlockIdentity(await lockCheaply(commented), passphrase)).reveal()).toBe(text);
});
