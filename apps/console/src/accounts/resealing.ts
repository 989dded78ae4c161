// Seals accounts again, one after the other: so that it can be stopped at any time, and gone on with by anybody who can
// open them. What is listed is what is still to be done, so that nothing needs to be kept of a run.
import type { Identity } from "@hesper/vault";

interface Named {
  readonly id: string;
  /** As people know it. */
  readonly name: string;
}

/** An account of which something is to be said. */
export interface Remark extends Named {
  /** Sentences: what is wrong, and what to do. */
  readonly why: string;
}

/**
 * What became of one account.
 * - `partly`: sealed, but not to everybody.
 * - `outdated`: it was changed meanwhile, or the keys were. It is tried once more, as it is then.
 * - `gone`: it was deleted meanwhile.
 */
export type Resealed =
  | { readonly status: "sealed" | "gone" }
  | { readonly status: "partly" | "outdated" | "failed"; readonly why: string };

export interface ResealDoor<A extends Named> {
  /** A page of those that are still to be sealed, by id. Throws `RefusedError`. */
  readonly list: (
    cursor: string | null,
  ) => Promise<{ readonly items: readonly A[]; readonly nextCursor: string | null }>;
  /** Throws `RefusedError` where the server cannot be asked. */
  readonly reseal: (account: A, identities: readonly Identity[]) => Promise<Resealed>;
}

export interface Work<A extends Named> {
  readonly door: ResealDoor<A>;
  /** Asked before each account. Empty: the key is locked. */
  readonly findIdentities: () => readonly Identity[];
}

/**
 * - `ended`: nothing is left but what failed.
 * - `locked`: the ten minutes of the key are over.
 * - `stopped`: the person stopped it, or left the page.
 */
export interface Outcome {
  readonly status: "ended" | "locked" | "stopped";
  /** In this run. */
  readonly sealed: number;
  readonly failed: readonly Remark[];
  readonly partly: readonly Remark[];
}

interface Following {
  readonly signal: AbortSignal;
  /** @param sealed how many in this run. */
  readonly onProgress: (sealed: number) => void;
}

/** Throws what the door throws; what was sealed until then stays so. */
export async function resealAll<A extends Named>(
  { door, findIdentities }: Work<A>,
  { signal, onProgress }: Following,
): Promise<Outcome> {
  const remarks = { failed: [] as Remark[], partly: [] as Remark[] };
  const over = new Set<string>();
  let sealed = 0;
  for (const isLastTime of [false, true]) {
    let someOutdated = false;
    for await (const account of walk(door, over)) {
      const { id, name } = account;
      if (signal.aborted) return { status: "stopped", sealed, ...remarks };
      const identities = findIdentities();
      if (identities.length === 0) return { status: "locked", sealed, ...remarks };
      await pause();
      const outcome = await door.reseal(account, identities);
      if (outcome.status === "outdated" && !isLastTime) {
        someOutdated = true;
        continue;
      }
      over.add(id);
      if (outcome.status === "sealed" || outcome.status === "partly") {
        sealed += 1;
        onProgress(sealed);
      }
      if ("why" in outcome) {
        remarks[outcome.status === "partly" ? "partly" : "failed"].push({ id, name, why: outcome.why });
      }
    }
    if (!someOutdated) break;
  }
  return { status: "ended", sealed, ...remarks };
}

async function* walk<A extends Named>({ list }: ResealDoor<A>, over: ReadonlySet<string>) {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(cursor);
    for (const account of page.items) if (!over.has(account.id)) yield account;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** Lets the page draw and answer before the next one: sealing is work of this thread. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
