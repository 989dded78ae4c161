// The parts of the worker with a key that was activated, a clock to move, and no browser around them.
import type { StorageTx } from "@hesper/keyring";
import { takeIn } from "../../../../packages/keyring/src/incoming.ts";
import { type GivenInput, givenTo, idOf, makeKey, pin } from "../../../../packages/keyring/src/testing/keys.ts";
import { createParts, type Parts } from "../worker/parts.ts";
import type { Changed } from "../worker/storage.ts";
import { MemoryArea } from "./memory-area.ts";

export { idOf, pin };

export interface TestWorker extends Parts {
  readonly sessionArea: MemoryArea;
  readonly openedPopups: { count: number };
  nowMs: number;
  /** The same after the worker was stopped: nothing is left but session and store. */
  again(): TestWorker;
  give(input: GivenInput): Promise<void>;
}

/** @param isThere false: nothing was activated. */
export async function makeWorker({ isThere = true } = {}): Promise<TestWorker> {
  const key = await makeKey();
  if (!isThere) await key.storage.change((tx) => tx.wipe());
  const sessionArea = new MemoryArea();
  const localArea = new MemoryArea();
  const openedPopups = { count: 0 };
  const build = (): TestWorker => {
    let tell: (changed: Changed) => void = () => {};
    const storage = {
      read: key.storage.read.bind(key.storage),
      change: async <T>(work: (tx: StorageTx) => Promise<T>): Promise<T> => {
        const result = await key.storage.change(work);
        tell({ accounts: true });
        return result;
      },
    };
    const parts = createParts({
      makeHost: (onKept) => {
        tell = onKept;
        return { storage, clock: key.clock, fetch: key.fetch };
      },
      sessionArea,
      localArea,
      device: "Test",
      openPopup: async () => {
        openedPopups.count += 1;
      },
      onChange: () => {},
      onUnlock: () => {},
    });
    return {
      ...parts,
      sessionArea,
      openedPopups,
      get nowMs() {
        return key.nowMs;
      },
      set nowMs(value: number) {
        key.nowMs = value;
      },
      again: build,
      give: async (input) => {
        const account = takeIn(null, await givenTo(key.recipient, input), null);
        await storage.change((tx) => tx.putAccount(account));
      },
    };
  };
  return build();
}
