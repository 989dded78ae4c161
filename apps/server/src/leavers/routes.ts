// The routes of leavers.
import type { Leaver, LeaverEntry } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findEmployee, findEmployees } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { keyCursor, readKeyCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import type { AccountId, EmployeeId, EmployeeKeyId, LeaverId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import * as entries from "./entry-store.ts";
import { countStillKnown } from "./seen.ts";
import { closeLeaver, type LeaverDeps, tickEntry, untickEntry } from "./service.ts";
import * as store from "./store.ts";

type LeaverRoutes =
  | "listLeavers"
  | "getLeaver"
  | "listLeaverEntries"
  | "tickLeaverEntry"
  | "untickLeaverEntry"
  | "closeLeaver"
  | "previewLeaving";

export function leaverHandlers(deps: LeaverDeps): Pick<Handlers, LeaverRoutes> {
  return { ...listHandlers(deps), ...changeHandlers(deps) };
}

function listHandlers({ db }: LeaverDeps) {
  return {
    listLeavers: async ({ query: { state, employeeId, keyId, limit, cursor } }) => {
      const whose = { employeeId: employeeId as EmployeeId | undefined, keyId: keyId as EmployeeKeyId | undefined };
      const rows = await store.list(db, { state, ...whose, limit: limit + 1, before: cursor ?? null });
      const { items, nextCursor } = cutPage(rows, limit);
      return answer({ items: await leaversAnswer(db, items), nextCursor });
    },
    getLeaver: async ({ params }) => {
      const found = await store.find(db, params.id as LeaverId);
      return found ? answer(await leaverAnswer(db, found)) : refuse("not_found");
    },
    listLeaverEntries: async ({ params, query: { state, limit, cursor } }) => {
      const after = readKeyCursor(cursor);
      if (!after.ok) return after;
      const id = params.id as LeaverId;
      if (!(await store.find(db, id))) return refuse("not_found");
      const rows = await entries.list(db, id, { state, limit: limit + 1, after: after.value });
      const byId = rows.map((row) => ({ ...row, id: row.account_id }));
      const { items, nextCursor } = cutPage(byId, limit, (last) => keyCursor(last.sort_key, last.id));
      return answer({ items: await entriesAnswer(db, items), nextCursor });
    },
    previewLeaving: async ({ params }) => {
      const employee = await findEmployee(db, params.id as EmployeeId);
      return employee ? answer({ accounts: await countStillKnown(db, employee.id) }) : refuse("not_found");
    },
  } satisfies Partial<Handlers>;
}

function changeHandlers(deps: LeaverDeps) {
  const { db } = deps;
  return {
    tickLeaverEntry: async ({ access, origin, params }) => {
      const result = await tickEntry(deps, { ...access, origin }, placeOf(params));
      return result.ok ? answer(await entryAnswer(db, result.value)) : result;
    },
    untickLeaverEntry: async ({ access, origin, params }) => {
      const result = await untickEntry(deps, { ...access, origin }, placeOf(params));
      return result.ok ? answer(await entryAnswer(db, result.value)) : result;
    },
    closeLeaver: async ({ access, origin, params, body }) => {
      const closing = { id: params.id as LeaverId, reason: body.reason };
      const result = await closeLeaver(deps, { ...access, origin }, closing);
      return result.ok ? answer(await leaverAnswer(db, result.value)) : result;
    },
  } satisfies Partial<Handlers>;
}

function placeOf({ id, accountId }: { id: string; accountId: string }): entries.Place {
  return { id: id as LeaverId, accountId: accountId as AccountId };
}

const somebody = "Somebody who was deleted";

async function peopleOf(db: Handle, ids: readonly (EmployeeId | null)[]) {
  const people = await findEmployees(db, [...new Set(ids.flatMap((id) => id ?? []))]);
  return new Map(people.map((one) => [one.id, one]));
}

async function leaversAnswer(db: Handle, leavers: readonly store.Leaver[]): Promise<Leaver[]> {
  const people = await peopleOf(
    db,
    leavers.flatMap((one) => [one.employee_id, one.closed_by]),
  );
  return leavers.map((one) => {
    const employee = one.employee_id === null ? undefined : people.get(one.employee_id);
    const by = one.closed_by === null ? undefined : people.get(one.closed_by);
    return {
      id: one.id,
      cause: one.cause,
      key: one.key_id === null ? null : { id: one.key_id, name: one.key_name ?? "" },
      name: one.name,
      employee: employee ? { id: employee.id, name: employee.name, status: employee.status } : null,
      state: one.state,
      openedAt: timeAnswer(one.opened_at),
      leftAt: timeAnswer(one.left_at),
      accounts: one.entries,
      open: one.open_entries,
      closed:
        one.closed_at === null
          ? null
          : { at: timeAnswer(one.closed_at), by: by?.name ?? somebody, reason: one.reason ?? "" },
    };
  });
}

async function leaverAnswer(db: Handle, leaver: store.Leaver): Promise<Leaver> {
  return only(await leaversAnswer(db, [leaver]));
}

async function entriesAnswer(db: Handle, rows: readonly entries.ListedEntry[]): Promise<LeaverEntry[]> {
  const people = await peopleOf(
    db,
    rows.map((one) => one.done_by),
  );
  const orNull = (ms: number | null) => (ms === null ? null : timeAnswer(ms));
  return rows.map((one) => ({
    account: one.account_id,
    exists: one.existing !== null,
    kind: one.kind,
    name: one.name,
    login: one.login,
    seenUntil: orNull(one.seen_until),
    passwordChangedAt: orNull(one.password_changed_at),
    otpChangedAt: orNull(one.otp_changed_at),
    done: doneOf(one, (one.done_by === null ? undefined : people.get(one.done_by))?.name ?? somebody),
  }));
}

function doneOf({ done_how, done_at }: entries.ListedEntry, by: string): LeaverEntry["done"] {
  return done_how === null || done_at === null ? null : { how: done_how, at: timeAnswer(done_at), by };
}

async function entryAnswer(db: Handle, entry: entries.ListedEntry): Promise<LeaverEntry> {
  return only(await entriesAnswer(db, [entry]));
}

function only<T>(answers: readonly T[]): T {
  const [one] = answers;
  if (one === undefined) throw new Error("One row gives one answer.");
  return one;
}
