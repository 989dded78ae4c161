// Seals an identity to another one, and opens it: what a security key unlocks with a touch.
import { type Identity, parseIdentity } from "./identity.ts";
import { longestLockedBytes } from "./limits.ts";
import { VaultProblem } from "./problem.ts";
import { openContent, sealContent } from "./sealing.ts";

/**
 * @param recipient `age1...` of the identity that is to open it, of either kind.
 * @returns an age file, binary, which `age --decrypt` opens; the `age` program takes what is in it for an identity file.
 *
 * Throws `VaultProblem`: `invalid_recipient`.
 */
export async function sealIdentity(identity: Identity, recipient: string): Promise<Uint8Array> {
  return await sealContent(new TextEncoder().encode(`${identity.reveal()}\n`), [recipient]);
}

/**
 * Whose identity it is the file does not say: compare `recipientOf` with what is expected.
 *
 * Throws `VaultProblem`: `too_large`; those of `readSealedHeader`; `not_for_this_identity`; `damaged`;
 * `invalid_identity` where something else was sealed.
 */
export async function openIdentity(sealed: Uint8Array, opener: Identity): Promise<Identity> {
  if (sealed.length > longestLockedBytes) throw new VaultProblem("too_large");
  const content = new TextDecoder().decode(await openContent(sealed, opener));
  if (!content.endsWith("\n")) throw new VaultProblem("invalid_identity");
  return parseIdentity(content.slice(0, -1));
}
