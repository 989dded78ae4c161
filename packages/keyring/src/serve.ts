// Serving the employee's other keys: what this key can open and they cannot is sealed to them too.
import type { Recipients, WaitingForKey } from "@hesper/contract";
import { fingerprintOf, type Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";
import { checkRecipients, noteKeys, type Recipient } from "./recipients.ts";
import { sealParts } from "./seal.ts";
import { bodyOf, type Call, problemOf } from "./server.ts";
import type { KeyRecord } from "./storage.ts";
import { openParts } from "./verify.ts";

export interface ServedKey {
  readonly keyId: string;
  readonly fingerprint: string;
  /** Whether nothing was ever sealed to it by this key before: to be shown to the person, who should know it. */
  readonly isNew: boolean;
  /** How many accounts were sealed to it now. */
  readonly accounts: number;
}

export interface Served {
  readonly served: readonly ServedKey[];
  readonly notServed: readonly { readonly id: string; readonly code: KeyringProblemCode }[];
}

/** Seals all that waits, a page at a time. Throws `KeyringProblem` where the server is gone. */
export async function serveOthers(host: KeyHost, call: Call, record: KeyRecord, identity: Identity): Promise<Served> {
  const known = bodyOf(await call("getKeyRecipients", {}));
  const counts = new Map<string, number>();
  const notServed: { id: string; code: KeyringProblemCode }[] = [];
  let cursor: string | null = "";
  do {
    const page: { items: WaitingForKey[]; nextCursor: string | null } = bodyOf(
      await call("listWaitingForKey", { query: cursor === "" ? {} : { cursor } }),
    );
    for (const item of page.items) {
      const code = await serve({ host, call, record, identity, known }, item);
      if (code !== null) notServed.push({ id: item.id, code });
      else for (const { keyId } of othersIn(item, known, record)) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
    }
    if (page.nextCursor !== null && page.nextCursor === cursor) throw new KeyringProblem("bad_answer");
    cursor = page.nextCursor;
  } while (cursor !== null);
  const served = known.keys.filter(({ keyId }) => counts.has(keyId));
  return { served: await Promise.all(served.map((one) => told(record, one, counts.get(one.keyId) ?? 0))), notServed };
}

async function told({ knownKeys }: KeyRecord, { keyId, recipient }: Recipient, accounts: number): Promise<ServedKey> {
  const isNew = !knownKeys.some((one) => one.keyId === keyId);
  return { keyId, fingerprint: await fingerprintOf(recipient), isNew, accounts };
}

/** The employee's other keys among the recipients: a shared account has others' as well. */
function othersIn({ recipients }: WaitingForKey, { keys }: Recipients, { keyId }: KeyRecord): readonly Recipient[] {
  return recipients.filter((one) => one.keyId !== keyId && keys.some((key) => key.keyId === one.keyId));
}

interface Serving {
  readonly host: KeyHost;
  readonly call: Call;
  readonly record: KeyRecord;
  readonly identity: Identity;
  readonly known: Recipients;
}

/** @returns why it was not sealed; null: it was, or another key did it meanwhile. */
async function serve(serving: Serving, item: WaitingForKey): Promise<KeyringProblemCode | null> {
  const { host, call, record, known } = serving;
  const { id, recipients, sealedRevision } = item;
  const obstacle = obstacleTo(serving, item);
  if (obstacle !== null) return obstacle;
  const sealed = await reseal(serving, item);
  if ("trouble" in sealed) return sealed.trouble;
  const sealedTo = recipients.map(({ keyId }) => keyId);
  const answer = await call("putKeyAccount", { params: { id }, body: { sealedRevision, ...sealed, sealedTo } });
  if (answer.ok) {
    await noteKeys(host, record.keyId, othersIn(item, known, record));
    return null;
  }
  // Changed or served meanwhile: what still waits comes again.
  if (answer.code === "conflict" || answer.code === "not_found") return null;
  if (answer.code === "invalid_request") return "refused";
  throw problemOf(answer);
}

function obstacleTo({ record, known }: Serving, item: WaitingForKey): KeyringProblemCode | null {
  const own = known.keys;
  const problem = checkRecipients(record, item.recipients) ?? checkRecipients(record, own);
  if (problem !== null) return problem;
  // A private account is for the keys of its owner, a personal one for the organisation key too. Whose other keys have a
  // shared one, this key cannot know.
  const allowed = item.kind === "personal" && known.organisation ? [...own, known.organisation] : own;
  const isAllowed = ({ keyId, recipient }: Recipient) => {
    const same = allowed.find((one) => one.keyId === keyId);
    return same ? same.recipient === recipient : item.kind === "shared";
  };
  return item.recipients.every(isAllowed) ? null : "recipient_changed";
}

async function reseal({ host, identity }: Serving, item: WaitingForKey) {
  const { id, sealed, sealedRevision, details } = item;
  const stored = await host.storage.read((tx) => tx.getAccount(id));
  const parts = { sealed, sealedRevision, details: item.kind === "private" ? (details ?? "") : null };
  const opened = await openParts(id, parts, identity, stored?.seenRevision ?? 0);
  if (opened.trouble !== null) return { trouble: opened.trouble };
  const to = item.recipients.map(({ recipient }) => recipient);
  try {
    return await sealParts(opened.payload, opened.details, to);
  } catch (error) {
    if (error instanceof KeyringProblem) return { trouble: error.code };
    throw error;
  }
}
