// What becomes of an export: for each entry the account that it makes, what is left out of it, and why it cannot be made.
import { accountLogin, accountName, detailsOfImported } from "@hesper/contract";
import { type OtpEntry, readOtpSecret } from "@hesper/otp";
import { type ExportedEntry, leftOutWords } from "@hesper/vault/import";
import type { AccountDetails } from "../accounts/accounts.ts";
import { otpForPayload } from "../accounts/otp-parts.ts";
import type { Secrets } from "../accounts/sealing.ts";
import { troubleOf } from "../otp-secret/words.ts";

export interface PlannedAccount {
  readonly place: string;
  readonly details: AccountDetails;
  readonly secrets: Secrets;
  readonly hasOtp: boolean;
  /** Sentences: what of the entry is not taken, or was changed. */
  readonly remarks: readonly string[];
  /** Why it cannot be taken at all; null: it can. */
  readonly obstacle: string | null;
}

export function planAccount(entry: ExportedEntry): PlannedAccount {
  const otp = readOtp(entry.otp);
  const { details, remarks: changes } = detailsOfImported(entry, otp.trouble);
  const remarks = [...entry.left.map((part) => leftOutWords[part]), ...changes];
  return {
    place: entry.place,
    details,
    secrets: { password: entry.password, otp: otpForPayload(otp.entry), notes: entry.notes },
    hasOtp: otp.entry !== null,
    remarks,
    obstacle: obstacleTo(entry, { ...details, hasOtp: otp.entry !== null }),
  };
}

function obstacleTo(
  { password }: ExportedEntry,
  { name, login, hasOtp }: { name: string; login: string; hasOtp: boolean },
): string | null {
  const atName = accountName.safeParse(name).error?.issues[0]?.message;
  const atLogin = accountLogin.safeParse(login).error?.issues[0]?.message;
  if (atName) return atName;
  if (atLogin) return atLogin;
  return password === null && !hasOtp ? "Nothing of it can be kept." : null;
}

function readOtp(text: string | null): { entry: OtpEntry | null; trouble: string | null } {
  if (text === null) return { entry: null, trouble: null };
  if (/^\s*steam:/i.test(text)) return { entry: null, trouble: "codes of Steam are of a kind of their own." };
  const read = readOtpSecret(text);
  if ("otp" in read) return { entry: read, trouble: null };
  return { entry: null, trouble: troubleOf(read.refusal).sentence };
}
