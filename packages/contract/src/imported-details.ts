// What can be read of an account that comes from another program: cut to what an account may have, with a sentence for
// each thing that was changed or left out.
import { accountApp, accountTextLengths, type LoginType, mostApps, mostUrls, readUrl } from "./account-fields.ts";

export interface ImportedText {
  readonly name: string;
  /** Empty: the export has none. */
  readonly login: string;
  readonly urls: readonly string[];
  readonly apps: readonly string[];
}

export interface ImportedDetails {
  readonly details: {
    readonly name: string;
    readonly urls: string[];
    readonly apps: string[];
    readonly loginType: LoginType;
    readonly login: string;
  };
  readonly remarks: readonly string[];
}

/**
 * Whether name and login are such as an account may have is not looked at.
 * @param otpTrouble why the OTP secret cannot be taken, a sentence; null: it can, or there is none.
 */
export function detailsOfImported(entry: ImportedText, otpTrouble: string | null): ImportedDetails {
  const remarks: string[] = [];
  const name = cut(entry.name, accountTextLengths.name);
  if (name !== entry.name) remarks.push("Its name is cut.");
  const urls = kept(entry.urls.map(readUrl), (url) => url.length <= accountTextLengths.url, mostUrls);
  if (urls.length < entry.urls.length) remarks.push("Some of its addresses cannot be used, and are left out.");
  const apps = kept(entry.apps, (app) => accountApp.safeParse(app).success, mostApps);
  if (otpTrouble !== null) remarks.push(`Its OTP secret is left out: ${otpTrouble}`);
  // Every account has a login; where the export has none, its name tells whose it is.
  const login = entry.login === "" ? cut(name, accountTextLengths.login) : entry.login;
  if (entry.login === "") remarks.push("It has no login; its name is put there.");
  const loginType = urls.length === 0 && apps.length > 0 ? "application" : "website";
  return { details: { name, urls, apps, loginType, login }, remarks };
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
