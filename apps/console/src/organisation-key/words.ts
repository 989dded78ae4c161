// What the console says of kinds of keys, and of what can go wrong with one.
import type { RecipientKind } from "@hesper/contract";
import { VaultProblem } from "@hesper/vault";

export const kindWords: Record<RecipientKind, { readonly name: string; readonly about: string }> = {
  hybrid: {
    name: "Post-quantum (recommended)",
    about:
      "Stays closed even if somebody copies it today and has a quantum computer later. The age program opens it from version 1.3 on.",
  },
  x25519: {
    name: "X25519",
    about:
      "For organisations that must open accounts with older age programs. A quantum computer could open what is copied today.",
  },
};

/** A sentence for whatever was thrown while a key was unlocked or locked. */
export function keyProblem(error: unknown): string {
  if (!(error instanceof VaultProblem)) return error instanceof Error ? error.message : "This did not work. Try again.";
  switch (error.code) {
    case "wrong_passphrase":
      return "This passphrase does not open the organisation key. Check capital letters and spaces, and try again.";
    case "invalid_identity":
      return "This is no key. It begins with AGE-SECRET-KEY- and stands on the recovery sheet as it must be typed.";
    default:
      return `The key that the server gave cannot be used (${error.code}). Use the recovery sheet, and ask who runs the server.`;
  }
}

export const otherKey =
  "This is another key than the one that is in use. Look whether the sheet is that of an older key; if it was the passphrase, the server gave a wrong key.";

/** A sentence for whatever was thrown while the organisation key was sealed to a security key, or opened with it. */
export function touchProblem(error: unknown): string {
  if (!(error instanceof VaultProblem)) return "This did not work. Try again.";
  return `What the server gave does not open with this security key (${error.code}). Use the passphrase or the recovery sheet, then remove it under Settings, Organisation key, and add it again.`;
}

export const otherKeyByTouch =
  "The server gave another key than the one that is in use, and it was not taken. Use the recovery sheet, and ask who runs the server.";
