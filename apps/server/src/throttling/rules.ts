// How long to wait after wrong attempts, and how an address earns new ones. Pure: time comes in.

/** Wrong attempts that cost no waiting. */
export const freeAttempts = 5;
const firstWaitSeconds = 2;
/** After so many in a row a factor is disabled until it is set up again (NIST SP 800-63B-4 3.2.2 allows 100). */
export const disablingFailures = 100;

/** Seconds to wait after so many failures in a row: none for the first 5, then 2, doubled each time up to the longest. */
export function waitSecondsAfter(failures: number, longestSeconds: number): number {
  if (failures < freeAttempts) return 0;
  return Math.min(longestSeconds, firstWaitSeconds * 2 ** (failures - freeAttempts));
}

/** A token bucket: so many attempts at once, then one more in each interval. */
export interface Bucket {
  /** In millionths of a token: whole numbers lose nothing when little time has passed. */
  readonly microTokens: number;
  readonly updatedAtMs: number;
}

export const microToken = 1_000_000;
export const bucketCapacity = 100 * microToken;
/** One attempt each second. */
const microTokensPerMs = microToken / 1000;

/** The bucket as it is now. A clock that went back earns nothing and takes nothing. */
export function refilled(bucket: Bucket, nowMs: number): number {
  const earned = Math.max(0, nowMs - bucket.updatedAtMs) * microTokensPerMs;
  return Math.min(bucketCapacity, bucket.microTokens + earned);
}

/** Seconds until the bucket holds a whole token. */
export function secondsUntilToken(microTokens: number): number {
  return Math.max(1, Math.ceil((microToken - microTokens) / microTokensPerMs / 1000));
}

/** Whole networks of IPv6 belong to one person: a /64 counts as one address. */
export function bucketOf(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const last = tail === "" ? [] : tail.split(":");
  const zeros = address.includes("::") ? Array<string>(Math.max(0, 8 - groups.length - last.length)).fill("0") : [];
  return `${[...groups, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}
