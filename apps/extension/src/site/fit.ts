// Whether an account is for a site, and which of several is the best.
import { isSameSite, readSite, type Site } from "./site.ts";

/** `insecure`: it is for https and the page came over http, which is filled only where the person insists. */
export type Fit = "fits" | "insecure";

export interface Fitting {
  readonly fit: Fit;
  /** Higher is better: the same host and port, the same host, the same domain. */
  readonly rank: number;
}

/** @returns null: it is for another site, or for none. */
export function fittingOf(addresses: readonly string[], page: Site): Fitting | null {
  let best: Fitting | null = null;
  for (const address of addresses) {
    const site = readSite(address);
    if (!site || !isSameSite(site, page)) continue;
    const fitting = { fit: site.secure && !page.secure ? "insecure" : "fits", rank: rankOf(site, page) } as const;
    if (!best || isBetter(fitting, best)) best = fitting;
  }
  return best;
}

function isBetter(one: Fitting, other: Fitting): boolean {
  if (one.fit !== other.fit) return one.fit === "fits";
  return one.rank > other.rank;
}

function rankOf(site: Site, page: Site): number {
  if (site.hostname !== page.hostname) return 1;
  return site.port === page.port ? 3 : 2;
}

/** Of a frame in a page: both must be the account's site, and the worse counts. */
export function fitInFrame(addresses: readonly string[], page: Site, frame: Site): Fit | null {
  if (!isSameSite(page, frame)) return null;
  const fits = [fittingOf(addresses, page)?.fit, fittingOf(addresses, frame)?.fit];
  if (fits.includes(undefined)) return null;
  return fits.includes("insecure") ? "insecure" : "fits";
}
