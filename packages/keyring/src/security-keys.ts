// Unlocking with a security key instead of the PIN: the identity lies sealed to what the PRF of the security key gives, once
// for each security key, beside the one that is locked to the PIN.
import { keyName } from "@hesper/contract/keys";
import { deriveIdentity, type Identity, openIdentity, recipientOf, sealIdentity, VaultProblem } from "@hesper/vault";
import { prfOutputBytes } from "@hesper/vault/prf";
import { fromBase64, toBase64 } from "./base64.ts";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import type { KeyRecord, SecurityKeySlot } from "./storage.ts";
import { activated, readUsable, usable } from "./usable.ts";

/** More than anybody carries. */
export const mostSecurityKeys = 10;

/** What it takes to ask for one, and to show it. Nothing of it is secret. */
export type SecurityKey = Omit<SecurityKeySlot, "sealedIdentity">;

export interface NewSecurityKey {
  readonly credentialId: string;
  /** Empty: it is called "Security key", with a number where there is one already. */
  readonly name: string;
  readonly transports: readonly string[];
  /** What the PRF was asked with: 32 random bytes, Base64. */
  readonly salt: string;
  /** Of the PRF: 32 bytes, overwritten before this returns. */
  readonly output: Uint8Array;
}

/** Those that unlock the key, the oldest first. Throws `KeyringProblem`: `not_activated`. */
export async function listSecurityKeys({ storage }: KeyHost): Promise<readonly SecurityKey[]> {
  const { securityKeys } = activated(await storage.read((tx) => tx.getRecord()));
  return securityKeys.map(({ sealedIdentity: _, ...shown }) => shown);
}

/**
 * From now on the security key unlocks this key. Whoever lets it be added has asked for the PIN before: it opens the key
 * for good.
 *
 * @param identity of this key, unlocked.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped`, `pin_locked`, `locked`, `suspended`, `offline_too_long`,
 * `clock_turned_back`; `wrong_security_key` for an output of another length; `conflict` where the identity is of another key, or
 * the security key or its name is there already; `too_many_security_keys`; `invalid_name`.
 */
export async function addSecurityKey(host: KeyHost, identity: Identity, made: NewSecurityKey): Promise<SecurityKey> {
  const { credentialId, transports, salt } = made;
  const before = await readUsable(host);
  const opener = await openerOf(before, made.output);
  if ((await recipientOf(identity)) !== before.recipient) throw new KeyringProblem("conflict");
  const sealedIdentity = toBase64(await sealIdentity(identity, await recipientOf(opener)));
  return await host.storage.change(async (tx) => {
    const record = usable(await tx.getRecord(), host.clock.nowMs());
    if (record.keyId !== before.keyId) throw new KeyringProblem("conflict");
    const name = freeName(record, made.name);
    const shown = { credentialId, name, transports, salt, addedAtMs: host.clock.nowMs() };
    expectRoom(record, credentialId);
    await tx.putRecord({ ...record, securityKeys: [...record.securityKeys, { ...shown, sealedIdentity }] });
    return shown;
  });
}

/**
 * Unlocks as `unlock` does, with the same checks before and after. Nothing is counted: nobody guesses 32 bytes. Wrong PINs
 * that were counted stay so, since no PIN was given.
 *
 * @param output of the PRF: 32 bytes, overwritten before this returns.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped`, `pin_locked`, `locked`, `suspended`, `offline_too_long`,
 * `clock_turned_back`; `wrong_security_key`: it is none that was added, or gave something else; `store_damaged`.
 */
export async function unlockWithSecurityKey(
  host: KeyHost,
  { credentialId, output }: { readonly credentialId: string; readonly output: Uint8Array },
): Promise<Identity> {
  const before = await readUsable(host);
  const opener = await openerOf(before, output);
  const slot = slotOf(before, credentialId);
  if (!slot) throw new KeyringProblem("wrong_security_key");
  const identity = await openSlot(slot, opener);
  if ((await recipientOf(identity)) !== before.recipient) throw new KeyringProblem("store_damaged");
  // It may have been suspended or wiped meanwhile, or the security key removed: then a right one opens nothing.
  const record = usable(await host.storage.read((tx) => tx.getRecord()), host.clock.nowMs());
  const isSame = record.keyId === before.keyId && slotOf(record, credentialId)?.sealedIdentity === slot.sealedIdentity;
  if (!isSame) throw new KeyringProblem("wrong_security_key");
  return identity;
}

/** What was sealed to it is gone afterwards. One that is not there was removed before. Throws `not_activated`. */
export async function removeSecurityKey({ storage }: KeyHost, credentialId: string): Promise<void> {
  await storage.change(async (tx) => {
    const record = activated(await tx.getRecord());
    const securityKeys = record.securityKeys.filter((one) => one.credentialId !== credentialId);
    if (securityKeys.length < record.securityKeys.length) await tx.putRecord({ ...record, securityKeys });
  });
}

function slotOf({ securityKeys }: KeyRecord, credentialId: string): SecurityKeySlot | undefined {
  return securityKeys.find((one) => one.credentialId === credentialId);
}

/** The output is not needed any more afterwards, and is overwritten. */
async function openerOf({ recipientKind }: KeyRecord, output: Uint8Array): Promise<Identity> {
  try {
    if (output.length !== prfOutputBytes) throw new KeyringProblem("wrong_security_key");
    return await deriveIdentity({ material: output, purpose: "unlock", kind: recipientKind });
  } finally {
    output.fill(0);
  }
}

async function openSlot({ sealedIdentity }: SecurityKeySlot, opener: Identity): Promise<Identity> {
  try {
    return await openIdentity(fromBase64(sealedIdentity), opener);
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error;
    throw new KeyringProblem(error.code === "not_for_this_identity" ? "wrong_security_key" : "store_damaged");
  }
}

function expectRoom(record: KeyRecord, credentialId: string): void {
  if (record.securityKeys.length >= mostSecurityKeys) throw new KeyringProblem("too_many_security_keys");
  if (!slotOf(record, credentialId)) return;
  throw new KeyringProblem("conflict", { sentence: "This security key was added already." });
}

/** Each has a name of its own: it is what a person tells them apart by when one is lost. */
function freeName({ securityKeys }: KeyRecord, wanted: string): string {
  const isTaken = (name: string) => securityKeys.some((one) => one.name === name);
  if (wanted.trim() === "") {
    const numbered = Array.from({ length: mostSecurityKeys }, (_, at) => `Security key ${at + 2}`);
    return ["Security key", ...numbered].find((name) => !isTaken(name)) ?? "Security key";
  }
  const checked = keyName.safeParse(wanted.trim());
  if (!checked.success) {
    const sentence = checked.error.issues[0]?.message;
    throw new KeyringProblem("invalid_name", sentence === undefined ? {} : { sentence });
  }
  if (!isTaken(checked.data)) return checked.data;
  throw new KeyringProblem("conflict", { sentence: "Another security key has this name. Choose another one." });
}
