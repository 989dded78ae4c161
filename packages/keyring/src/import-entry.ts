// What becomes of one entry of an export: the account that it makes, what is left out of it, and why it cannot be made.
import { accountApp, accountTextLengths, mostApps, mostUrls, readUrl } from "@hesper/contract/account-fields";
import type { ExportedEntry, LeftOut } from "@hesper/vault/import";
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

const leftOut: Readonly<Record<LeftOut, string>> = {
  passkey: "Its passkey stays behind.",
  custom_fields: "Its other fields stay behind.",
  attachments: "Its attachments stay behind.",
  other_addresses: "Addresses that are no pages stay behind.",
  hotp: "Its codes by counter (HOTP) stay behind.",
};

export function planEntry(entry: ExportedEntry): PlannedEntry {
  const remarks = entry.left.map((part) => leftOut[part]);
  const name = cut(entry.name, accountTextLengths.name);
  if (name !== entry.name) remarks.push("Its name is cut.");
  const urls = kept(entry.urls.map(readUrl), (url) => url.length <= accountTextLengths.url, mostUrls);
  if (urls.length < entry.urls.length) remarks.push("Some of its addresses cannot be used, and are left out.");
  const apps = kept(entry.apps, (app) => accountApp.safeParse(app).success, mostApps);
  const { otp, trouble } = otpOf(entry.otp);
  if (trouble !== null) remarks.push(`Its OTP secret is left out: ${trouble}`);
  // Every account has a login; where the export has none, its name tells whose it is.
  const login = entry.login === "" ? cut(name, accountTextLengths.login) : entry.login;
  if (entry.login === "") remarks.push("It has no login; its name is put there.");
  const loginType = urls.length === 0 && apps.length > 0 ? "application" : "website";
  const { password, notes } = entry;
  const input = { details: { name, urls, apps, loginType, login }, secrets: { password, otp, notes } } as const;
  return { name, remarks, ...taken(input) };
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

/** By code points. */
function cut(text: string, longest: number): string {
  const characters = [...text.normalize("NFC")];
  return characters.length <= longest ? characters.join("") : characters.slice(0, longest).join("").trim();
}

function kept(texts: readonly (string | null)[], isRight: (text: string) => boolean, most: number): string[] {
  const right = texts.filter((text): text is string => text !== null && isRight(text));
  return [...new Set(right)].slice(0, most);
}
