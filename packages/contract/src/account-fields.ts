// Fields of an account that stay readable, with their limits: the same for form and server.
import { z } from "zod";
import { oneLine } from "./limits.ts";

export const mostUrls = 20;
export const mostApps = 20;
export const accountTextLengths = { name: 100, url: 1000, app: 200, login: 256 } as const;

/** Whoever pastes an OTP secret into a field that everybody can read is told so. */
const readable = (text: string) => !/^\s*otpauth/i.test(text);
const readableWords = "This is an OTP secret. It belongs into the field for it, where it is sealed.";

export const accountName = oneLine("The name of the account", accountTextLengths.name).refine(readable, readableWords);

/**
 * The address of a page as it is kept: with `https://` where no scheme was typed.
 * Null: it is none that a browser would fill a form on, or it holds a password.
 */
export function readUrl(text: string): string | null {
  const typed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(typed) || !URL.canParse(whole)) return null;
  const { protocol, username, password, hostname } = new URL(whole);
  const isWeb = protocol === "https:" || protocol === "http:";
  return isWeb && username === "" && password === "" && hostname !== "" ? whole : null;
}

const urlWords = "Enter an address such as https://mail.example.org, without a user or a password in it.";
export const accountUrl = z
  .string(urlWords)
  .max(accountTextLengths.url, `An address may have at most ${accountTextLengths.url} characters.`)
  .refine((text) => readUrl(text) !== null, urlWords)
  .transform((text) => readUrl(text) ?? text);
export const accountUrls = unrepeated(z.array(accountUrl).max(mostUrls, `At most ${mostUrls} addresses.`));

export const accountApp = oneLine("The app", accountTextLengths.app).refine(readable, readableWords);
export const accountApps = unrepeated(z.array(accountApp).max(mostApps, `At most ${mostApps} apps.`)).describe(
  "Programs that the account is for, as they are called",
);

function unrepeated<T extends z.ZodType<string[]>>(list: T) {
  return list.refine((texts) => new Set(texts).size === texts.length, "One is named twice.");
}

/** Where an account logs in, which decides what its login looks like. */
export const loginTypes = ["website", "application", "local", "domain", "azure_ad", "microsoft"] as const;
export type LoginType = (typeof loginTypes)[number];
export const loginType = z.enum(loginTypes, { error: `The login type is one of ${loginTypes.join(", ")}.` });

export const accountLogin = oneLine("The login", accountTextLengths.login).refine(readable, readableWords);

/** What Windows allows in the name of a user and of a computer or domain. */
const windowsUser = '[^"/\\\\[\\]:;|=,+*?<>@\\s](?:[^"/\\\\[\\]:;|=,+*?<>@]{0,62}[^"/\\\\[\\]:;|=,+*?<>@\\s])?';
const windowsPlace = '[^"/\\\\[\\]:;|=,+*?<>@\\s]{1,63}';
const domainName = "[^\\s@\\\\/.]+(?:\\.[^\\s@\\\\/.]+)+";
const principal = `[^\\s@\\\\"]{1,64}@${domainName}`;

const loginForms: Readonly<Partial<Record<LoginType, { form: RegExp; words: string }>>> = {
  local: {
    form: new RegExp(`^(?:\\.|${windowsPlace})\\\\${windowsUser}$`),
    words: "The login of a local account is COMPUTER\\user, or .\\user for whichever computer it is.",
  },
  domain: {
    form: new RegExp(`^(?:${windowsPlace}\\\\${windowsUser}|${principal})$`),
    words: "The login of a domain account is DOMAIN\\user or user@domain.example.org.",
  },
  azure_ad: {
    form: new RegExp(`^${principal}$`),
    words: "The login of an Azure AD account is user@tenant.example.org.",
  },
  microsoft: {
    form: new RegExp(`^${principal}$`),
    words: "The login of a Microsoft account is an email, such as ada@example.org.",
  },
};

/** What is wrong with a login for its type, in a sentence; null: nothing. */
export function loginProblem(type: LoginType, login: string): string | null {
  const wanted = loginForms[type];
  return !wanted || wanted.form.test(login) ? null : wanted.words;
}

/** All that can be read of an account, as a form gives it. */
export const accountDetails = {
  name: accountName,
  urls: accountUrls,
  apps: accountApps,
  loginType,
  login: accountLogin,
};

/** Refuses a login that is none of its type. */
export function withRightLogin<T extends z.ZodType<{ loginType: LoginType; login: string }>>(body: T): T {
  return body.superRefine((given, context) => {
    const message = loginProblem(given.loginType, given.login);
    if (message !== null) context.addIssue({ code: "custom", path: ["login"], message });
  });
}

/** Words that are looked for: parts of names, addresses, logins and people, each from its beginning. */
export const accountSearch = z.string().max(100, "Search for at most 100 characters.");
