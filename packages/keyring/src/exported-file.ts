// Reading a file that a key has exported: it lies sealed to a passphrase.
import { openWithPassphrase, VaultProblem } from "@hesper/vault";
import { KeyringProblem } from "./problem.ts";

const firstLine = new TextEncoder().encode("age-encryption.org/v1\n");

/** Whether a file is sealed, so that it takes its passphrase to read it. */
export function isSealedFile(file: Uint8Array): boolean {
  return firstLine.every((byte, at) => file[at] === byte);
}

/**
 * Opens a file that `exportAccounts` made. Takes some seconds, and nothing else runs meanwhile.
 *
 * @returns what `planImport` reads.
 *
 * Throws `KeyringProblem`: `wrong_passphrase`, which a damaged beginning looks like as well; `damaged`.
 */
export async function openSealedFile(file: Uint8Array, passphrase: string): Promise<Uint8Array> {
  try {
    return await openWithPassphrase(file, passphrase);
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error;
    if (error.code === "wrong_passphrase") throw new KeyringProblem("wrong_passphrase");
    throw new KeyringProblem("damaged", {
      sentence: "The file is damaged, or is no export of a key. Nothing of it was read.",
    });
  }
}
