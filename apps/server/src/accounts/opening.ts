// Handing out sealed parts to administrators, who open them with the organisation key: on record each time. And taking
// them back, sealed to other keys.
import type { OpeningPurpose } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { type Handle, inTransaction } from "../database/database.ts";
import { followContent } from "../deliveries/following.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { findRecipient } from "../organisation-key/recipient.ts";
import type { AccountId, KeyId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import type { Account } from "./account.ts";
import { noteExposure } from "./exposure-store.ts";
import { holdersOf } from "./holders.ts";
import { holdRecipients, obstacleToKeys, readSealed, type Sealed } from "./recipients.ts";
import * as sealedStore from "./sealed-store.ts";
import { type AccountDeps, aboutAccount, type ByAdministrator, holdAccount } from "./service.ts";
import * as store from "./store.ts";

export async function openSealedPart(
  { db, ids }: AccountDeps,
  caller: Caller,
  { id, purpose }: { id: AccountId; purpose: OpeningPurpose },
): Promise<Result<sealedStore.SealedPart, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await holdAccount(tx, caller, id);
    if (!held.ok) return held;
    const part = await sealedStore.find(tx, id);
    if (!part) return refuse("not_found");
    await noteExposure(tx, { employeeId: caller.employee.id, id, how: "opened_it", nowMs: ids.clock.nowMs() });
    const event =
      purpose === "edit"
        ? ({ ...aboutAccount(caller, held.value, {}), type: "account.opened_for_edit" } as const)
        : ({ ...aboutAccount(caller, held.value, { part: purpose }), type: "account.shown" } as const);
    await recordEvent(tx, ids, event);
    return done(part);
  });
}

export interface ForResealing extends sealedStore.SealedPart {
  readonly name: string;
}

/** Accounts that a key can open and the organisation key of now cannot, by id. What is handed out is counted on record. */
export async function listForResealing(
  { db, ids }: AccountDeps,
  caller: Caller,
  { keyId, limit, after }: { keyId: KeyId; limit: number; after: string | null },
): Promise<Result<ForResealing[], ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const organisation = await findRecipient(tx);
    if (!organisation || organisation.keyId === keyId) return done([]);
    const parts = await sealedStore.listOnlyTo(tx, { keyId, notTo: organisation.keyId }, { limit, after });
    if (parts.length === 0) return done([]);
    const accounts = await store.findMany(
      tx,
      parts.map(({ id }) => id),
    );
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    const by = { actorId: caller.employee.id, subjectId: null, origin: caller.origin };
    const detail = { key: keyId, accounts: parts.length };
    await recordEvent(tx, ids, { ...by, type: "accounts.opened_for_resealing", detail });
    return done(parts.map((part) => ({ ...part, name: names.get(part.id) ?? "" })));
  });
}

/** The same content for other keys, as its writer says: neither the revision nor the times change. */
export async function resealAccount(
  { db, ids }: AccountDeps,
  caller: Caller,
  id: AccountId,
  { sealedRevision, ...part }: Sealed & { readonly sealedRevision: number },
): Promise<Result<Account, "invalid_request" | "not_found" | "conflict" | ByAdministrator>> {
  const header = readSealed(part);
  if (!header.ok) return header;
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const held = await holdAccount(tx, caller, id);
    if (!held.ok) return held;
    const account = held.value;
    if (account.sealedRevision !== sealedRevision) {
      return refuse(
        "conflict",
        "Its password, OTP secret or notes were changed meanwhile. Load it again and seal that.",
      );
    }
    const obstacle = await obstacleToKeys(tx, { ...part, ...header.value, of: holdersOf(tx, account) });
    if (obstacle) return obstacle;
    await sealedStore.replace(tx, { id, ...part });
    await followContent(tx, ids, { accountId: id, isNew: false });
    const keys = part.sealedTo.length;
    await recordEvent(tx, ids, { ...aboutAccount(caller, account, { keys }), type: "account.resealed" });
    return done(account);
  });
}

/** For the replacement of the organisation key: how many accounts a key can open. */
export const sealedAccounts = {
  countSealedTo: (db: Handle, keyId: KeyId): Promise<number> => sealedStore.countTo(db, keyId),
};
