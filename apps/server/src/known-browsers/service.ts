// Browsers in which a person has logged in before: so that a log-in with a new one is told to the person. No access.
import { atOnce } from "../database/at-once.ts";
import type { Tx } from "../database/database.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import * as store from "./store.ts";

/** As long as browsers keep a cookie (RFC 6265bis 5.5: 400 days). */
export const knownBrowserSeconds = 400 * 86_400;
/** More browsers of one person than this: the one that was not used for longest is forgotten. */
const mostOfPerson = 50;

/**
 * Remembers that the person uses this browser.
 * @param token of the browser's cookie; null: it has none. One browser may be several people's.
 * @returns whether the browser was new to the person, and the token that the browser keeps.
 */
export async function rememberBrowser(
  tx: Tx,
  ids: IdSource,
  { employeeId, token }: { employeeId: EmployeeId; token: string | null },
): Promise<{ isNew: boolean; token: Secret<string> }> {
  const nowMs = ids.clock.nowMs();
  if (token !== null && (await store.touch(tx, { employeeId, tokenHash: hashToken(token), nowMs }))) {
    return { isNew: false, token: new Secret(token) };
  }
  const kept = token !== null && (await store.isAnybodys(tx, hashToken(token))) ? new Secret(token) : null;
  const made = kept ?? newToken(ids.random).token;
  await atOnce([
    store.insert(tx, { token_hash: hashToken(made.reveal()), employee_id: employeeId, last_seen_at: nowMs }),
    store.keepNewest(tx, employeeId, mostOfPerson),
  ]);
  return { isNew: true, token: made };
}

export async function forgetUnusedBrowsers(tx: Tx, nowMs: number): Promise<void> {
  await store.removeUnused(tx, nowMs - knownBrowserSeconds * 1000);
}
