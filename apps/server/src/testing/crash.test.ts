// Power cut: the server is killed while 200 enrolments, code spends and resets are under way. What it has
// acknowledged must be there afterwards, what was spent must stay spent, and nobody may be left half enrolled.
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "../database/database.ts";
import { MovableClock, TestServer } from "./harness.ts";
import { brokenPromises, makePeople } from "./promises.ts";
import { killProcess, quickArgon2, type ServerProcess, setProcessClock, startProcess } from "./server-process.ts";
import { SimulatedPerson } from "./simulated-people.ts";

const clock = new MovableClock();
const installation = new TestServer({}, clock);
const people = 24;
const wantedOperations = 200;
let server: ServerProcess | null = null;

beforeAll(() => installation.database.make());
afterAll(async () => {
  if (server) await killProcess(server);
  await installation.stop();
});

function moveClock(seconds: number): void {
  clock.move(seconds);
  setProcessClock(installation.dataDir, clock.nowMs());
}

async function startServer(): Promise<ServerProcess> {
  server = await startProcess(installation.dataDir, { ...installation.environment, ...quickArgon2 });
  return server;
}

it("keeps what it acknowledged when it is killed", async () => {
  moveClock(0);
  const world = { clock, address: () => server?.address ?? "" };
  const emails = Array.from({ length: people }, (_, at) => `person${at}@example.org`);
  const persons = emails.map((email) => new SimulatedPerson(email, world));
  await makePeople(installation, emails);
  const first = await startServer();
  // Time goes on, so that there are new codes to spend.
  const ticking = setInterval(() => moveClock(30), 300);
  const acknowledged = () => persons.reduce((sum, one) => sum + one.acknowledgements, 0);
  const lives = persons.map(async (person) => {
    while (person.lost === 0) {
      await person.live();
      // The killer looks at the count between two operations, while the others' are under way.
      if (acknowledged() >= wantedOperations) first.child.kill("SIGKILL");
    }
  });
  await Promise.all(lives);
  clearInterval(ticking);
  expect(acknowledged()).toBeGreaterThanOrEqual(wantedOperations);
  // That it is gone may be heard a moment later than that it does not answer.
  if (first.child.signalCode === null) await once(first.child, "exit");
  expect(first.child.signalCode).toBe("SIGKILL");

  await startServer();
  // The clock must not stand where the last code was spent.
  moveClock(120);
  for (const person of persons) await person.check(() => moveClock(1000));
  const db = await openDatabase(installation.config());
  expect(await brokenPromises(db, persons)).toEqual([]);
  await db.destroy();
  expect(persons.filter((person) => person.isEnrolled).length).toBeGreaterThan(people / 2);
}, 180_000);
