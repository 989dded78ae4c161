// Exports of KeePass 2 and KeePassXC in XML (keepass.info/help/kb/kdbx.html, "Inner XML"). Entities of a document's own are
// not read: the parser knows the five of XML and character references only.
import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { base32nopad } from "@scure/base";
import { otpauthUri } from "./aegis.ts";
import type { Entries, Found } from "./entry.ts";
import { type ExportFormat, ExportProblem, type LeftOut } from "./export.ts";

const deepestGroup = 100;

/**
 * Throws `ExportProblem`: `unknown_format`, `damaged`.
 */
export function readKeePassXml(found: Entries, text: string): ExportFormat {
  if (!/<KeePassFile[\s>]/.test(text.slice(0, 4096))) throw new ExportProblem("unknown_format");
  const root = parseXml(text).root;
  if (root?.name !== "KeePassFile") throw new ExportProblem("unknown_format");
  const [bin = ""] = childrenOf(root, "Meta").map((meta) => textOf(meta, "RecycleBinUUID"));
  for (const part of childrenOf(root, "Root")) readGroups(found, part, bin, 0);
  return "keepass_xml";
}

function readGroups(found: Entries, parent: XmlElement, bin: string, depth: number): void {
  if (depth > deepestGroup) throw new ExportProblem("damaged");
  for (const group of childrenOf(parent, "Group")) {
    // What was thrown away stays where it is.
    if (bin !== "" && textOf(group, "UUID") === bin) continue;
    for (const entry of childrenOf(group, "Entry")) found.add(readEntry(entry));
    readGroups(found, group, bin, depth + 1);
  }
}

const usualFields = ["Title", "UserName", "Password", "URL", "Notes"];
const otpFields = /^(?:otp$|TimeOtp-|HmacOtp-|TOTP (?:Seed|Settings)$)/;
/** Where KeePassXC and browsers' extensions keep more addresses. */
const moreAddresses = /^KP2A_URL/;
const passkeyFields = /^KPEX_PASSKEY_/;

function readEntry(entry: XmlElement): Found {
  const fields = new Map(
    childrenOf(entry, "String").map((field) => [textOf(field, "Key"), textOf(field, "Value")] as const),
  );
  const field = (name: string) => fields.get(name) ?? "";
  const names = [...fields.keys()];
  const addresses = [field("URL"), ...names.filter((name) => moreAddresses.test(name)).map(field)];
  const left: LeftOut[] = [];
  if (names.some((name) => passkeyFields.test(name))) left.push("passkey");
  if (names.some((name) => isCustom(name) && field(name) !== "")) left.push("custom_fields");
  if (childrenOf(entry, "Binary").length > 0) left.push("attachments");
  const otp = otpOf(field);
  const isHotp = otp === "" && names.some((name) => name.startsWith("HmacOtp-Secret"));
  if (isHotp) left.push("hotp");
  return {
    name: field("Title"),
    addresses,
    login: field("UserName"),
    password: field("Password"),
    otp,
    notes: field("Notes"),
    left,
    ...(isHotp && field("Password") === "" ? { refusal: "hotp_not_supported" } : {}),
  };
}

function isCustom(name: string): boolean {
  return !usualFields.includes(name) && ![otpFields, moreAddresses, passkeyFields].some((form) => form.test(name));
}

/** KeePassXC writes a URI; KeePass 2.47 and later has fields for each part; the plugin KeeTrayTOTP has two. */
function otpOf(field: (name: string) => string): string {
  if (field("otp") !== "") return field("otp");
  const names = ["", field("UserName")] as const;
  const secret = field("TimeOtp-Secret-Base32") || encoded(field);
  if (secret !== "") {
    const algo = field("TimeOtp-Algorithm").replace(/^HMAC-SHA-/i, "SHA");
    return otpauthUri(...names, { secret, algo, digits: field("TimeOtp-Length"), period: field("TimeOtp-Period") });
  }
  const seed = field("TOTP Seed");
  const [period, digits] = field("TOTP Settings").split(";");
  // The letter S stands for codes of Steam.
  return seed === "" ? "" : otpauthUri(...names, { secret: seed, period, digits });
}

/** The secret in one of the other forms of KeePass, as Base32. */
function encoded(field: (name: string) => string): string {
  const hex = field("TimeOtp-Secret-Hex").replace(/\s/g, "");
  if (/^(?:[0-9a-f]{2})+$/i.test(hex)) {
    return base32nopad.encode(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  }
  const base64 = field("TimeOtp-Secret-Base64").replace(/\s/g, "");
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0)
    return base32nopad.encode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  const plain = field("TimeOtp-Secret");
  return plain === "" ? "" : base32nopad.encode(new TextEncoder().encode(plain));
}

function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

/** Of the first child with this name; empty where there is none. */
function textOf(parent: XmlElement, name: string): string {
  return childrenOf(parent, name)[0]?.text ?? "";
}
