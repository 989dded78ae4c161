// How a page of the extension asks the worker. The worker starts by itself where it was stopped.
import type { AnswerTo } from "./answers.ts";
import { ownRefusals } from "./answers.ts";
import type { PageRequest } from "./from-pages.ts";

/** What changes nothing, and may be asked twice. */
const onlyLooks: ReadonlySet<PageRequest["ask"]> = new Set([
  "state",
  "look_at_activation",
  "accounts",
  "account",
  "password",
  "code",
  "notes",
  "offers",
  "offer_password",
]);

/** Never throws: a worker that does not answer is a refusal too. One that was stopped meanwhile is asked once more. */
export async function ask<R extends PageRequest>(request: R): Promise<AnswerTo<R>> {
  for (const isLast of [false, true]) {
    try {
      const answer: AnswerTo<R> | undefined = await chrome.runtime.sendMessage(request);
      if (answer) return answer;
    } catch {
      // The extension was updated under an open page, or the worker was stopped or did not start.
    }
    if (isLast || !onlyLooks.has(request.ask)) break;
  }
  const { failed } = ownRefusals;
  const nothing = { attemptsLeft: null, retryAfterSeconds: null, host: null };
  return { ok: false, refusal: { code: "failed", sentence: failed, ...nothing } };
}

/** What the worker tells the pages that are open, so that they ask anew: something has changed. */
export const changedMessage = { tell: "changed" } as const;

/** @returns a function that ends it. */
export function onChanged(look: () => void): () => void {
  const listener = (message: unknown, sender: chrome.runtime.MessageSender) => {
    const isOurs = sender.id === chrome.runtime.id && sender.tab === undefined;
    if (isOurs && (message as { tell?: unknown } | null)?.tell === changedMessage.tell) look();
  };
  chrome.runtime.onMessage.addListener(listener);
  return () => chrome.runtime.onMessage.removeListener(listener);
}
