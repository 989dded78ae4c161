// The settings of the policy in words: what each is, what it does, and how its value is said.
import { type Policy, policyDefaults, policyFields } from "@hesper/contract";
import { counted, durationWords } from "../brand/times.ts";

export type Field = keyof typeof policyFields;
export type Values = Omit<Policy, "revision">;
export type Value = string | number;

interface Option {
  readonly value: Value;
  readonly label: string;
  /** What choosing it means. */
  readonly means: string;
}

/** How a setting is changed. Limits are the contract's. */
export type Control =
  | { readonly kind: "text" }
  | { readonly kind: "email" }
  | { readonly kind: "choice"; readonly options: readonly Option[] }
  | { readonly kind: "number"; readonly noun: string }
  | { readonly kind: "duration" }
  /** 0 means something of its own; `usual` is offered when it is switched to a number of days. */
  | {
      readonly kind: "days";
      readonly off: string;
      readonly on: string;
      readonly least: number;
      readonly usual: number;
    };

export interface Setting {
  readonly label: string;
  readonly about: string;
  readonly control: Control;
}

const requireTwoFactor: readonly Option[] = [
  {
    value: "nobody",
    label: "Nobody",
    means: "Nobody is asked to set one up: whoever steals a password gets in with it.",
  },
  {
    value: "administrators",
    label: "Administrators",
    means: "Administrators without one find only its set-up open after the log-in. The others choose for themselves.",
  },
  { value: "everyone", label: "Everyone", means: "Whoever has none finds only its set-up open after the log-in." },
];

const totpWindow: readonly Option[] = [
  {
    value: 0,
    label: "None",
    means: "Only the code of the moment is accepted: a phone whose clock is a few seconds off may be refused.",
  },
  {
    value: 1,
    label: "1 time step",
    means: "A code is also accepted 30 seconds before and after its time: clocks may be up to 30 seconds off.",
  },
  {
    value: 2,
    label: "2 time steps",
    means: "A code is also accepted 60 seconds before and after its time: clocks may be up to 60 seconds off.",
  },
];

const employeesAddKeys: readonly Option[] = [
  {
    value: "none",
    label: "No keys",
    means: "Administrators make every key. A security key is added with the link that they give.",
  },
  {
    value: "security_keys",
    label: "Security keys",
    means:
      "FIDO2 keys and passkeys under My keys. Accounts reach a new key when another key or an administrator hands them on.",
  },
  {
    value: "all",
    label: "All keys",
    means: "Browser extensions and command lines too, with a link that the employee makes.",
  },
];

export const settings: { readonly [F in Field]: Setting } = {
  requireTwoFactor: {
    label: "Who must have a second factor",
    about: "An authenticator app or a passkey, beside the password.",
    control: { kind: "choice", options: requireTwoFactor },
  },
  twoFactorGraceDays: {
    label: "Days of grace",
    about: "For so long after first being asked, a person may go on without one. Nothing begins these days again.",
    control: { kind: "number", noun: "day" },
  },
  totpWindow: {
    label: "Codes of neighbouring time steps",
    about: "Authenticator apps show a new code every 30 seconds. Each code works once in any case.",
    control: { kind: "choice", options: totpWindow },
  },
  trustedBrowserDays: {
    label: "Trusted browsers",
    about: '"Remember this browser" at the log-in skips the second factor there for a while.',
    control: { kind: "days", off: "Off", on: "On", least: 1, usual: policyDefaults.trustedBrowserDays },
  },
  sessionIdleSeconds: {
    label: "A session that is not used ends after",
    about: "Counted from the last click. Shorter is safer where computers are shared.",
    control: { kind: "duration" },
  },
  sessionAbsoluteSeconds: {
    label: "Every session ends after",
    about: "Counted from the log-in, however much it is used.",
    control: { kind: "duration" },
  },
  passwordMinimumLength: {
    label: "Least length of a password",
    about:
      "Asked of the next password that a person chooses. Length is what counts: no digits or symbols are asked for.",
    control: { kind: "number", noun: "character" },
  },
  employeesAddKeys: {
    label: "Keys that employees add by themselves",
    about: "Asked for with a fresh proof, told by mail, and on record. Keys that are there already stay.",
    control: { kind: "choice", options: employeesAddKeys },
  },
  recoveryCodeLength: {
    label: "Length of recovery codes",
    about: "Of codes that are made from now on. 13 characters are 64 bits, as NIST asks of a code that works alone.",
    control: { kind: "number", noun: "character" },
  },
  temporaryPassSeconds: {
    label: "A temporary pass works for",
    about: "It lets in a person who has lost every factor, as far as setting up a new one.",
    control: { kind: "duration" },
  },
  installationName: {
    label: "Name of the installation",
    about: "Shown at the log-in, in mails, and in authenticator apps that are set up from now on.",
    control: { kind: "text" },
  },
  auditRetentionDays: {
    label: "How long audit events are kept",
    about: "Older ones are removed for good. The chain of those that stay can still be verified.",
    control: { kind: "days", off: "For ever", on: "For some days", least: 30, usual: 365 },
  },
  auditHeadEmail: {
    label: "Who gets the signed head by mail",
    about: "Once a day. Kept elsewhere, it proves later that nothing was cut off or rewritten. Empty: nobody.",
    control: { kind: "email" },
  },
};

