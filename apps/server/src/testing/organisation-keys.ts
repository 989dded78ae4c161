// Organisation keys as a browser sends them, but for the passphrase: nobody has tried one, which takes seconds.
import { generateIdentity, type RecipientKind, recipientOf } from "@hesper/vault";
import { systemRandom } from "../security/random.ts";

/** Looks like an identity that is locked with a passphrase; nothing opens it. */
export function lockedLookalike(workFactor: number | string = 18): string {
  const base64 = (bytes: number) => Buffer.from(systemRandom.bytes(bytes)).toString("base64").replaceAll("=", "");
  const stanza = `-> scrypt ${base64(16)} ${workFactor}\n${base64(32)}\n`;
  const header = `age-encryption.org/v1\n${stanza}--- ${base64(32)}\n`;
  return Buffer.concat([Buffer.from(header), systemRandom.bytes(16 + 100)]).toString("base64");
}

export async function madeKey(
  kind: RecipientKind = "hybrid",
): Promise<{ readonly recipient: string; readonly lockedIdentity: string }> {
  return { recipient: await recipientOf(await generateIdentity(kind)), lockedIdentity: lockedLookalike() };
}
