// Which account a person means.
import type { ListedAccount } from "@hesper/keyring";
import { type Candidate, Failure } from "./failure.ts";
import { plain } from "./output.ts";
import type { UnlockedKey } from "./unlocked.ts";

/** More are not shown: whoever typed so little types more. */
const mostCandidates = 20;

/**
 * Exactly one. An id or the whole name wins; else the one whose name begins like this, else the one with these words.
 *
 * Throws `Failure`: `not_found`; `ambiguous` with those that it could be.
 */
export async function chooseAccount(key: UnlockedKey, name: string): Promise<ListedAccount> {
  const found = await key.find(name);
  const begins = found.filter(({ details }) => beginsWith(details?.name ?? "", name));
  const [account, ...others] = begins.length === 1 ? begins : found;
  if (!account) throw new Failure("not_found", `There is no account for "${plain(name)}". Run: hesper-key list`);
  if (others.length > 0) {
    const more = found.length > mostCandidates ? `, the first ${mostCandidates} of them here` : "";
    throw new Failure(
      "ambiguous",
      `"${plain(name)}" could be ${found.length} accounts${more}. Type more of the name, or the id.`,
      found.slice(0, mostCandidates).map(candidateOf),
    );
  }
  return account;
}

function beginsWith(text: string, beginning: string): boolean {
  const folded = (one: string) => one.normalize("NFC").toLocaleLowerCase("en");
  return folded(text).startsWith(folded(beginning.trim()));
}

function candidateOf({ id, details }: ListedAccount): Candidate {
  return { id, name: details?.name ?? "", login: details?.login ?? "" };
}

/** What to call an account that may be private and not opened. */
export function nameOf({ id, details }: Pick<ListedAccount, "id" | "details">): string {
  return details ? plain(details.name) : `private account ${id}`;
}
