// Receipts: what the key has stored and removed, told to the server until it has heard it.
import { mostChangesAtOnce } from "@hesper/contract/keys";
import type { KeyHost } from "./host.ts";
import { bodyOf, type Call } from "./server.ts";
import type { KeyRecord } from "./storage.ts";
import { activated } from "./usable.ts";

type Receipts = KeyRecord["receipts"];

export const noReceipts: Receipts = { applied: [], removed: [], revision: 0 };

/** @param revision of the answer that they came with: whatever was stored before it is in it. */
export function withReceipts(before: Receipts, { applied, removed, revision }: Receipts): Receipts {
  const without = (ids: readonly string[], others: readonly string[]) => ids.filter((id) => !others.includes(id));
  return {
    applied: [...without(before.applied, [...applied, ...removed]), ...applied],
    removed: [...without(before.removed, [...applied, ...removed]), ...removed],
    revision,
  };
}

/** Sends what is owed. Sent twice it is the same. Throws `KeyringProblem`. */
export async function sendReceipts({ storage }: KeyHost, call: Call, keyId: string): Promise<void> {
  for (;;) {
    const { receipts } = activated(await storage.read((tx) => tx.getRecord()));
    const { revision } = receipts;
    const applied = receipts.applied.slice(0, mostChangesAtOnce);
    const removed = receipts.removed.slice(0, mostChangesAtOnce);
    if (applied.length + removed.length === 0) return;
    bodyOf(await call("sendReceipts", { body: { applied, removed, revision } }));
    await storage.change(async (tx) => {
      const record = await tx.getRecord();
      // Another sync stored something newer meanwhile, perhaps of the same accounts: all are sent again.
      if (record?.keyId !== keyId || record.receipts.revision !== revision) return;
      const left = {
        applied: record.receipts.applied.filter((id) => !applied.includes(id)),
        removed: record.receipts.removed.filter((id) => !removed.includes(id)),
        revision,
      };
      await tx.putRecord({ ...record, receipts: left });
    });
  }
}
