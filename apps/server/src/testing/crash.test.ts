// Power cut: the server is killed while 200 enrolments, code spends and resets are under way. What it has
// acknowledged must be there afterwards, what was spent must stay spent, and nobody may be left half enrolled.
import type { ChildProcess } from "node:child_process";
import { decodeBase32, totp } from "@hesper/otp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { createAdministrator } from "../setup/service.ts";
import { MovableClock, TestServer } from "./harness.ts";
import { setProcessClock, startProcess } from "./server-process.ts";

const clock = new MovableClock();
const installation = new TestServer({}, clock);
const people = 24;
const wantedOperations = 200;
const password = "correct horse battery staple";
let child: ChildProcess | null = null;
let address = "";

beforeAll(() => installation.database.make());
afterAll(async () => {
  child?.kill("SIGKILL");
  await installation.stop();
});

function setClock(seconds: number): void {
  clock.move(seconds);
  setProcessClock(installation.dataDir, clock.nowMs());
}

async function startServer(): Promise<void> {
  ({ child, address } = await startProcess(installation.dataDir, installation.environment));
}

interface Person {
  readonly email: string;
  cookie: string;
  secret: string;
  codes: string[];
  /** Acknowledged spends: neither may work again. */
  readonly spentCodes: string[];
  readonly spentRecoveryCodes: string[];
  /** Whether a request was on its way when the server died, so that its outcome is not known. */
  unknown: boolean;
}

async function post(
  person: Person,
  path: string,
  body: unknown = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: person.cookie },
    body: JSON.stringify(body),
  });
  const cookies = response.headers.getSetCookie().map((text) => text.split(";")[0] ?? "");
  const kept = new Map(
    [...person.cookie.split("; "), ...cookies].map((text) => text.split("=", 2) as [string, string]),
  );
  person.cookie = [...kept]
    .filter(([, value]) => value)
    .map((pair) => pair.join("="))
    .join("; ");
  const text = await response.text();
  return { status: response.status, json: text === "" ? {} : JSON.parse(text) };
}

async function codeOf(secret: string): Promise<string> {
  return totp({ secret: decodeBase32(secret) ?? new Uint8Array(1), nowMs: clock.nowMs() });
}

let operations = 0;

/** One round of a person's life: enrol once, then log in with codes, with recovery codes, and reset them. */
async function live(person: Person): Promise<void> {
  if (person.secret === "") {
    await post(person, "/login", { email: person.email, password });
    const { json } = await post(person, "/profile/two-factor/authenticators");
    const secret = String(json.secret);
    const code = await codeOf(secret);
    const done = await post(person, `/profile/two-factor/authenticators/${json.id}/verify`, { code });
    // The moved clock may have outrun the code: the next round begins anew.
    if (done.status !== 200) return;
    person.secret = secret;
    person.codes = done.json.recoveryCodes as string[];
    person.spentCodes.push(code);
  } else if (operations % 3 === 0) {
    const reset = await post(person, "/profile/two-factor/recovery-codes");
    if (reset.status === 201) person.codes = reset.json.recoveryCodes as string[];
  } else if (operations % 3 === 1 && person.codes.length > 0) {
    await post(person, "/login", { email: person.email, password });
    const code = person.codes[0] ?? "";
    const done = await post(person, "/login/recovery-code", { code });
    if (done.status === 200) person.spentRecoveryCodes.push(person.codes.shift() ?? "");
  } else {
    await post(person, "/login", { email: person.email, password });
    const code = await codeOf(person.secret);
    const done = await post(person, "/login/totp", { code });
    if (done.status === 200) person.spentCodes.push(code);
  }
  operations += 1;
}

async function liveUntilKilled(person: Person): Promise<void> {
  try {
    for (;;) {
      person.unknown = true;
      await live(person);
      person.unknown = false;
      // The killer looks at the count between two operations, while the others' are under way.
      if (operations >= wantedOperations) child?.kill("SIGKILL");
    }
  } catch (error) {
    if (child?.exitCode === null && child.signalCode === null && !child.killed) throw error;
  }
}

async function makePeople(): Promise<Person[]> {
  const db = await openDatabase(installation.config());
  const deps = { db, ids: createIds(clock, systemRandom) };
  const made: Person[] = [];
  for (let at = 0; at < people; at += 1) {
    const email = `person${at}@example.org`;
    await createAdministrator(deps, { email, name: `Person ${at}`, password }, { address: "test", userAgent: "" });
    made.push({ email, cookie: "", secret: "", codes: [], spentCodes: [], spentRecoveryCodes: [], unknown: false });
  }
  await db.destroy();
  return made;
}

async function checkPerson(person: Person): Promise<void> {
  person.cookie = "";
  const first = await post(person, "/login", { email: person.email, password });
  if (person.secret !== "") {
    expect(first.json.status, "an acknowledged enrolment is there").toBe("second_factor_required");
    for (const code of new Set(person.spentCodes)) {
      // Past the wait that wrong codes bring; the half-done log-in has expired by then.
      setClock(1000);
      await post(person, "/login", { email: person.email, password });
      expect((await post(person, "/login/totp", { code })).status, "a spent code").toBe(401);
    }
    for (const code of person.spentRecoveryCodes) {
      setClock(1000);
      await post(person, "/login", { email: person.email, password });
      expect((await post(person, "/login/recovery-code", { code })).status, "a spent recovery code").toBe(401);
    }
    // A reset whose answer was lost may have voided the codes that are known here.
    if (!person.unknown && person.codes.length > 0) {
      const code = person.codes.at(-1);
      setClock(1000);
      await post(person, "/login", { email: person.email, password });
      expect((await post(person, "/login/recovery-code", { code })).status, "an unspent recovery code").toBe(200);
      await post(person, "/login", { email: person.email, password });
    }
    setClock(1000);
    await post(person, "/login", { email: person.email, password });
    expect((await post(person, "/login/totp", { code: await codeOf(person.secret) })).status, "a new code").toBe(200);
  }
}

it("keeps what it acknowledged when it is killed", async () => {
  setClock(0);
  const persons = await makePeople();
  await startServer();
  // Time goes on, so that there are new codes to spend.
  const ticking = setInterval(() => setClock(30), 300);
  await Promise.all(persons.map(liveUntilKilled));
  clearInterval(ticking);
  expect(operations).toBeGreaterThanOrEqual(wantedOperations);
  expect(child?.signalCode ?? "SIGKILL").toBe("SIGKILL");

  await startServer();
  const db = await openDatabase(installation.config());
  const enrolled = await db
    .selectFrom("authenticators")
    .leftJoin("recovery_code_sets", "recovery_code_sets.employee_id", "authenticators.employee_id")
    .select(["authenticators.employee_id", "recovery_code_sets.id as set_id"])
    .execute();
  expect(
    enrolled.every((row) => row.set_id !== null),
    "an authenticator without recovery codes is half an enrolment",
  ).toBe(true);
  const sets = await db
    .selectFrom("recovery_codes")
    .select(({ fn }) => ["set_id", fn.countAll<number>().as("count")])
    .groupBy("set_id")
    .execute();
  expect(sets.every((row) => Number(row.count) === 10)).toBe(true);
  await db.destroy();
  // The clock must not stand where the last code was spent.
  setClock(120);
  for (const person of persons) await checkPerson(person);
  expect(persons.filter((person) => person.secret !== "").length).toBeGreaterThan(people / 2);
}, 180_000);
