// Which account a person means.
import type { ListedAccount } from "@hesper/keyring";
import { type Candidate, Failure } from "./failure.ts";
import { plain } from "./output.ts";
import type { UnlockedKey } from "./unlocked.ts";

/** More are not shown: whoever typed so little types more. */
const mostCandidates = 20;

/**
 * Exactly one. An id or the whole name wins; then the one whose name begins like this, then the one with these words in its
 * name, then the one with these words anywhere.
 *
 * Throws `Failure`: `not_found`; `ambiguous` with those that it could be.
 */
export async function chooseAccount(key: UnlockedKey, name: string): Promise<ListedAccount> {
  const found = await key.find(name);
  const nearest = nearestOf(found, name);
  const [account, ...others] = nearest;
  if (!account) throw new Failure("not_found", `There is no account for "${plain(name)}". Run: hesper-key list`);
  if (others.length > 0) {
    const more = nearest.length > mostCandidates ? `, the first ${mostCandidates} of them here` : "";
    throw new Failure(
      "ambiguous",
      `"${plain(name)}" could be ${nearest.length} accounts${more}. Type more of the name, or the id.`,
      nearest.slice(0, mostCandidates).map(candidateOf),
    );
  }
  return account;
}

function nearestOf(found: readonly ListedAccount[], typed: string): readonly ListedAccount[] {
  const text = folded(typed).trim();
  const nameIn = ({ details }: ListedAccount) => folded(details?.name ?? "");
  const begins = found.filter((one) => nameIn(one).startsWith(text));
  if (begins.length > 0) return begins;
  const hasWords = found.filter((one) => text.split(/\s+/).every((word) => nameIn(one).includes(word)));
  return hasWords.length > 0 ? hasWords : found;
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function candidateOf({ id, details }: ListedAccount): Candidate {
  return { id, name: details?.name ?? "", login: details?.login ?? "" };
}

/** What to call an account that may be private and not opened. */
export function nameOf({ id, details }: Pick<ListedAccount, "id" | "details">): string {
  return details ? plain(details.name) : `private account ${id}`;
}
