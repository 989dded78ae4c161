// What a person may change and see of themselves: the name, the sessions, what happened to the log-in.
import { ownEventTypes } from "@hesper/contract";
import { listEventsAbout, type RecordedEvent, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { type Employee, renameEmployee } from "../employees/service.ts";
import { cutPage, type Page } from "../http/pages.ts";
import type { IdSource, SessionId, TrustedBrowserId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { endOwnSession, endSessionsOf, listSessions, type SessionEntry } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { forgetBrowser, listTrustedBrowsers, type TrustedBrowser } from "../trusted-browsers/service.ts";
import type { Caller } from "../two-factor/service.ts";

export interface ProfileDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export async function changeName(
  { db, ids }: ProfileDeps,
  { employee, origin }: Caller,
  name: string,
): Promise<Employee> {
  return inTransaction(db, async (tx) => {
    await renameEmployee(tx, employee.id, { name, nowMs: ids.clock.nowMs() });
    await recordEvent(tx, ids, { type: "profile.name_changed", actorId: employee.id, subjectId: employee.id, origin });
    return { ...employee, name };
  });
}

export async function pageOfSessions(
  { db, ids }: ProfileDeps,
  { employee }: Caller,
  page: PageRequest,
): Promise<Page<SessionEntry>> {
  const times = await getSettings(db);
  const request = { employeeId: employee.id, limit: page.limit + 1, before: page.cursor ?? null, times };
  return cutPage(await listSessions(db, ids, request), page.limit);
}

export async function pageOfEvents(
  { db }: ProfileDeps,
  { employee }: Caller,
  page: PageRequest & { readonly of?: "accounts_and_keys" | undefined },
): Promise<Page<RecordedEvent>> {
  const types = page.of === undefined ? undefined : ownEventTypes;
  const request = { limit: page.limit + 1, before: page.cursor ?? null, types };
  return cutPage(await listEventsAbout(db, employee.id, request), page.limit);
}

export async function endSession(
  { db, ids }: ProfileDeps,
  { employee, origin }: Caller,
  id: SessionId,
): Promise<Result<null, "not_found">> {
  return inTransaction(db, async (tx) => {
    if (!(await endOwnSession(tx, employee.id, id))) return refuse("not_found");
    await recordEvent(tx, ids, { type: "session.ended", actorId: employee.id, subjectId: employee.id, origin });
    return done(null);
  });
}

export async function trustedBrowsers({ db, ids }: ProfileDeps, { employee }: Caller): Promise<TrustedBrowser[]> {
  return listTrustedBrowsers(db, ids, employee.id);
}

export async function forgetTrustedBrowser(
  { db, ids }: ProfileDeps,
  { employee, origin }: Caller,
  id: TrustedBrowserId,
): Promise<Result<null, "not_found">> {
  const forgotten = await inTransaction(db, (tx) => forgetBrowser(tx, ids, { employeeId: employee.id, id, origin }));
  return forgotten ? done(null) : refuse("not_found");
}

export async function endOtherSessions({ db, ids }: ProfileDeps, { employee, session, origin }: Caller): Promise<void> {
  await inTransaction(db, async (tx) => {
    await endSessionsOf(tx, employee.id, session.id);
    const detail = { others: true };
    await recordEvent(tx, ids, { type: "session.ended", actorId: employee.id, subjectId: employee.id, origin, detail });
  });
}
