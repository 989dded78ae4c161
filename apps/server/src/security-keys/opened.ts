// What the key that is open gets: accounts that its person has, sealed to it.
import type { Tables } from "../database/tables.ts";
import { cutByBytes } from "../deliveries/page-bytes.ts";
import * as deliveries from "../deliveries/store.ts";
import type { KeyDeps } from "../keys/held.ts";
import type { KeyRow } from "../keys/store.ts";
import type { AccountId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";

type Private = Tables["private_accounts"];
type Readable = Awaited<ReturnType<typeof deliveries.findAccounts>>[number];

/** By id. A page is shorter where what is sealed is large. */
export async function listPrivate(
  { db }: Pick<KeyDeps, "db">,
  { id: keyId }: KeyRow,
  { limit, after }: { limit: number; after: string | null },
): Promise<{ readonly items: readonly Private[]; readonly nextCursor: string | null }> {
  const found = await deliveries.listPrivateOf(db, keyId, { after, limit: limit + 1 });
  const page = cutByBytes(found, limit).map(({ id }) => id);
  const byId = new Map((await deliveries.findPrivateAccounts(db, keyId, page)).map((one) => [one.id, one]));
  const nextCursor = page.length < found.length ? (page.at(-1) ?? null) : null;
  return { items: page.flatMap((id) => byId.get(id) ?? []), nextCursor };
}

export async function readAccount(
  { db }: Pick<KeyDeps, "db">,
  { id: keyId }: KeyRow,
  id: AccountId,
): Promise<Result<Readable | Private, "conflict" | "not_found">> {
  const [found] = [
    ...(await deliveries.findAccounts(db, keyId, [id])),
    ...(await deliveries.findPrivateAccounts(db, keyId, [id])),
  ];
  if (found) return done(found);
  return (await deliveries.isWaiting(db, keyId, id)) ? refuse("conflict", stillWaiting) : refuse("not_found");
}

const stillWaiting =
  "It is not sealed to this security key yet. Another key of yours hands it on at its next sync, or an administrator does.";
