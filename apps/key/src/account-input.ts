// What a person says of a private account: by options and lines of the standard input, or answers on a terminal.
import type { AccountDetails, AccountSecrets } from "@hesper/keyring";
import type { Command } from "commander";
import { Failure } from "./failure.ts";
import { generatedLength, generatePassword } from "./generate-password.ts";
import { askHidden, askText, hasTerminal, nextLine, restOfInput } from "./input.ts";

export interface AccountOptions {
  readonly name?: string;
  readonly login?: string;
  readonly loginType?: AccountDetails["loginType"];
  readonly url?: readonly string[];
  readonly app?: readonly string[];
  readonly generate?: true | string;
  readonly passwordStdin?: true;
  readonly otpStdin?: true;
  readonly notesStdin?: true;
  /** False: `--no-password`, to take it away. */
  readonly password?: boolean;
  readonly otp?: boolean;
  readonly notes?: boolean;
}

const loginTypes: readonly AccountDetails["loginType"][] = [
  "website",
  "application",
  "local",
  "domain",
  "azure_ad",
  "microsoft",
];

/** What `add` and `edit` share. */
export function withAccountOptions(command: Command): Command {
  return command
    .option("--login <login>", "what to log in with")
    .option("--url <address...>", "addresses of pages that it is for")
    .option("--app <name...>", "programs that it is for")
    .addOption(command.createOption("--login-type <type>", "where it logs in").choices([...loginTypes]))
    .option("--generate [length]", `make a password of ${generatedLength.usual} or so many characters`)
    .option("--password-stdin", "read the password from a line of the standard input")
    .option("--otp-stdin", "read the OTP secret, Base32 or an otpauth URI, from a line of the standard input")
    .option("--notes-stdin", "read the notes from the rest of the standard input");
}

/** What the options say of the readable part; what they do not say is not there. */
export function detailsOf({ name, login, loginType, url, app }: AccountOptions): Partial<AccountDetails> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(login === undefined ? {} : { login }),
    ...(loginType === undefined ? {} : { loginType }),
    ...(url === undefined ? {} : { urls: url }),
    ...(app === undefined ? {} : { apps: app }),
  };
}

/** The secrets that the options speak of, read in this order: password, OTP secret, notes. */
export async function secretsOf(options: AccountOptions): Promise<Partial<AccountSecrets>> {
  if (options.passwordStdin && options.generate) {
    throw new Failure("usage", "A password is generated or read, not both: leave out --generate or --password-stdin.");
  }
  return {
    ...(options.password === false ? { password: null } : {}),
    ...(options.otp === false ? { otp: null } : {}),
    ...(options.notes === false ? { notes: null } : {}),
    ...(options.generate ? { password: generatePassword(lengthOf(options.generate)) } : {}),
    ...(options.passwordStdin ? { password: await nextLine("password") } : {}),
    ...(options.otpStdin ? { otp: await readOtpText(await nextLine("OTP secret")) } : {}),
    ...(options.notesStdin ? { notes: await restOfInput() } : {}),
  };
}

function lengthOf(given: true | string): number {
  if (given === true) return generatedLength.usual;
  const length = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (length >= generatedLength.least && length <= generatedLength.most) return length;
  throw new Failure(
    "usage",
    `A generated password has ${generatedLength.least} to ${generatedLength.most} characters: --generate ${generatedLength.usual}.`,
  );
}

async function readOtpText(text: string): Promise<AccountSecrets["otp"]> {
  const { readOtp } = await import("@hesper/keyring");
  return readOtp(text);
}

export function says(options: AccountOptions): boolean {
  const { password, otp, notes, generate, passwordStdin, otpStdin, notesStdin } = options;
  const isTaken = password === false || otp === false || notes === false;
  return (
    isTaken ||
    Boolean(generate || passwordStdin || otpStdin || notesStdin) ||
    Object.keys(detailsOf(options)).length > 0
  );
}

export interface Asked {
  readonly details: Pick<AccountDetails, "name" | "login" | "urls">;
  readonly secrets: Partial<AccountSecrets>;
}

/** Asks on the terminal, beginning with what there is. A secret that is left empty stays as it is. */
export async function askAccount(
  before: Pick<AccountDetails, "name" | "login" | "urls">,
  words: { readonly password: string; readonly otp: string },
): Promise<Asked> {
  if (!hasTerminal()) throw new Failure("no_terminal", "There is no terminal to ask on: use the options (--help).");
  const name = await askText("Name", before.name);
  const login = await askText("Login", before.login);
  const urls = (await askText("Addresses, with spaces between", before.urls.join(" "))).split(/\s+/).filter(Boolean);
  const password = await askSecret(words.password, "password");
  const otp = await askSecret(words.otp, "OTP secret");
  return {
    details: { name, login, urls },
    secrets: {
      ...(password === "" ? {} : { password }),
      ...(otp === "" ? {} : { otp: await readOtpText(otp) }),
    },
  };
}

async function askSecret(message: string, what: string): Promise<string> {
  return await askHidden({
    what,
    option: `--${what === "password" ? "password" : "otp"}-stdin`,
    fromStdin: false,
    message,
  });
}
