// Why an account is not opened with a security key, and what to do.
import { VaultProblem, type VaultProblemCode } from "@hesper/vault";
import { RefusedError } from "../session/api.ts";
import { ClosedMeanwhile } from "./verify.ts";

const tellServer = "It was not opened. Tell whoever runs the server.";

const vaultWords: Partial<Record<VaultProblemCode, string>> = {
  not_for_this_identity:
    "It is not sealed to this security key, or is damaged. Use another key of yours, or ask an administrator to deliver it again.",
  older_revision: `The server gave out an older content than it had before. ${tellServer}`,
  wrong_account: `The server gave out the content of another account. ${tellServer}`,
  unknown_version: "This was written by a newer version of Hesper. Reload the page.",
};

const damagedWords = "What is sealed is damaged and cannot be opened. Tell whoever runs the server.";

export function vaultSentence({ code }: VaultProblem): string {
  return vaultWords[code] ?? damagedWords;
}

/** Why an account is not shown, and what to do. Empty where nothing is to be said. */
export function sentenceOfOpening(error: unknown): string {
  if (error instanceof ClosedMeanwhile) return "";
  if (error instanceof VaultProblem) return vaultSentence(error);
  if (error instanceof RefusedError) {
    const { code, detail } = error.refusal;
    if (code === "conflict") return waitsWords;
    if (code === "not_found") return "It is not among your accounts any more.";
    return detail;
  }
  return "This did not work. Try once more.";
}

/** It is not sealed to the key that is open. */
const waitsWords =
  "It is not sealed to this security key yet. Another key of yours that has it hands it on: open that one here, or sync it. Or ask an administrator to deliver it.";
