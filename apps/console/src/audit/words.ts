// What is in an event, in words.
import { type AuditEvent, type AuditEventType, auditEvents } from "@hesper/contract";
import { exactTimeWithZone } from "../brand/times.ts";
import { isField, settings, words } from "../policy/fields.ts";

const factors: Readonly<Record<string, string>> = {
  password: "Password",
  trusted_browser: "Trusted browser",
  totp: "Authenticator app",
  recovery_code: "Recovery code",
  passkey: "Passkey",
  temporary_pass: "Temporary pass",
};

/** Empty: none was used. */
export function factorWords(factor: string | null): string {
  return factor === null ? "" : (factors[factor] ?? factor);
}

type Somebody = NonNullable<AuditEvent["actor"]>;

export function nameOf({ name }: Somebody): string {
  return name === "" ? "A person who was deleted" : name;
}

/** What a key says of itself with its own token, or whoever had its code: nobody has logged in, and all the same it is no stranger. */
const byKeys: Readonly<Record<string, string>> = {
  "key.activated": "Whoever had the code",
  "key.locked_itself": "The key itself",
  "key.wiped": "The key itself",
};

/** Who did it, where no person is known. */
export function nobodyWords({ type, address }: Pick<AuditEvent, "type" | "address">): string {
  const key = byKeys[type];
  if (key !== undefined) return key;
  if (address === "command line") return "The command line";
  if (address === "server") return "The server";
  return "Nobody known";
}

export function addressWords(address: string): string {
  if (address === "any") return "Several addresses";
  return address === "command line" || address === "server" ? "This server" : address;
}

/** "firstAt" becomes "First at". */
function labelOf(name: string): string {
  const spaced = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export interface DetailLine {
  readonly label: string;
  readonly value: string;
  /** What the field holds, from the catalogue; empty where this program does not know it. */
  readonly about: string;
}

type DetailValue = AuditEvent["detail"][string];

export function detailLines({ type, detail }: Pick<AuditEvent, "type" | "detail">): DetailLine[] {
  const known: Readonly<Record<string, string>> = type in auditEvents ? auditEvents[type as AuditEventType].detail : {};
  const setting = type === "policy.changed" ? detail.setting : undefined;
  return Object.entries(detail).map(([name, value]) => ({
    label: labelOf(name),
    value: policyValue(setting, name, value) ?? valueWords(name, value),
    about: known[name] ?? "",
  }));
}

/** The values of a changed setting as the policy page says them; null for anything else. */
function policyValue(setting: DetailValue | undefined, name: string, value: DetailValue): string | null {
  if (typeof setting !== "string" || !isField(setting)) return null;
  if (name === "setting") return settings[setting].label;
  return typeof value === "string" || typeof value === "number" ? words(setting, value) : null;
}

function valueWords(name: string, value: DetailValue): string {
  if (value === null || value === "") return "None";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value !== "number") return value;
  return /At$/.test(name) ? exactTimeWithZone(new Date(value).toISOString()) : value.toLocaleString("en");
}

export function countWords({ count, exact }: { count: number; exact: boolean }, noun: string): string {
  if (!exact) return `${count.toLocaleString("en")} or more ${noun}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? noun : `${noun}s`}`;
}
