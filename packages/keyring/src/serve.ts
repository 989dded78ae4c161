// Serving the employee's other keys: what this key can open and they cannot is sealed to them too.
import type { Recipients, WaitingForKey } from "@hesper/contract";
import { checkHandingOn, type Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";
import { noteKeys, type Recipient, sealingKey, withFingerprint } from "./recipients.ts";
import { sealParts } from "./seal.ts";
import { bodyOf, type Call, problemOf } from "./server.ts";
import type { KeyRecord } from "./storage.ts";
import { openParts } from "./verify.ts";

export interface ServedKey {
  readonly keyId: string;
  readonly fingerprint: string;
  /** Whether the person was not told of it yet. */
  readonly isNew: boolean;
  /** How many accounts were sealed to it now. */
  readonly accounts: number;
}

export interface Served {
  readonly served: readonly ServedKey[];
  readonly notServed: readonly { readonly id: string; readonly code: KeyringProblemCode }[];
  /** Some was changed meanwhile and waits still. */
  readonly isLeft: boolean;
}

interface Page {
  readonly items: readonly WaitingForKey[];
  readonly nextCursor: string | null;
}

/** Seals all that waits, a page at a time. Throws `KeyringProblem` where the server is gone. */
export async function serveOthers(host: KeyHost, call: Call, record: KeyRecord, identity: Identity): Promise<Served> {
  const known = bodyOf(await call("getKeyRecipients", {}));
  const serving: Serving = { host, call, record, identity, known, counts: new Map() };
  const notServed: { id: string; code: KeyringProblemCode }[] = [];
  let isLeft = false;
  let cursor: string | null = null;
  do {
    const page: Page = bodyOf(await call("listWaitingForKey", { query: cursor === null ? {} : { cursor } }));
    for (const item of page.items) {
      const outcome = await serve(serving, item);
      if (outcome === "conflict") isLeft = true;
      else if (outcome !== "sealed") notServed.push({ id: item.id, code: outcome });
    }
    if (page.nextCursor !== null && page.nextCursor === cursor) throw new KeyringProblem("bad_answer");
    cursor = page.nextCursor;
  } while (cursor !== null);
  const { counts } = serving;
  const served = serving.known.keys.filter(({ keyId }) => counts.has(keyId));
  return {
    served: await Promise.all(
      served.map(async (one) => {
        const isNew = !record.knownKeys.some(({ keyId, told }) => keyId === one.keyId && told);
        return { ...(await withFingerprint(one)), isNew, accounts: counts.get(one.keyId) ?? 0 };
      }),
    ),
    notServed,
    isLeft,
  };
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
  known: Recipients;
  /** How much was sealed to which key. */
  readonly counts: Map<string, number>;
}

/** @returns why it was not sealed. `conflict`: it was changed or served meanwhile; what still waits comes again. */
async function serve(serving: Serving, item: WaitingForKey): Promise<KeyringProblemCode | "sealed"> {
  const { host, call, record, counts } = serving;
  const { id, recipients, sealedRevision } = item;
  if (obstacleTo(serving, item) !== null) {
    // A key may have been activated or ended since they were asked for.
    serving.known = bodyOf(await call("getKeyRecipients", {}));
    const obstacle = obstacleTo(serving, item);
    if (obstacle !== null) return obstacle;
  }
  const sealed = await reseal(serving, item);
  if ("trouble" in sealed) return sealed.trouble;
  const others = othersIn(item, serving.known, record);
  await noteKeys(host, record.keyId, others);
  const sealedTo = recipients.map(({ keyId }) => keyId);
  const answer = await call("putKeyAccount", { params: { id }, body: { sealedRevision, ...sealed, sealedTo } });
  if (answer.ok) {
    for (const { keyId } of others) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
    return "sealed";
  }
  if (answer.code === "conflict" || answer.code === "not_found") return "conflict";
  if (answer.code === "invalid_request") return "refused";
  throw problemOf(answer);
}

function obstacleTo({ record, known }: Serving, { kind, recipients }: WaitingForKey): KeyringProblemCode | null {
  return checkHandingOn(sealingKey(record), { kind, recipients, keys: known.keys });
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
