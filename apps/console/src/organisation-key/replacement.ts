// Seals everything again that is sealed to an old organisation key: in pieces, so that it can be stopped at any time and
// gone on with by anybody who can unlock the old key.
import type { Identity } from "@hesper/vault";
import type { Failure, Resealer } from "./resealers.ts";

/**
 * - `all`: nothing is left.
 * - `some_failed`: nothing is left but what failed.
 * - `locked`: the ten minutes of the old key are over.
 * - `stopped`: the person stopped it, or left the page.
 */
export type Outcome =
  | { readonly status: "all" | "locked" | "stopped" }
  | { readonly status: "some_failed"; readonly failed: readonly Failure[] };

export interface Resealing {
  readonly resealers: readonly Resealer[];
  readonly keyId: string;
  /** Asked before each piece. Null: it is locked. */
  readonly findIdentity: () => Identity | null;
  readonly signal: AbortSignal;
  /** @param done how many were sealed again in this run. */
  readonly onProgress: (done: number) => void;
}

/** Throws what the resealers throw; what was done until then stays done. */
export async function resealAll({ resealers, keyId, findIdentity, signal, onProgress }: Resealing): Promise<Outcome> {
  const failed: Failure[] = [];
  let done = 0;
  for (const resealer of resealers) {
    const skip = new Set<string>();
    for (;;) {
      if (signal.aborted) return { status: "stopped" };
      const identity = findIdentity();
      if (identity === null) return { status: "locked" };
      const some = await resealer.resealSome({ keyId, identity }, skip);
      for (const failure of some.failed) {
        skip.add(failure.id);
        failed.push(failure);
      }
      done += some.resealed;
      onProgress(done);
      if (some.resealed === 0 && some.failed.length === 0) break;
    }
  }
  return failed.length === 0 ? { status: "all" } : { status: "some_failed", failed };
}
