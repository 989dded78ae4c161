// Locks an identity with a passphrase, and unlocks it: an age file of the scrypt kind, which `age -d` opens too, and which
// it takes as it is for an identity file.
import { Encrypter } from "age-encryption";
import { decrypt } from "./age.ts";
import { readLockedHeader } from "./header.ts";
import { type Identity, parseIdentity } from "./identity.ts";
import {
  codePoints,
  highestWorkFactor,
  longestLockedBytes,
  longestPassphraseFileBytes,
  passphraseLength,
  shortestPin,
  workFactor,
} from "./limits.ts";
import { VaultProblem } from "./problem.ts";

/**
 * Takes some seconds, and nothing else runs meanwhile: in a browser, call it where that does not matter.
 *
 * @param passphrase 15 code points or more; spellings that look alike are one (NFC).
 * @returns an age file, binary.
 *
 * Throws `VaultProblem`: `weak_passphrase`.
 */
export async function lockIdentity(identity: Identity, passphrase: string): Promise<Uint8Array> {
  return await sealToPassphrase(linesOf(identity), passphrase);
}

/**
 * Locks the identity of one key, at the same cost for each try. For what lies on a device of its owner only, in a store
 * that counts wrong PINs; never for what a server keeps. How long a PIN must be a policy says.
 *
 * @param pin 4 code points or more; spellings that look alike are one (NFC).
 * @returns an age file, binary, which `unlockIdentity` opens.
 *
 * Throws `VaultProblem`: `weak_passphrase`.
 */
export async function lockIdentityToPin(identity: Identity, pin: string): Promise<Uint8Array> {
  return await encryptTo(pin, linesOf(identity), shortestPin);
}

/**
 * Seals anything to a passphrase: a file to be kept. Takes as long as locking.
 *
 * @param passphrase 15 code points or more; spellings that look alike are one (NFC).
 * @returns an age file, binary, which `age --decrypt` opens.
 *
 * Throws `VaultProblem`: `weak_passphrase`.
 */
export async function sealToPassphrase(content: Uint8Array, passphrase: string): Promise<Uint8Array> {
  return await encryptTo(passphrase, content, passphraseLength.minimum);
}

function linesOf(identity: Identity): Uint8Array {
  return new TextEncoder().encode(`${identity.reveal()}\n`);
}

async function encryptTo(passphrase: string, content: Uint8Array, shortest: number): Promise<Uint8Array> {
  const normal = passphrase.normalize("NFC");
  if (codePoints(normal) < shortest) throw new VaultProblem("weak_passphrase");
  const encrypter = new Encrypter();
  encrypter.setPassphrase(normal);
  encrypter.setScryptWorkFactor(workFactor);
  return await encrypter.encrypt(content);
}

/**
 * Takes as long as locking.
 *
 * Throws `VaultProblem`: `too_large`, `too_costly`, `wrong_passphrase`, which a damaged stanza looks like as well;
 * `damaged`; `invalid_identity` where something else was locked.
 */
export async function unlockIdentity(locked: Uint8Array, passphrase: string): Promise<Identity> {
  const content = await decryptWith(passphrase, locked, longestLockedBytes);
  // `age-keygen` writes comments above the identity.
  const lines = new TextDecoder().decode(content).split(/\r?\n/);
  return parseIdentity(lines.filter((line) => line !== "" && !line.startsWith("#")).join("\n"));
}

/**
 * Opens what `sealToPassphrase` made, or `age --passphrase`. Takes as long as sealing.
 *
 * Throws `VaultProblem`: `too_large`, `too_costly`, `wrong_passphrase`, which a damaged stanza looks like as well;
 * `damaged`.
 */
export async function openWithPassphrase(file: Uint8Array, passphrase: string): Promise<Uint8Array> {
  return await decryptWith(passphrase, file, longestPassphraseFileBytes);
}

async function decryptWith(passphrase: string, file: Uint8Array, longest: number): Promise<Uint8Array> {
  if (readLockedHeader(file, longest).workFactor > highestWorkFactor) throw new VaultProblem("too_costly");
  const content = await decrypt(file, (to) => to.addPassphrase(passphrase.normalize("NFC")));
  if (content === null) throw new VaultProblem("wrong_passphrase");
  return content;
}
