// Handing accounts on: what the open security key opens and another key of the person waits for is sealed to that one too.
import type { WaitingForKey } from "@hesper/contract";
import { checkHandingOn, fingerprintOf, type NamedRecipient, sealParts, VaultProblem } from "@hesper/vault";
import type { ResealDoor, Resealed } from "../accounts/resealing.ts";
import { toBase64 } from "../accounts/sealing.ts";
import { bodyForOpened, type OpenedKey } from "../security-keys/opened.ts";
import { api, bodyOf, RefusedError } from "../session/api.ts";
import { openSealed } from "./verify.ts";
import { vaultSentence } from "./words.ts";

/** A key of the person to which accounts were sealed. */
export interface ServedKey {
  readonly keyId: string;
  readonly name: string;
  readonly fingerprint: string;
  /** Whether it was not named in this tab before. */
  readonly isNew: boolean;
}

type Waiting = WaitingForKey & { readonly name: string };

const changedWords =
  "The server names another recipient for a key than before, or somebody whom this account is not for. Nothing was sealed. Tell whoever runs the server.";
const missingWords =
  "The server does not name this key among those that open the account. Nothing was sealed. Tell whoever runs the server.";

/** Other keys of the person as this tab has seen them: one that has another recipient later is not sealed to. */
const seenKeys = new Map<string, string>();

/**
 * @param onServed told of each key that is sealed to, once in this run.
 */
export function doorToOwnKeys(by: OpenedKey, onServed: (key: ServedKey) => void): ResealDoor<Waiting> {
  let known: OwnKeys | null = null;
  const told = new Set<string>();
  const tell = (recipients: readonly NamedRecipient[], keys: OwnKeys) => {
    for (const { keyId, recipient } of recipients) {
      const key = keys.get(keyId);
      if (!key || keyId === by.keyId || told.has(keyId)) continue;
      told.add(keyId);
      onServed({ keyId, ...key, isNew: !seenKeys.has(keyId) });
      seenKeys.set(keyId, recipient);
    }
  };
  return {
    list: async (cursor) => {
      const page = await bodyForOpened(api.listWaitingForOpened({ query: cursor === null ? {} : { cursor } }));
      return { ...page, items: page.items.map((item) => ({ ...item, name: nameOf(item) })) };
    },
    reseal: async (item) => {
      known ??= await loadOwnKeys();
      if ((await obstacleTo(by, item, known)) !== null) {
        // A key may have been added or ended since they were asked for.
        known = await loadOwnKeys();
        const obstacle = await obstacleTo(by, item, known);
        if (obstacle !== null) return { status: "failed", why: obstacle };
      }
      const outcome = await sealAgain(item);
      if (outcome.status === "sealed") tell(item.recipients, known);
      return outcome;
    },
  };
}

/** What the page calls it where nothing else is known. */
function nameOf({ kind }: WaitingForKey): string {
  return kind === "private" ? "A private account" : "";
}

type OwnKeys = ReadonlyMap<string, { readonly name: string; readonly fingerprint: string }>;

/** Those that can be sealed to. */
async function loadOwnKeys(): Promise<OwnKeys> {
  const keys = new Map<string, { name: string; fingerprint: string }>();
  let cursor: string | null = null;
  do {
    const query: { limit: string; cursor?: string } = cursor === null ? { limit: "200" } : { limit: "200", cursor };
    const page: Awaited<ReturnType<typeof loadPage>> = await loadPage(query);
    for (const { id, name, fingerprint } of page.items) if (fingerprint !== null) keys.set(id, { name, fingerprint });
    cursor = page.nextCursor;
  } while (cursor !== null);
  return keys;
}

function loadPage(query: { limit: string; cursor?: string }) {
  return bodyOf(api.listOwnKeys({ query }));
}

/** @returns null: it may be sealed to all whom the server names. */
async function obstacleTo(by: OpenedKey, { kind, recipients }: WaitingForKey, own: OwnKeys): Promise<string | null> {
  const keys = recipients.filter(({ keyId }) => own.has(keyId));
  const isAsShown = async ({ keyId, recipient }: NamedRecipient) =>
    (await fingerprintOf(recipient)) === own.get(keyId)?.fingerprint;
  // Of the recipients of a person's keys the console is told their fingerprints, which the person sees too.
  if ((await Promise.all(keys.map(isAsShown))).includes(false)) return changedWords;
  const known = [...seenKeys].map(([keyId, recipient]) => ({ keyId, recipient }));
  const trouble = checkHandingOn({ own: by, known }, { kind, recipients, keys });
  if (trouble === null) return null;
  return trouble === "recipient_missing" ? missingWords : changedWords;
}

async function sealAgain(item: WaitingForKey): Promise<Resealed> {
  const { id, sealedRevision, recipients } = item;
  try {
    const details = item.kind === "private" ? (item.details ?? "") : null;
    const opened = await openSealed({ id, sealedRevision, sealed: item.sealed, details });
    const to = recipients.map(({ recipient }) => recipient);
    const parts = await sealParts(opened, to);
    const body = {
      sealedRevision,
      sealed: toBase64(parts.sealed),
      ...(parts.details && { details: toBase64(parts.details) }),
      sealedTo: recipients.map(({ keyId }) => keyId),
    };
    await bodyForOpened(api.resealOpenedAccount({ params: { id }, body }));
    return { status: "sealed" };
  } catch (error) {
    if (error instanceof VaultProblem) return { status: "failed", why: vaultSentence(error) };
    if (!(error instanceof RefusedError)) throw error;
    const { code, detail } = error.refusal;
    if (code === "not_found") return { status: "gone" };
    if (code === "conflict") return { status: "outdated", why: detail };
    if (code === "invalid_request") return { status: "failed", why: detail };
    throw error;
  }
}