export interface SettingGroup {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** In the order in which they are shown. */
export const settingGroups: readonly SettingGroup[] = [
  { title: "Second factor", fields: ["requireTwoFactor", "twoFactorGraceDays", "totpWindow"] },
  {
    title: "Log-in",
    fields: ["trustedBrowserDays", "sessionIdleSeconds", "sessionAbsoluteSeconds", "passwordMinimumLength"],
  },
  { title: "Recovery", fields: ["recoveryCodeLength", "temporaryPassSeconds"] },
  { title: "Keys", fields: ["employeesAddKeys"] },
  { title: "Installation", fields: ["installationName"] },
  { title: "Audit", fields: ["auditRetentionDays", "auditHeadEmail"] },
];

export const fields = settingGroups.flatMap((group) => group.fields);

/** A value as a person says it: "Administrators", "30 minutes", "For ever". */
export function words(field: Field, value: Value): string {
  const { control } = settings[field];
  switch (control.kind) {
    case "choice":
      return control.options.find((option) => option.value === value)?.label ?? String(value);
    case "number":
      return counted(Number(value), control.noun);
    case "duration":
      return durationWords(Number(value));
    case "days":
      return value === 0 ? control.off : counted(Number(value), "day");
    case "email":
      return value === "" ? "Nobody" : String(value);
    case "text":
      return String(value);
  }
}

/** "Usually 30 minutes; 1 minute to 1 day." Empty where there is nothing to say. */
export function limitWords(field: Field): string {
  const { control } = settings[field];
  const usual = policyDefaults[field];
  const [least, most] = rangeOf(field) ?? [0, 0];
  switch (control.kind) {
    case "choice":
      return `Usually ${inSentence(words(field, usual))}.`;
    case "number":
      return `Usually ${usual}; ${least} to ${counted(most, control.noun)}.`;
    case "duration":
      return `Usually ${words(field, usual)}; ${durationWords(least)} to ${durationWords(most)}.`;
    case "days":
      return `Usually ${inSentence(words(field, usual))}; ${control.least} to ${counted(most, "day")}.`;
    default:
      return "";
  }
}

function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The least and the most of a number, as the contract has them; null for texts and choices. */
export function rangeOf(field: Field): readonly [number, number] | null {
  const schema = policyFields[field];
  return "minValue" in schema && schema.minValue !== null && schema.maxValue !== null
    ? [schema.minValue, schema.maxValue]
    : null;
}

export type Checked = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/** What the server would make of a value. */
export function checked(field: Field, value: Value): Checked {
  const result = policyFields[field].safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, message: result.error.issues[0]?.message ?? "This is not valid." };
}

export function isField(name: string): name is Field {
  return name in settings;
}
