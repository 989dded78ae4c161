// What becomes of an export: for each entry the account that it makes, what is left out of it, and why it cannot be made.
import {
  accountApp,
  accountLogin,
  accountName,
  accountTextLengths,
  mostApps,
  mostUrls,
  readUrl,
} from "@hesper/contract";
import { type OtpEntry, readOtpSecret } from "@hesper/otp";
import type { ExportedEntry, LeftOut } from "@hesper/vault/import";
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

const leftOut: Readonly<Record<LeftOut, string>> = {
  passkey: "Its passkey stays behind.",
  custom_fields: "Its other fields stay behind.",
  attachments: "Its attachments stay behind.",
  other_addresses: "Addresses that are no pages stay behind.",
  hotp: "Its codes by counter (HOTP) stay behind.",
};

export function planAccount(entry: ExportedEntry): PlannedAccount {
  const remarks = entry.left.map((part) => leftOut[part]);
  const name = cut(entry.name, accountTextLengths.name);
  if (name !== entry.name) remarks.push("Its name is cut.");
  const urls = kept(entry.urls.map(readUrl), (url) => url.length <= accountTextLengths.url, mostUrls);
  if (urls.length < entry.urls.length) remarks.push("Some of its addresses cannot be used, and are left out.");
  const apps = kept(entry.apps, (app) => accountApp.safeParse(app).success, mostApps);
  const otp = readOtp(entry.otp);
  if (otp.trouble !== null) remarks.push(`Its OTP secret is left out: ${otp.trouble}`);
  // Every account has a login; where the export has none, its name tells whose it is.
  const login = entry.login === "" ? cut(name, accountTextLengths.login) : entry.login;
  if (entry.login === "") remarks.push("It has no login; its name is put there.");
  return {
    place: entry.place,
    details: { name, urls, apps, loginType: urls.length === 0 && apps.length > 0 ? "application" : "website", login },
    secrets: { password: entry.password, otp: otpForPayload(otp.entry), notes: entry.notes },
    hasOtp: otp.entry !== null,
    remarks,
    obstacle: obstacleTo(entry, { name, login, hasOtp: otp.entry !== null }),
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

/** By code points. */
function cut(text: string, longest: number): string {
  const characters = [...text.normalize("NFC")];
  return characters.length <= longest ? characters.join("") : characters.slice(0, longest).join("").trim();
}

function kept(texts: readonly (string | null)[], isRight: (text: string) => boolean, most: number): string[] {
  const right = texts.filter((text): text is string => text !== null && isRight(text));
  return [...new Set(right)].slice(0, most);
}
