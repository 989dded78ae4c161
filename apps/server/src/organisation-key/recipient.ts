// What other rooms ask of the organisation key: whom to seal to.
import type { RecipientKind } from "@hesper/contract";
import { type Handle, holdName, type Tx } from "../database/database.ts";
import type { OrganisationKeyId } from "../security/ids.ts";
import * as store from "./store.ts";

export interface OrganisationRecipient {
  readonly keyId: OrganisationKeyId;
  readonly kind: RecipientKind;
  /** `age1...` */
  readonly recipient: string;
}

/** The current organisation key; null: there is none. */
export async function findRecipient(db: Handle): Promise<OrganisationRecipient | null> {
  const row = await store.findByState(db, "current");
  return row && { keyId: row.id, kind: row.kind, recipient: row.recipient };
}

/** The kind of every key of the installation: that of the organisation key, and hybrid where there is none. */
export async function findKind(db: Handle): Promise<RecipientKind> {
  return (await findRecipient(db))?.kind ?? "hybrid";
}

const name = "organisation key";

/**
 * The current organisation key as it stays until the transaction ends: to be called first by whatever stores something
 * that is sealed, or a recipient. Many may hold it at once. A replacement of the key waits for them before it counts what
 * is left, and so overlooks nothing.
 */
export async function holdRecipient(tx: Tx): Promise<OrganisationRecipient | null> {
  await holdName(tx, name, "shared");
  return findRecipient(tx);
}

/** Whoever makes, replaces or ends a key waits for all who store what is sealed; what comes later waits in turn. */
export async function holdKeys(tx: Tx): Promise<void> {
  await holdName(tx, name);
}
