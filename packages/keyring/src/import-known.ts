// Leaves out of an import what the key has already, so that an import that was cut off can be done again from its file.
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { ImportPlan } from "./import.ts";
import type { PrivateAccountInput } from "./input.ts";
import { openStored } from "./open.ts";
import { KeyringProblem } from "./problem.ts";
import { readAccounts } from "./reading.ts";
import { readUsable } from "./usable.ts";
import { openDetailsOf } from "./verify.ts";

/**
 * @returns the plan without those whose name, login, password and OTP secret are those of a private account that the key
 * has; these have an obstacle that says so.
 *
 * Throws `KeyringProblem`: those of an unusable key (see `unlock`).
 */
export async function withoutKnown(host: KeyHost, identity: Identity, plan: ImportPlan): Promise<ImportPlan> {
  const items = plan.reveal();
  const wanted = new Set(items.map(({ input }) => titleOf(input)));
  const known = await readKnown(host, identity, wanted);
  const places = new Set(items.filter(({ input }) => known.has(contentOf(input))).map(({ place }) => place));
  const accounts = plan.accounts.map((account) =>
    places.has(account.place) ? { ...account, obstacle: "You have this account already." } : account,
  );
  return new ImportPlan(
    plan.format,
    accounts,
    items.filter(({ place }) => !places.has(place)),
  );
}

/** What is in private accounts that are called like this. */
async function readKnown(host: KeyHost, identity: Identity, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  await readUsable(host);
  const known = new Set<string>();
  for (const stored of await host.storage.read(readAccounts)) {
    if (stored.kind !== "private") continue;
    const details = await openDetailsOf(stored.id, stored.newer ?? stored.parts, identity);
    if (!details || !wanted.has(titleOf({ details }))) continue;
    try {
      const account = await openStored(host, identity, stored);
      known.add(contentOf({ details: account.details, secrets: account.reveal() }));
    } catch (error) {
      // What cannot be opened is nothing that it could be the same as.
      if (!(error instanceof KeyringProblem)) throw error;
    }
  }
  return known;
}

function titleOf({ details }: Pick<PrivateAccountInput, "details">): string {
  return JSON.stringify([details.name, details.login]);
}

function contentOf({ details, secrets }: PrivateAccountInput): string {
  return JSON.stringify([details.name, details.login, secrets.password, secrets.otp?.secret ?? null]);
}
