// Makes entries of what the readers find: tidied, measured, and refused where they are no login.
import { accountTextLength, codePoints } from "../limits.ts";
import { type EntryRefusal, type ExportedEntry, ExportProblem, type LeftOut, type RefusedEntry } from "./export.ts";

/** What a reader found; texts as they stand in the file. */
export interface Found {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly login: string;
  readonly password: string;
  readonly otp: string;
  readonly notes: string;
  readonly left?: readonly LeftOut[];
  /** Set where the reader knows already that it cannot be taken. */
  readonly refusal?: EntryRefusal;
}

export const mostEntries = 10_000;
/** Names and logins; code points. What is longer is no name. */
const longestLine = 2000;
const longestAddress = 8000;
const longestOtp = 4096;
const mostAddresses = 100;

/** Gathers entries in the order of the file. */
export class Entries {
  readonly entries: ExportedEntry[] = [];
  readonly refused: RefusedEntry[] = [];

  get #count(): number {
    return this.entries.length + this.refused.length;
  }

  /**
   * @param place of the entry; "entry" and its number where none is given.
   *
   * Throws `ExportProblem`: `too_many_entries`.
   */
  add(found: Found | null, place = `entry ${this.#count + 1}`): void {
    if (this.#count >= mostEntries) throw new ExportProblem("too_many_entries");
    const name = found === null ? "" : nameOf(found);
    const reason = found === null ? "damaged" : (found.refusal ?? reasonAgainst(found));
    if (found === null || reason !== null) {
      this.refused.push({ place, name: [...name].slice(0, 100).join(""), reason: reason ?? "damaged" });
      return;
    }
    const { urls, apps, isOther } = sorted(found.addresses);
    const left = new Set<LeftOut>(found.left ?? []);
    if (isOther) left.add("other_addresses");
    this.entries.push({
      place,
      name: name === "" ? "No name" : name,
      urls,
      apps,
      login: oneLine(found.login),
      password: orNull(found.password),
      otp: orNull(found.otp.trim()),
      notes: found.notes.trim() === "" ? null : found.notes.toWellFormed(),
      left: [...left],
    });
  }
}

function reasonAgainst(found: Found): EntryRefusal | null {
  if (found.password === "" && found.otp.trim() === "") return "no_secret";
  const isTooLong =
    codePoints(found.password) > accountTextLength.password ||
    codePoints(found.notes) > accountTextLength.notes ||
    found.otp.length > longestOtp ||
    found.name.length > longestLine ||
    found.login.length > longestLine ||
    found.addresses.length > mostAddresses ||
    found.addresses.some((address) => address.length > longestAddress);
  return isTooLong ? "too_long" : null;
}

/** The name, or what else tells the entry from others. */
function nameOf({ name, addresses, login }: Found): string {
  return oneLine(name) || oneLine(hostOf(addresses[0] ?? "")) || oneLine(login);
}

function hostOf(address: string): string {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@]*@)?([^/?#]*)/i.exec(address.trim())?.[1] ?? "";
}

const androidApp = /^android(?:app)?:\/\/(?:[^/@]*@)?([\w.]+)\/?$/i;

function sorted(addresses: readonly string[]): { urls: string[]; apps: string[]; isOther: boolean } {
  const urls = new Set<string>();
  const apps = new Set<string>();
  let isOther = false;
  for (const address of addresses.map(oneLine)) {
    const app = androidApp.exec(address)?.[1];
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
    if (address === "") continue;
    if (app) apps.add(app);
    else if (scheme === undefined || scheme === "http" || scheme === "https") urls.add(address);
    else isOther = true;
  }
  return { urls: [...urls], apps: [...apps], isOther };
}

/** Line breaks and other control characters become spaces. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim();
}

function orNull(text: string): string | null {
  return text === "" ? null : text.toWellFormed();
}
