// People of an installation of Hesper, as its own log-in would have left them.
import { totp } from "@hesper/otp";
import { serverOrigin } from "../../apps/server/src/audit/service.ts";
import { inTransaction, type Tx } from "../../apps/server/src/database/database.ts";
import { createEmployee, type Employee } from "../../apps/server/src/employees/service.ts";
import { beginPendingLogin } from "../../apps/server/src/login/pending-logins.ts";
import { hashChosenPassword, storePassword } from "../../apps/server/src/passwords/service.ts";
import { hashQueue } from "../../apps/server/src/security/hash-queue.ts";
import { type AuthenticatorId, newId } from "../../apps/server/src/security/ids.ts";
import { beginSession } from "../../apps/server/src/sessions/service.ts";
import { getSettings } from "../../apps/server/src/settings/service.ts";
import { insertAuthenticator, placeOf } from "../../apps/server/src/totp/store.ts";
import type { Inside } from "./hesper.ts";
import type { LoadRequest } from "./load.ts";

export const password = "correct horse battery staple";
const json = { "content-type": "application/json" };

/** Each person on an address of their own. @param at up to 16 million. */
function address(at: number): string {
  return `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
}

let made = 0;

async function addPeople<T>(
  inside: Inside,
  count: number,
  each: (tx: Tx, person: Employee) => Promise<T>,
): Promise<T[]> {
  const { db, ids } = inside;
  // One password, hashed once with the parameters that ship: to compare with it costs the same for everybody.
  const settings = await getSettings(db);
  const hash = await hashQueue.withPlace((place) => hashChosenPassword(place, password, { settings, ids }));
  const first = made;
  made += count;
  return inTransaction(db, async (tx) => {
    const done: T[] = [];
    for (let at = first; at < first + count; at += 1) {
      const email = `person${at}@example.org`;
      const by = { actorId: null, origin: serverOrigin };
      const person = await createEmployee(tx, ids, { email, name: `Person Number ${at}`, role: "employee", by });
      await storePassword(tx, person.id, hash, ids.clock.nowMs());
      done.push(await each(tx, person));
    }
    return done;
  });
}

export async function addAuthenticator(
  tx: Tx,
  { ids, keyring }: Inside,
  { id: employeeId }: Employee,
): Promise<Uint8Array> {
  const keys = await keyring.read(tx);
  const id = newId<AuthenticatorId>(ids);
  const secret = ids.random.bytes(20);
  await insertAuthenticator(tx, {
    id,
    employee_id: employeeId,
    name: "Phone",
    secret: keys.encryptValue(secret, placeOf("authenticators", id)),
    created_at: ids.clock.nowMs(),
    last_used_at: null,
    last_spent_step: 0,
  });
  return secret;
}

/** People who are logged in with two factors. @returns a session check of each. */
export function sessionChecks(inside: Inside, count: number): Promise<LoadRequest[]> {
  return addPeople(inside, count, async (tx, person) => {
    const origin = { address: address(made), userAgent: "bench" };
    await addAuthenticator(tx, inside, person);
    const begun = await beginSession(tx, inside.ids, { employeeId: person.id, assurance: "two_factor", origin });
    return { path: "/api/v1/session", headers: { cookie: `hesper_session=${begun.token.reveal()}` } };
  });
}

/** People with a password and an authenticator app. @returns the password step of each. */
export function passwordSteps(inside: Inside, count: number): Promise<LoadRequest[]> {
  let at = 0;
  return addPeople(inside, count, async (tx, person) => {
    await addAuthenticator(tx, inside, person);
    at += 1;
    const headers = { ...json, "x-forwarded-for": address(at) };
    return { method: "POST", path: "/api/v1/login", headers, body: JSON.stringify({ email: person.email, password }) };
  });
}

/** People who have given their password. @returns the TOTP step of each, good for a minute. */
export async function totpSteps(inside: Inside, count: number): Promise<LoadRequest[]> {
  const ttlSeconds = (await getSettings(inside.db)).pendingLoginSeconds;
  let at = 0;
  const owing = await addPeople(inside, count, async (tx, { id: employeeId, ...person }) => {
    const secret = await addAuthenticator(tx, inside, { id: employeeId, ...person });
    const { token } = await beginPendingLogin(tx, inside.ids, { employeeId, ttlSeconds });
    at += 1;
    return { secret, cookie: `hesper_pending_login=${token.reveal()}`, from: address(at) };
  });
  const nowMs = inside.ids.clock.nowMs();
  return Promise.all(
    owing.map(async ({ secret, cookie, from }): Promise<LoadRequest> => {
      const headers = { ...json, cookie, "x-forwarded-for": from };
      const body = JSON.stringify({ code: await totp({ secret, nowMs }) });
      return { method: "POST", path: "/api/v1/login/totp", headers, body };
    }),
  );
}

/** Log-ins of people who do not exist, each from another address: for the server as dear as a wrong password. */
export function flood(count: number): LoadRequest[] {
  return Array.from({ length: count }, (_, at) => ({
    method: "POST",
    path: "/api/v1/login",
    headers: { ...json, "x-forwarded-for": address(0x100000 + at) },
    body: JSON.stringify({ email: `stranger${at}@example.net`, password: "no password of anybody" }),
  }));
}
