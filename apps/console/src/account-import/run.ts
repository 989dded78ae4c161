// Creates the planned accounts, one after the other: sealed here, sent, and gone on with after whatever came between.
import type { AccountDetails } from "../accounts/accounts.ts";
import type { Secrets } from "../accounts/sealing.ts";

export interface ImportItem {
  /** Made once: what was saved and not answered is not made twice. */
  readonly id: string;
  readonly details: AccountDetails;
  readonly secrets: Secrets;
}

export interface ImportDoor {
  /** Seals and sends one. Throws where it was not created. */
  readonly create: (item: ImportItem) => Promise<void>;
  /** Whether an account with this id is there, as after an answer that was lost. */
  readonly exists: (id: string) => Promise<boolean>;
  /** Whether the failure is about this one, so that the next may work. */
  readonly isItsOwn: (error: Error) => boolean;
}

export interface ImportOutcome {
  readonly created: readonly string[];
  readonly failed: readonly { readonly id: string; readonly error: Error }[];
  /** Those that were not tried, or may be tried again: in order. */
  readonly left: readonly ImportItem[];
  /** What stopped it; null: it came to the end, or was stopped by the person. */
  readonly stoppedBy: Error | null;
}

/** Never throws. @param onProgress how many of the items are through. */
export async function importAll(
  items: readonly ImportItem[],
  door: ImportDoor,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<ImportOutcome> {
  const created: string[] = [];
  const failed: { id: string; error: Error }[] = [];
  for (const [index, item] of items.entries()) {
    if (signal.aborted) return { created, failed, left: items.slice(index), stoppedBy: null };
    try {
      await door.create(item);
      created.push(item.id);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error("unknown");
      if (await door.exists(item.id).catch(() => false)) created.push(item.id);
      else if (door.isItsOwn(error)) failed.push({ id: item.id, error });
      else return { created, failed, left: items.slice(index), stoppedBy: error };
    }
    onProgress(index + 1);
  }
  return { created, failed, left: [], stoppedBy: null };
}
