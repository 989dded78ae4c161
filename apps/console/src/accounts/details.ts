// What can be read of an account, while it is typed: the limits are those of the server.
import { accountApps, accountLogin, accountName, accountUrls, type LoginType, loginProblem } from "@hesper/contract";
import { check } from "../session/fields.ts";
import type { AccountDetails } from "./accounts.ts";

export const noDetails: AccountDetails = { name: "", urls: [], apps: [], loginType: "website", login: "" };

export type DetailProblems = Partial<Record<keyof AccountDetails, string>>;

export const loginTypeNames: Readonly<Record<LoginType, string>> = {
  website: "Website",
  application: "Application",
  local: "Local account",
  domain: "Domain account",
  azure_ad: "Azure AD account",
  microsoft: "Microsoft account",
};

/** How the login of each type is asked for. */
export const loginForms: Readonly<Record<LoginType, { description: string; placeholder: string }>> = {
  website: { description: "What the site asks for beside the password.", placeholder: "ada@example.org" },
  application: { description: "What the program asks for beside the password.", placeholder: "ada" },
  local: {
    description: "The computer and the user, as Windows writes them; a dot for whichever computer it is.",
    placeholder: "COMPUTER\\ada",
  },
  domain: {
    description: "The domain and the user, or the user with the full name of the domain.",
    placeholder: "DOMAIN\\ada or ada@domain.example.org",
  },
  azure_ad: { description: "The user with the name of the tenant.", placeholder: "ada@tenant.example.org" },
  microsoft: { description: "The email of the Microsoft account.", placeholder: "ada@example.org" },
};

/** @returns what is wrong, by field; empty: nothing. */
export function detailProblems({ name, urls, apps, loginType, login }: AccountDetails): DetailProblems {
  const atUrl = accountUrls.safeParse(urls).error?.issues[0]?.message;
  const atApp = accountApps.safeParse(apps).error?.issues[0]?.message;
  const found = {
    name: check(accountName)(name),
    urls: atUrl,
    apps: atApp,
    login: check(accountLogin)(login) ?? loginProblem(loginType, login.trim()),
  };
  return Object.fromEntries(Object.entries(found).filter(([, sentence]) => sentence)) as DetailProblems;
}

/** What is sent: tidied as the server does it. */
export function tidied(details: AccountDetails): AccountDetails {
  const { name, urls, apps, login } = details;
  return {
    ...details,
    name: name.trim(),
    urls: accountUrls.parse(urls),
    apps: accountApps.parse(apps),
    login: login.trim(),
  };
}

/** The fields in which two differ, with how they stand in the second. */
export function differences(before: AccountDetails, now: AccountDetails): { label: string; value: string }[] {
  const fields = [
    { label: "Name", of: ({ name }: AccountDetails) => name },
    { label: "URLs", of: ({ urls }: AccountDetails) => urls.join(", ") },
    { label: "Apps", of: ({ apps }: AccountDetails) => apps.join(", ") },
    { label: "Login type", of: ({ loginType }: AccountDetails) => loginTypeNames[loginType] },
    { label: "Login", of: ({ login }: AccountDetails) => login },
  ];
  return fields
    .filter(({ of }) => of(before) !== of(now))
    .map(({ label, of }) => ({ label, value: of(now) === "" ? "empty" : of(now) }));
}
