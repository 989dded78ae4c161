// Opens a whole age file, and tells "for somebody else" from "damaged".
import { Decrypter } from "age-encryption";
import { VaultProblem } from "./problem.ts";

/**
 * @param offer hands identities or a passphrase to the decrypter.
 * @returns null where nothing that was offered opens the file.
 *
 * Throws `VaultProblem`: `damaged`.
 */
export async function decrypt(file: Uint8Array, offer: (to: Decrypter) => void): Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  offer(decrypter);
  let nobody = false;
  // Identities are asked in turn until one opens the file. This one is asked when none did.
  decrypter.addIdentity({
    unwrapFileKey() {
      nobody = true;
      return null;
    },
  });
  try {
    return await decrypter.decrypt(file);
  } catch (cause) {
    if (nobody) return null;
    throw new VaultProblem("damaged", { cause });
  }
}
