// The routes by which keys get their accounts.
import type { KeyAccount, WaitingForKey } from "@hesper/contract";
import { answer, type Handlers } from "../http/api.ts";
import { noteContact } from "../keys/own-service.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { type Changes, listChanges, takeReceipts } from "./changes.ts";
import { type DeliveryDeps, type ForKey, listWaitingForKey } from "./waiting.ts";

type OwnDeliveryRoutes = "listKeyChanges" | "sendReceipts" | "listWaitingForKey";

export function accountAnswer(account: Changes["accounts"][number]): KeyAccount {
  if ("details" in account) {
    const { id, revision, sealed, details } = account;
    const updatedAt = timeAnswer(account.updated_at);
    return { kind: "private", id, revision, sealedRevision: revision, sealed, details, updatedAt };
  }
  const { id, kind, name, urls, apps, loginType, login, revision, sealedRevision, sealed } = account;
  const readable = { name, urls: [...urls], apps: [...apps], loginType, login };
  return { kind, id, ...readable, revision, sealedRevision, sealed, updatedAt: timeAnswer(account.updatedAtMs) };
}

export function waitingAnswer(one: ForKey): WaitingForKey {
  const recipients = [...one.recipients];
  if ("own" in one) {
    const { id, revision, sealed, details } = one.own;
    return { id, kind: "private", sealedRevision: revision, sealed, details, recipients };
  }
  const { id, kind, sealedRevision } = one.account;
  return { id, kind, sealedRevision, sealed: one.sealed, details: null, recipients };
}

export function ownDeliveryHandlers(deps: DeliveryDeps): Pick<Handlers, OwnDeliveryRoutes> {
  return {
    listKeyChanges: async ({ access, query }) => {
      await noteContact(deps, access.key);
      const result = await listChanges(deps, access.key, query);
      if (!result.ok) return result;
      const { accounts, removed, ...more } = result.value;
      return answer({ accounts: accounts.map(accountAnswer), removed: [...removed], ...more });
    },
    listWaitingForKey: async ({ access, query }) => {
      const { items, nextCursor } = await listWaitingForKey(deps, access.key, query);
      return answer({ items: items.map(waitingAnswer), nextCursor });
    },
    sendReceipts: async ({ access, body: { applied, removed, revision } }) => {
      const upTo = revision === undefined ? {} : { revision };
      const result = await takeReceipts(deps, access.key, { applied, removed, ...upTo });
      return result.ok ? answer(null) : result;
    },
  };
}
