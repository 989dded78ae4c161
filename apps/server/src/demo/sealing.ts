// Sealed parts of a demo: real age files to real recipients. This is the one place in the server that seals, for people
// who do not exist: the server itself has nothing that could, and never sees what others seal.
import type { RecipientKind } from "@hesper/contract";
import { workFactor } from "@hesper/vault/limits";
import { Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";

/** The identity is forgotten: nobody opens what is sealed to it. */
export async function newRecipient(kind: RecipientKind): Promise<string> {
  return identityToRecipient(await newIdentity(kind));
}

function newIdentity(kind: RecipientKind): Promise<string> {
  return kind === "hybrid" ? generateHybridIdentity() : generateX25519Identity();
}

/** An organisation key as a browser makes it. The locked identity is an age file in Base64, as the console unlocks it. */
export async function newOrganisationKey(
  kind: RecipientKind,
  passphrase: string,
): Promise<{ readonly recipient: string; readonly lockedIdentity: string }> {
  const identity = await newIdentity(kind);
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  const locked = await encrypter.encrypt(`${identity}\n`);
  return { recipient: await identityToRecipient(identity), lockedIdentity: Buffer.from(locked).toString("base64") };
}

/** The first ones are sealed each for itself, and open with the organisation key. The others would take hours. */
export const openAccounts = 100;
/** Of the others, so many different ones for each number of recipients. */
const kept = 3;
/** As `packages/vault` makes content up, so that its length tells nothing. */
const paddingBytes = 512;

export class Sealer {
  #sealed = 0;
  readonly #kept = new Map<number, string[]>();

  /**
   * @param count of the recipients, who are asked for where it matters who they are.
   * @returns Base64. After the first ones it may be what was sealed before, for another account and to as many others: the
   * server cannot tell, and whoever opens it is told that it is of another account.
   */
  async seal(
    account: string,
    { count, recipients }: { count: number; recipients: () => Promise<readonly string[]> },
  ): Promise<string> {
    this.#sealed += 1;
    const known = this.#kept.get(count) ?? [];
    if (this.#sealed > openAccounts && known.length >= kept) return known[this.#sealed % kept] ?? "";
    const sealed = await seal(account, await recipients());
    this.#kept.set(count, [...known, sealed].slice(-kept));
    return sealed;
  }
}

/** As the vault's `encodePayload` and `sealAccount` do (DESIGN 6). */
async function seal(account: string, recipients: readonly string[]): Promise<string> {
  const secrets = { password: `demo-${account.slice(-12)}`, otp: null, notes: "Made by hesper demo fill." };
  const json = Buffer.from(JSON.stringify({ v: 1, account, revision: 1, ...secrets }));
  const content = new Uint8Array(Math.ceil(json.length / paddingBytes) * paddingBytes).fill(0x20);
  content.set(json);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(content)).toString("base64");
}
