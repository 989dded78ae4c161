// The set-up: a one-time link makes the first administrator. It closes for good with the first one, however made.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { createEmployee, type Employee, markLoggedIn } from "../employees/service.ts";
import { rememberBrowser } from "../known-browsers/service.ts";
import { hashChosenPassword, reasonAgainstPassword, storePassword } from "../passwords/service.ts";
import { hashQueue } from "../security/hash-queue.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import { beginSession, type NewSession } from "../sessions/service.ts";
import { changeSetting, getSettings } from "../settings/service.ts";
import * as store from "./store.ts";

export interface SetupDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

export interface FirstAdministrator {
  readonly setupToken: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly installationName: string | null;
  /** The token of a browser in which somebody has logged in before, if it is one. */
  readonly browserToken: string | null;
}

export interface SetUp {
  readonly employee: Employee;
  readonly newSession: NewSession;
  readonly browserToken: Secret<string>;
}

export async function isSetupOpen(db: Handle): Promise<boolean> {
  return !(await store.isComplete(db));
}

/** A new one-time token for the set-up link; null when the set-up is closed. Earlier links stay valid until then. */
export async function issueSetupToken({ db, ids }: SetupDeps): Promise<Secret<string> | null> {
  const { token, hash } = newToken(ids.random);
  return inTransaction(db, async (tx) => {
    if (!(await isSetupOpen(tx))) return null;
    await store.keepNewestTokens(tx, mostLinks - 1);
    await store.insertToken(tx, { token_hash: hash, created_at: ids.clock.nowMs() });
    return token;
  });
}

/** No set-up link that was printed before works any more. */
export async function voidSetupLinks(tx: Tx): Promise<void> {
  await store.removeTokens(tx);
}

/** Each start prints a link; several servers may start on one database. */
const mostLinks = 20;

export async function setUp(
  { db, ids }: SetupDeps,
  person: FirstAdministrator,
  origin: Origin,
): Promise<Result<SetUp, "setup_closed" | "forbidden" | "invalid_request">> {
  if (!(await isSetupOpen(db))) return refuse("setup_closed");
  // Looked up before the slow hash, so that strangers cannot make the server hash.
  const tokenHash = hashToken(person.setupToken);
  if (!(await store.hasToken(db, tokenHash))) {
    // Whoever was first takes all links away: between the two looks it may have been somebody else.
    if (!(await isSetupOpen(db))) return refuse("setup_closed");
    return refuse(
      "forbidden",
      "This set-up link is not valid. Use the one that the server printed when it was last started.",
    );
  }
  const before = await getSettings(db);
  const installationName = person.installationName ?? before.installationName;
  const reason = reasonAgainstPassword(person.password, { ...person, installationName }, before);
  if (reason !== null) return refuseField("/password", reason);
  const hash = await hashQueue.withPlace((place) =>
    hashChosenPassword(place, person.password, { settings: before, ids }),
  );
  return inTransaction(db, async (tx) => {
    if (!(await isSetupOpen(tx)) || !(await closeSetup(tx, ids))) return refuse("setup_closed");
    await changeSetting(tx, { name: "installationName", value: installationName, nowMs: ids.clock.nowMs() });
    const employee = await insertAdministrator(tx, ids, { ...person, hash, origin });
    await recordEvent(tx, ids, { type: "setup.completed", actorId: employee.id, subjectId: employee.id, origin });
    const begin = { employeeId: employee.id, assurance: "password", origin } as const;
    const browser = await rememberBrowser(tx, ids, { employeeId: employee.id, token: person.browserToken });
    await markLoggedIn(tx, employee.id, ids.clock.nowMs());
    return done({ employee, newSession: await beginSession(tx, ids, begin), browserToken: browser.token });
  });
}

/** Closes the set-up for good; true only for the one call that closed it. */
async function closeSetup(tx: Tx, ids: IdSource): Promise<boolean> {
  await store.removeTokens(tx);
  return store.complete(tx, ids.clock.nowMs());
}

async function insertAdministrator(
  tx: Tx,
  ids: IdSource,
  person: { email: string; name: string; hash: string; origin: Origin },
): Promise<Employee> {
  const by = { actorId: null, origin: person.origin };
  const employee = await createEmployee(tx, ids, { email: person.email, name: person.name, role: "administrator", by });
  await storePassword(tx, employee.id, person.hash, ids.clock.nowMs());
  return employee;
}

/** The way of the command line, also when there are administrators already. */
export async function createAdministrator(
  { db, ids }: SetupDeps,
  person: { email: string; name: string; password: string },
  origin: Origin,
): Promise<Result<EmployeeId, "conflict" | "invalid_request">> {
  const settings = await getSettings(db);
  const reason = reasonAgainstPassword(
    person.password,
    { ...person, installationName: settings.installationName },
    settings,
  );
  if (reason !== null) return refuseField("/password", reason);
  const hash = await hashQueue.withPlace((place) => hashChosenPassword(place, person.password, { settings, ids }));
  try {
    return await inTransaction(db, async (tx) => {
      const employee = await insertAdministrator(tx, ids, { ...person, hash, origin });
      await closeSetup(tx, ids);
      return done(employee.id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", "Somebody with this email exists already.");
  }
}
