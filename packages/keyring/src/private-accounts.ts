// Private accounts: made in a key, sealed to the keys of one employee, and readable to nobody else.

import type { Recipients } from "@hesper/contract";
import type { Refused } from "@hesper/contract/client";
import { type Identity, recipientOf } from "@hesper/vault";
import { v7 } from "uuid";
import type { KeyHost } from "./host.ts";
import { checkedInput, type PrivateAccountInput } from "./input.ts";
import { type AccountSecrets, openStored } from "./open.ts";
import { KeyringProblem } from "./problem.ts";
import { checkRecipients, noteKeys } from "./recipients.ts";
import { sealParts } from "./seal.ts";
import { type Answered, bodyOf, type Call, callsTo, problemOf } from "./server.ts";
import type { AccountDetails, KeyRecord, StoredAccount } from "./storage.ts";
import { isEnded, readUsable } from "./usable.ts";

export type { PrivateAccountInput } from "./input.ts";

/** What is not given stays. */
export interface PrivateAccountChange {
  readonly details?: Partial<AccountDetails> | undefined;
  readonly secrets?: Partial<AccountSecrets> | undefined;
}

/**
 * Makes an account, on the server and here. Needs the server.
 *
 * @returns its id.
 *
 * Throws `KeyringProblem`: those of an unusable key (see `unlock`); `invalid_account` with a sentence that says what is
 * wrong; `recipient_changed`, `recipient_missing`; `unreachable` where nothing was sent, `write_unknown`, `token_unknown`,
 * `bad_answer`, `conflict`, `refused`.
 */
export async function createPrivateAccount(
  host: KeyHost,
  identity: Identity,
  input: PrivateAccountInput,
): Promise<string> {
  const id = newAccountId(host);
  await createWithId(host, identity, id, input);
  return id;
}

/** UUIDv7, as the payload and the server want it. */
export function newAccountId({ clock }: Pick<KeyHost, "clock">): string {
  return v7({ msecs: clock.nowMs() });
}

/** As `createPrivateAccount`. @returns false: there is an account with this id already, as after an answer that was lost. */
export async function createWithId(
  host: KeyHost,
  identity: Identity,
  id: string,
  input: PrivateAccountInput,
): Promise<boolean> {
  const record = await readUsable(host);
  if (await host.storage.read((tx) => tx.getAccount(id))) return false;
  await write({ host, record, identity }, { id, revision: 0, inner: 1, ...checkedInput(input) });
  return true;
}

/**
 * Changes an account. Where another key was faster, the server's sentence says so (`conflict`), nothing is changed, and
 * the next sync brings what that one wrote.
 *
 * Throws as `createPrivateAccount` does, and `not_found`, `not_private`, and what `openAccount` throws of the account.
 */
export async function changePrivateAccount(
  host: KeyHost,
  identity: Identity,
  id: string,
  change: PrivateAccountChange,
): Promise<void> {
  const record = await readUsable(host);
  const stored = await readPrivate(host, id);
  const before = await openStored(host, identity, stored);
  const input = checkedInput({
    details: { ...before.details, ...given(change.details) },
    secrets: { ...before.reveal(), ...given(change.secrets) },
  });
  // Read again: opening may have found out which revision is in it. A server that was put back counts from before, and the
  // other keys take nothing older than what they have seen.
  const { revision, seenRevision } = await readPrivate(host, id);
  await write({ host, record, identity }, { id, revision, inner: Math.max(revision, seenRevision) + 1, ...input });
}

/** What is undefined stays as it was. */
function given<T extends object>(change: Partial<T> | undefined): Partial<T> {
  const set = Object.entries(change ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Partial<T>;
}

/**
 * Deletes an account, on all keys of the employee. Needs no identity.
 *
 * Throws as `changePrivateAccount` does.
 */
export async function deletePrivateAccount(host: KeyHost, id: string): Promise<void> {
  const record = await readUsable(host);
  const { revision } = await readPrivate(host, id);
  const call = callsTo(host, record.server, record.token);
  const answer = await call("deleteKeyAccount", { params: { id }, query: { revision: String(revision) } });
  // Not there any more: that is what was asked for.
  if (!answer.ok && answer.code !== "not_found") throw problemOfWrite(answer);
  await host.storage.change(async (tx) => {
    if ((await tx.getRecord())?.keyId === record.keyId) await tx.removeAccount(id);
  });
}

async function readPrivate({ storage }: KeyHost, id: string): Promise<StoredAccount> {
  const stored = await storage.read((tx) => tx.getAccount(id));
  if (!stored) throw new KeyringProblem("not_found");
  if (stored.kind !== "private") throw new KeyringProblem("not_private");
  return stored;
}

interface Writing extends PrivateAccountInput {
  readonly id: string;
  /** That was seen; 0: it is new. */
  readonly revision: number;
  /** What is to stand in what is sealed. */
  readonly inner: number;
}

interface Writer {
  readonly host: KeyHost;
  readonly record: KeyRecord;
  readonly identity: Identity;
}

async function write({ host, record, identity }: Writer, writing: Writing): Promise<void> {
  // Whoever writes must be able to read it again.
  if ((await recipientOf(identity)) !== record.recipient) throw new KeyringProblem("store_damaged");
  const call = callsTo(host, record.server, record.token);
  const first = await send(host, call, record, writing, bodyOf(await call("getKeyRecipients", {})).keys);
  // A key of the person that was activated or ended meanwhile is no change of the account.
  const again = isConflict(first.answer) ? bodyOf(await call("getKeyRecipients", {})).keys : first.keys;
  const isSame = JSON.stringify(again) === JSON.stringify(first.keys);
  const { answer, sealed } = isSame ? first : await send(host, call, record, writing, again);
  if (!answer.ok) throw problemOfWrite(answer);
  const { sealedRevision } = answer.body;
  await keep(host, record.keyId, {
    id: writing.id,
    kind: "private",
    revision: answer.body.revision,
    details: null,
    parts: { sealedRevision, ...sealed },
    newer: null,
    seenRevision: writing.inner,
    updatedAt: new Date(host.clock.nowMs()).toISOString(),
    trouble: null,
  });
}

async function send(host: KeyHost, call: Call, record: KeyRecord, writing: Writing, keys: Recipients["keys"]) {
  const obstacle = checkRecipients(record, keys);
  if (obstacle !== null) throw new KeyringProblem(obstacle);
  await noteKeys(host, record.keyId, keys);
  const { id, revision, inner, details, secrets } = writing;
  const payload = { v: 1 as const, account: id, revision: inner, ...secrets };
  const recipients = keys.map(({ recipient }) => recipient);
  const sealed = { details: "", ...(await sealParts(payload, details, recipients)) };
  const sealedTo = keys.map(({ keyId }) => keyId);
  const answer = await call("putKeyAccount", { params: { id }, body: { revision, ...sealed, sealedTo } });
  return { answer, keys, sealed };
}

function isConflict(answer: Answered<"putKeyAccount">): boolean {
  return !answer.ok && answer.code === "conflict";
}

/** A sync may have brought it meanwhile, or something newer from another key. */
async function keep({ storage }: KeyHost, keyId: string, account: StoredAccount): Promise<void> {
  await storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (record?.keyId !== keyId || isEnded(record)) return;
    const current = await tx.getAccount(account.id);
    if (!current || current.revision < account.revision) await tx.putAccount(account);
  });
}

/** Nobody knows whether the server did it where no answer came. */
function problemOfWrite(refused: Refused): KeyringProblem {
  return refused.code === "unreachable" ? new KeyringProblem("write_unknown") : problemOf(refused);
}
