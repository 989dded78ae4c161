// Sealing and opening: the only place where secrets of accounts meet the API, which gets and gives sealed parts only.
import type { Account, OpeningPurpose, Recipients, SealedChange, SealedPart } from "@hesper/contract";
import { type AccountPayload, type Identity, openAccount, sealAccount, VaultProblem } from "@hesper/vault";
import { v7 } from "uuid";
import { NoOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import { api, bodyOf, RefusedError, withProof } from "../session/api.ts";
import { loadAccount, newestSeen, noteRevision } from "./accounts.ts";
import { areSame, chooseRecipients } from "./recipients.ts";

export type Secrets = Pick<AccountPayload, "password" | "otp" | "notes">;

/** UUIDv7, as the payload and the server want it. */
export function newAccountId(): string {
  return v7();
}

export interface SealedForServer {
  readonly sealed: string;
  readonly sealedTo: string[];
}

/** Throws `VaultProblem`: `no_recipients` where there is neither an organisation key nor a key of the employee. */
export async function sealFor(recipients: Recipients, payload: AccountPayload): Promise<SealedForServer> {
  const { chosen } = chooseRecipients(recipients);
  const sealed = await sealAccount(
    payload,
    chosen.map(({ recipient }) => recipient),
  );
  return { sealed: toBase64(sealed), sealedTo: chosen.map(({ keyId }) => keyId) };
}

export type Sealer = <T>(payload: AccountPayload, send: (sealed: SealedForServer) => Promise<T>) => Promise<T>;

/**
 * Seals and sends, one account or many after each other. Recipients are loaded once; where the keys have changed when
 * the server is asked, they are loaded again, and it is sealed to those and sent once more. Throws as `sealFor` does, and
 * what loading and sending throw.
 */
export function sealerTo(load: () => Promise<Recipients>): Sealer {
  let known: Recipients | null = null;
  return async (payload, send) => {
    known ??= await load();
    const before = known;
    try {
      return await send(await sealFor(before, payload));
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusal.code !== "conflict") throw error;
      known = await load();
      if (areSame(before, known)) throw error;
      return await send(await sealFor(known, payload));
    }
  };
}

export function firstPayload(account: string, secrets: Secrets): AccountPayload {
  return { v: 1, account, revision: 1, ...secrets };
}

/**
 * Unlocks the key with this id, or the one that is sealed to now; null: the person gave up, or there is none with this id.
 * Throws `NoOrganisationKey`.
 */
export type Unlock = (keyId?: string) => Promise<Identity | null>;

/** The person closed the dialogue for the passphrase or the proof: nothing is to be said. */
export class GaveUp extends Error {}

/**
 * Fetches a sealed part, which is on record, and opens it.
 *
 * Throws `GaveUp`, `NoOrganisationKey`, `RefusedError`, `VaultProblem`.
 */
export async function openFor(id: string, purpose: OpeningPurpose, unlock: Unlock): Promise<AccountPayload> {
  // First of all: what cannot be opened anyway is not put on record as opened.
  const identity = await unlock();
  if (!identity) throw new GaveUp();
  const part = await bodyOf(withProof(() => api.getSealedPart({ params: { id }, query: { purpose } })));
  return openPart(part, identity, unlock);
}

async function openPart(part: SealedPart, identity: Identity, unlock: Unlock): Promise<AccountPayload> {
  noteRevision(part);
  const expected = { account: part.id, revisionAtLeast: newestSeen(part.id) };
  const sealed = fromBase64(part.sealed);
  try {
    return await openAccount(sealed, identity, expected);
  } catch (error) {
    if (!(error instanceof VaultProblem) || error.code !== "not_for_this_identity") throw error;
    // While the organisation key is replaced, some accounts are sealed to the one before.
    for (const keyId of part.sealedTo) {
      const other = await unlock(keyId);
      if (other) return openAccount(sealed, other, expected);
    }
    throw error;
  }
}

export interface SecretChange {
  readonly id: string;
  /** The revision of the account that was seen. */
  readonly revision: number;
  readonly change: Partial<Secrets>;
}

/**
 * Opens the sealed part, puts the new in, and seals it to whom it is for now. What is not changed stays, unseen.
 *
 * Throws `GaveUp`, `NoOrganisationKey`, `RefusedError`, `VaultProblem`.
 */
export async function changeSecrets({ id, revision, change }: SecretChange, unlock: Unlock): Promise<Account> {
  const before = await openFor(id, "edit", unlock);
  const payload = { ...before, ...change, revision: revision + 1 };
  const changed = Object.keys(change) as SealedChange[];
  const seal = sealerTo(() => bodyOf(api.getRecipientsOfAccount({ params: { id } })));
  const account = await seal(payload, (sealed) => {
    const body = { revision, ...sealed, changed };
    return bodyOf(withProof(() => api.changeSealedPart({ params: { id }, body })));
  });
  noteRevision(account);
  return account;
}

const vaultWords: Partial<Record<VaultProblem["code"], string>> = {
  no_recipients:
    "There is nobody to seal this to: no organisation key, and no active key of the employee. Make the organisation key under Settings first.",
  not_for_this_identity:
    "This account is not sealed to the organisation key: it was made before there was one, or sealed to one that is no more. Only a key of the employee can open it.",
  older_revision:
    "The server gave out an older content than it had before. It was not opened. Tell whoever runs the server.",
  wrong_account: "The server gave out the content of another account. It was not opened. Tell whoever runs the server.",
  damaged: "The sealed part is damaged and cannot be opened. Tell whoever runs the server.",
  unknown_version: "This was written by a newer version of Hesper. Reload the page.",
  too_many_recipients: "This account would be sealed to more keys than one can be (256).",
};

const noOrganisationKey =
  "There is no organisation key, and so nothing here that opens this account. A key of the employee shows what is in it; to change it here, create it anew.";

/** Empty where nothing is to be said. */
export function sentenceOfFailure(error: Error | null): string {
  if (error === null || error instanceof GaveUp) return "";
  if (error instanceof NoOrganisationKey) return noOrganisationKey;
  if (error instanceof RefusedError) return error.refusal.detail;
  if (error instanceof VaultProblem) return vaultWords[error.code] ?? error.message;
  return "This did not work. Try once more.";
}

/** The account as it is now, after a refusal that says that what was seen is outdated; null for other failures. */
export async function currentAfter(error: Error, id: string): Promise<Account | null> {
  if (!(error instanceof RefusedError) || error.refusal.code !== "conflict") return null;
  return loadAccount(id).catch(() => null);
}

const chunk = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
