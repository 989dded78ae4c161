// Where a page is: the site that an account is for or not, by the list of public suffixes.
import { parse } from "tldts";

export interface Site {
  readonly secure: boolean;
  /** As it goes over the wire: lower case, `xn--` for what is not ASCII, IPv6 in brackets, no dot at the end. */
  readonly hostname: string;
  /** Written out, also where it is the usual one. */
  readonly port: string;
  /**
   * The registrable domain, those who hand out names below theirs (`github.io`) counted as suffixes. Null: an IP address,
   * localhost, a name without a dot, a public suffix itself. Those are a site each, with their port.
   */
  readonly domain: string | null;
}

/** @returns null for what is no page of a site: of the browser, of an extension, of nothing, or a file. */
export function readSite(address: string): Site | null {
  const url = URL.parse(address);
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return null;
  const hostname = url.hostname.replace(/\.$/, "");
  if (hostname === "") return null;
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? "443" : "80") : url.port;
  return { secure, hostname, port, domain: domainOf(hostname) };
}

function domainOf(hostname: string): string | null {
  // Each port of it is somebody else's program.
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return null;
  const { domain, isIp, publicSuffix } = parse(hostname, { allowPrivateDomains: true });
  return isIp || publicSuffix === hostname ? null : domain;
}

/** The scheme is not looked at. */
export function isSameSite(one: Site, other: Site): boolean {
  if (one.domain !== null || other.domain !== null) return one.domain === other.domain;
  return one.hostname === other.hostname && one.port === other.port;
}

/** One word for a site, to remember it by. */
export function siteName({ domain, hostname, port }: Site): string {
  return domain ?? `${hostname}:${port}`;
}

/** An address of the site that an account may keep. */
export function addressOf({ secure, hostname, port }: Site): string {
  return new URL(`${secure ? "https" : "http"}://${hostname}:${port}`).origin;
}
