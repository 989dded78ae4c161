// What becomes of one entry of an export: the account that it makes, what is left out of it, and why it cannot be made.
import { detailsOfImported } from "@hesper/contract/imported-details";
import { type ExportedEntry, leftOutWords } from "@hesper/vault/import";
import { readOtp } from "./codes.ts";
import { checkedInput, type PrivateAccountInput } from "./input.ts";
import type { AccountSecrets } from "./open.ts";
import { KeyringProblem } from "./problem.ts";

export interface PlannedEntry {
  readonly name: string;
  /** Sentences. */
  readonly remarks: readonly string[];
  readonly obstacle: string | null;
  /** Null: there is an obstacle. */
  readonly input: PrivateAccountInput | null;
}

export function planEntry(entry: ExportedEntry): PlannedEntry {
  const { otp, trouble } = otpOf(entry.otp);
  const { details, remarks: changes } = detailsOfImported(entry, trouble);
  const remarks = [...entry.left.map((part) => leftOutWords[part]), ...changes];
  const { password, notes } = entry;
  const input = { details, secrets: { password, otp, notes } };
  return { name: details.name, remarks, ...taken(input) };
}

function taken(input: PrivateAccountInput): Pick<PlannedEntry, "obstacle" | "input"> {
  const { password, otp } = input.secrets;
  if (password === null && otp === null) return { obstacle: "Nothing of it can be kept.", input: null };
  try {
    return { obstacle: null, input: checkedInput(input) };
  } catch (error) {
    if (!(error instanceof KeyringProblem)) throw error;
    return { obstacle: error.sentence, input: null };
  }
}

function otpOf(text: string | null): { otp: AccountSecrets["otp"]; trouble: string | null } {
  if (text === null) return { otp: null, trouble: null };
  if (/^\s*steam:/i.test(text)) return { otp: null, trouble: "codes of Steam are of a kind of their own." };
  try {
    return { otp: readOtp(text), trouble: null };
  } catch (error) {
    if (!(error instanceof KeyringProblem)) throw error;
    return { otp: null, trouble: error.sentence };
  }
}
