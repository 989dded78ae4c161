// How the script in a page talks with the worker: by the messages of the closed list, and with nobody else.
import { type ContentAnswer, type ContentRequest, contentAnswer } from "../messages/from-content.ts";
import { type WorkerRequest, workerRequest } from "../messages/to-content.ts";

/** Whether the extension that put the script here is still there: an update leaves old scripts behind. */
export function isAlive(): boolean {
  return chrome.runtime?.id !== undefined;
}

/** @returns null: nobody answered, or not as agreed. */
export async function say(request: ContentRequest): Promise<ContentAnswer | null> {
  if (!isAlive()) return null;
  try {
    const answer: unknown = await chrome.runtime.sendMessage(request);
    return contentAnswer(answer) ? answer : null;
  } catch {
    return null;
  }
}

/** What the worker asks for. A page cannot speak here: its messages go by other ways, to which nobody listens. */
export function hearWorker(hear: (request: WorkerRequest) => Promise<unknown>): void {
  chrome.runtime.onMessage.addListener((message: unknown, sender, respond) => {
    if (sender.id !== chrome.runtime.id || sender.tab !== undefined || !workerRequest(message)) return false;
    hear(message).then(respond, () => respond(null));
    return true;
  });
}
