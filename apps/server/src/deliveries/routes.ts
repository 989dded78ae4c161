// The routes of deliveries, for people: how far everything has come, and what waits for an administrator.
import { find as findAccount } from "../accounts/store.ts";
import type { Handle } from "../database/database.ts";
import { findEmployees } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor, isStorable } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import { find as findKey } from "../keys/store.ts";
import type { AccountId, EmployeeId, EmployeeKeyId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import * as lists from "./list-store.ts";
import { countWaiting, type DeliveryDeps, listWaiting } from "./waiting.ts";

type DeliveryRoutes =
  | "listDeliveriesOfKey"
  | "listDeliveriesOfOwnKey"
  | "listDeliveriesOfAccount"
  | "countWaiting"
  | "listWaiting";

export function deliveryHandlers(deps: DeliveryDeps): Pick<Handlers, DeliveryRoutes> {
  return { ...listHandlers(deps), ...waitingHandlers(deps) };
}

function statesAnswer({
  status,
  changed_at,
  delivered_at,
}: Pick<lists.OfAccount, "status" | "changed_at" | "delivered_at">) {
  return {
    status,
    changedAt: timeAnswer(changed_at),
    deliveredAt: delivered_at === null ? null : timeAnswer(delivered_at),
  };
}

async function ofAccountAnswer(db: Handle, rows: readonly lists.OfAccount[]) {
  const owners = new Set(rows.flatMap(({ employee_id }) => employee_id ?? []));
  const people = new Map((await findEmployees(db, [...owners])).map((one) => [one.id, one]));
  return rows.map((row) => {
    const person = row.employee_id === null ? undefined : people.get(row.employee_id);
    return {
      key: { id: row.key_id, name: row.key_name, status: row.key_status },
      employee: person ? { id: person.id, name: person.name, email: person.email } : null,
      ...statesAnswer(row),
    };
  });
}

interface PageAsked extends Pick<lists.Asked, "status" | "limit"> {
  readonly cursor: string | undefined;
}

function listHandlers({ db }: DeliveryDeps) {
  const pageOfKey = async (id: EmployeeKeyId, { status, limit, cursor }: PageAsked) => {
    if (cursor !== undefined && !isStorable(cursor)) return brokenCursor;
    const rows = await lists.listOfKey(db, id, { status, limit: limit + 1, after: cursor ?? null });
    const withIds = rows.map((row) => ({ ...row, id: row.account_id }));
    const { items, nextCursor } = cutPage(withIds, limit);
    const shown = items.map(({ id, name, kind, ...row }) => ({ account: { id, name, kind }, ...statesAnswer(row) }));
    return answer({ items: shown, nextCursor });
  };
  return {
    listDeliveriesOfKey: async ({ params, query: { limit, cursor, status } }) => {
      const key = await findKey(db, params.id as EmployeeKeyId);
      return key ? pageOfKey(key.id, { status, limit, cursor }) : refuse("not_found");
    },
    listDeliveriesOfOwnKey: async ({ access, params, query: { limit, cursor, status } }) => {
      const key = await findKey(db, params.id as EmployeeKeyId);
      if (key?.employee_id !== access.employee.id) return refuse("not_found");
      return pageOfKey(key.id, { status, limit, cursor });
    },
    listDeliveriesOfAccount: async ({ params, query: { limit, cursor, status } }) => {
      const id = params.id as AccountId;
      if (!(await findAccount(db, id))) return refuse("not_found");
      if (cursor !== undefined && !isStorable(cursor)) return brokenCursor;
      const rows = await lists.listOfAccount(db, id, { status, limit: limit + 1, after: cursor ?? null });
      const { items, nextCursor } = cutPage(
        rows.map((row) => ({ ...row, id: row.key_id })),
        limit,
      );
      return answer({ items: await ofAccountAnswer(db, items), nextCursor });
    },
  } satisfies Partial<Handlers>;
}

function idsOf({ employeeId, keyId }: { employeeId?: string | undefined; keyId?: string | undefined }) {
  return { employeeId: employeeId as EmployeeId | undefined, keyId: keyId as EmployeeKeyId | undefined };
}

function waitingHandlers(deps: DeliveryDeps) {
  return {
    countWaiting: async ({ query }) => answer(await countWaiting(deps.db, idsOf(query))),
    listWaiting: async ({ access, origin, query: { limit, cursor, ...what } }) => {
      const result = await listWaiting(deps, { ...access, origin }, { limit, cursor, ...idsOf(what) });
      if (!result.ok) return result;
      const { items, nextCursor } = result.value;
      const shown = items.map(({ account: { id, name, kind, sealedRevision }, recipients, ...more }) => {
        return { id, name, kind, sealedRevision, recipients: [...recipients], ...more };
      });
      return answer({ items: shown, nextCursor });
    },
  } satisfies Partial<Handlers>;
}
