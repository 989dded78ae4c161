// Every message comes in here: who sends it is asked of the browser, what it says is looked at, and the rest is refused.
import type { Answered } from "../messages/answers.ts";
import { type ContentAnswer, contentRequest } from "../messages/from-content.ts";
import { pageRequest } from "../messages/from-pages.ts";
import { type Doors, hear } from "./content-requests.ts";
import { pageHandlers } from "./page-requests.ts";
import type { Parts } from "./parts.ts";
import { answered, ExtensionProblem } from "./refusals.ts";
import { type Extension, senderOf } from "./senders.ts";

export type Route = (message: unknown, sender: chrome.runtime.MessageSender) => Promise<unknown>;

/** What a stranger is told, and who says what is not understood in a page. */
const nothing: ContentAnswer = { marks: false, offers: false };

/** @returns answers that never throw. */
export function createRoute(parts: Parts, doors: Doors, extension: Extension): Route {
  const handlers = pageHandlers(parts, doors.later);
  const ask = async (message: unknown): Promise<Answered<unknown>> =>
    await answered(async () => {
      if (!pageRequest(message)) throw new ExtensionProblem("not_understood");
      const handler = handlers[message.ask] as (request: typeof message) => Promise<unknown>;
      return await handler(message);
    });
  return async (message, told) => {
    const sender = senderOf(told, extension);
    if (sender?.kind === "page") return await ask(message);
    if (!sender || !contentRequest(message)) return nothing;
    const heard = await answered(() => hear(parts, doors, sender, message));
    return heard.ok ? heard.body : nothing;
  };
}
