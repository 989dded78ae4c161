// How a site is shown to people: names in other scripts both as they read and as they go over the wire, since letters
// that look alike are not the same.
import type { SiteView } from "../messages/answers.ts";
import type { Site } from "./site.ts";
import { siteName } from "./site.ts";

export function viewOf(site: Site): SiteView {
  const { hostname, port, secure, domain } = site;
  const suffix = port === (secure ? "443" : "80") ? "" : `:${port}`;
  const readable = toUnicode(hostname);
  return {
    host: `${readable}${suffix}`,
    punycode: readable === hostname ? null : `${hostname}${suffix}`,
    domain: toUnicode(domain ?? siteName(site)),
    secure,
  };
}

/** What is no valid label, or would not come back as the same, stays as it is. */
export function toUnicode(hostname: string): string {
  const readable = hostname
    .split(".")
    .map((label) => (label.startsWith("xn--") ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join(".");
  return URL.parse(`https://${readable}`)?.hostname === hostname.toLowerCase() ? readable : hostname;
}

/** RFC 3492, section 5: parameters of Punycode. */
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const highestCodePoint = 0x10ffff;

/** RFC 3492, section 6.2. @returns null: it is none. */
function decodeLabel(text: string): string | null {
  const at = text.lastIndexOf("-");
  const output = [...text.slice(0, Math.max(0, at))];
  const input = text.slice(at + 1);
  let [code, index, bias] = [128, 0, 72];
  for (let next = 0; next < input.length; ) {
    const before = index;
    for (let [weight, k] = [1, base]; ; k += base) {
      const digit = digitOf(input[next]);
      next += 1;
      if (digit === null) return null;
      index += digit * weight;
      const threshold = Math.min(tMax, Math.max(tMin, k - bias));
      if (digit < threshold) break;
      weight *= base - threshold;
      if (!Number.isSafeInteger(index) || !Number.isSafeInteger(weight)) return null;
    }
    const length = output.length + 1;
    bias = adapted(index - before, length, before === 0);
    code += Math.floor(index / length);
    index %= length;
    if (code > highestCodePoint || (code >= 0xd800 && code <= 0xdfff)) return null;
    output.splice(index, 0, String.fromCodePoint(code));
    index += 1;
  }
  return output.join("");
}

function digitOf(letter: string | undefined): number | null {
  if (letter === undefined) return null;
  const digit = "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(letter);
  return digit < 0 ? null : digit;
}

/** RFC 3492, section 6.1. */
function adapted(delta: number, length: number, isFirst: boolean): number {
  let left = Math.floor(isFirst ? delta / damp : delta / 2);
  left += Math.floor(left / length);
  let k = 0;
  for (; left > ((base - tMin) * tMax) / 2; k += base) left = Math.floor(left / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * left) / (left + skew));
}
