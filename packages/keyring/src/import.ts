// Exports of other programs become private accounts.
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import type { PrivateAccountInput } from "./private-accounts.ts";
import type { KeyringProblem } from "./problem.ts";

export interface PlannedAccount {
  /** As a person counts: "row 12". */
  readonly place: string;
  readonly name: string;
  /** Sentences: what of the entry is not taken, or was changed. */
  readonly remarks: readonly string[];
  /** Why it cannot be taken at all; null: it can. */
  readonly obstacle: string | null;
}

/** What would be made of an export. Shows no secrets when it is logged. */
export interface ImportPlan {
  /** "Bitwarden (JSON)". */
  readonly format: string;
  readonly accounts: readonly PlannedAccount[];
  /** Of those without an obstacle; each call is a place to look at when auditing. */
  reveal(): readonly { readonly place: string; readonly id: string; readonly input: PrivateAccountInput }[];
}

/** @returns the plan; or why nothing of the file can be taken, in a sentence. Never throws, and needs no server. */
export function planImport(
  _file: Uint8Array,
  _host: Pick<KeyHost, "clock">,
): ImportPlan | { readonly refusal: string } {
  return { refusal: "This is no export." };
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

/**
 * Makes the accounts of a plan, one after the other. Called again with the same plan it goes on where it stopped.
 *
 * @param onProgress how many are through.
 */
export async function importAccounts(
  _host: KeyHost,
  _identity: Identity,
  _plan: ImportPlan,
  _options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<ImportOutcome> {
  return { created: 0, failed: [], left: 0, stoppedBy: null };
}
