// Exports of other programs become private accounts.
import type { Identity } from "@hesper/vault";
import { entryRefusals, exportFormatNames, exportRefusals, readExport } from "@hesper/vault/import";
import type { KeyHost } from "./host.ts";
import { type PlannedEntry, planEntry } from "./import-entry.ts";
import type { PrivateAccountInput } from "./input.ts";
import { createWithId, newAccountId } from "./private-accounts.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";
import { sync } from "./sync.ts";

export interface PlannedAccount {
  /** As a person counts: "row 12". */
  readonly place: string;
  readonly name: string;
  /** Sentences: what of the entry is not taken, or was changed. */
  readonly remarks: readonly string[];
  /** Why it cannot be taken at all; null: it can. */
  readonly obstacle: string | null;
}

interface Item {
  readonly place: string;
  /** Made once: what was saved and not answered is not made twice. */
  readonly id: string;
  readonly input: PrivateAccountInput;
}

/** What would be made of an export. Logs, JSON and templates show no secrets of it. */
export class ImportPlan {
  /** "Bitwarden (JSON)". */
  readonly format: string;
  readonly accounts: readonly PlannedAccount[];
  readonly #items: readonly Item[];

  constructor(format: string, accounts: readonly PlannedAccount[], items: readonly Item[]) {
    this.format = format;
    this.accounts = accounts;
    this.#items = items;
  }

  /** Of those without an obstacle; each call is a place to look at when auditing. */
  reveal(): readonly Item[] {
    return this.#items;
  }
}

/** @returns the plan; or why nothing of the file can be taken, in a sentence. Never throws, and needs no server. */
export function planImport(file: Uint8Array, host: Pick<KeyHost, "clock">): ImportPlan | { readonly refusal: string } {
  const read = readExport(file);
  if ("refusal" in read) {
    const place = read.place === null ? "" : ` It stops at ${read.place}.`;
    return { refusal: `${exportRefusals[read.refusal]}${place}` };
  }
  const planned = read.entries.map((entry) => ({ place: entry.place, ...planEntry(entry) }));
  const refused = read.refused.map(({ place, name, reason }) => {
    return { place, name, remarks: [], obstacle: entryRefusals[reason] };
  });
  const items = planned.flatMap(({ place, input }) => (input ? [{ place, id: newAccountId(host), input }] : []));
  return new ImportPlan(exportFormatNames[read.format], [...planned.map(shown), ...refused], items);
}

function shown({ place, name, remarks, obstacle }: PlannedEntry & { place: string }): PlannedAccount {
  return { place, name, remarks, obstacle };
}

export interface ImportOutcome {
  /** How many were made. */
  readonly created: number;
  readonly failed: readonly { readonly place: string; readonly problem: KeyringProblem }[];
  /** How many were not tried: the server was gone, or it was stopped. Importing the same plan again makes none twice. */
  readonly left: number;
  /** What stopped it; null: it came to the end, or was stopped by the signal. */
  readonly stoppedBy: KeyringProblem | null;
}

export interface ImportOptions {
  readonly signal?: AbortSignal | undefined;
  /** How many are through. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** About one entry, so that the next may work. */
const ofOne: readonly KeyringProblemCode[] = ["invalid_account"];

/** Makes the accounts of a plan, one after the other. Called again with the same plan it goes on where it stopped. */
export async function importAccounts(
  host: KeyHost,
  identity: Identity,
  plan: ImportPlan,
  { signal, onProgress }: ImportOptions = {},
): Promise<ImportOutcome> {
  const items = plan.reveal();
  const failed: { place: string; problem: KeyringProblem }[] = [];
  let created = 0;
  for (const [index, { place, id, input }] of items.entries()) {
    if (signal?.aborted) return { created, failed, left: items.length - index, stoppedBy: null };
    try {
      if (await createWithId(host, identity, id, input)) created += 1;
    } catch (problem) {
      if (!(problem instanceof KeyringProblem)) throw problem;
      if (await wasMade(host, id, problem)) created += 1;
      else if (!ofOne.includes(problem.code))
        return { created, failed, left: items.length - index, stoppedBy: problem };
      else failed.push({ place, problem });
    }
    onProgress?.(index + 1);
  }
  return { created, failed, left: 0, stoppedBy: null };
}

/** Nobody else makes an account with this id: where there is one, it was saved before and its answer was lost. */
async function wasMade(host: KeyHost, id: string, { code }: KeyringProblem): Promise<boolean> {
  if (code !== "conflict") return false;
  try {
    await sync(host);
  } catch (error) {
    if (error instanceof KeyringProblem) return false;
    throw error;
  }
  return (await host.storage.read((tx) => tx.getAccount(id))) !== null;
}
