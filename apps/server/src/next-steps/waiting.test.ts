// Administrators are told of accounts that wait for keys, as long as they can do something about it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeyHolder, makeAccount, makeOrganisationKey, sealFor } from "../testing/accounts.ts";
import { alan, type Browser, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { makeKey } from "../testing/keys.ts";

const server = new TestServer();
/** Of every key, as long as none is chosen. */
const kind = "hybrid";
let adas: Browser;
let alans: Browser;
let edithId = "";

beforeAll(async () => {
  await server.start();
  adas = await server.setUp();
  await server.enrol(adas);
  alans = await server.invite(adas, alan);
  const { name, email } = edith;
  edithId = String((await expectStatus(adas.post("/employees", { name, email }), 201)).body.id);
});
afterAll(() => server.stop());

async function waiting(browser: Browser): Promise<unknown> {
  const { body } = await expectStatus(browser.get("/next-steps"), 200);
  return (body.items as { code: string }[]).find(({ code }) => code === "accounts_wait");
}

it("counts what waits for active keys, for administrators only, until it is sealed", async () => {
  const before: KeyHolder = await makeKey(server, adas, edithId, { name: "Desktop", kind });
  await makeAccount(adas, `/employees/${edithId}/accounts`, [before], { name: "Before" });
  const key = await makeKey(server, adas, edithId, { kind });
  // Without an organisation key nobody here could seal it.
  expect(await waiting(adas)).toBeUndefined();
  const organisation = await makeOrganisationKey(adas, { kind });
  const holders = [organisation, before];
  const account = await makeAccount(adas, `/employees/${edithId}/accounts`, holders, { name: "Mail" });
  expect(await waiting(adas)).toEqual({ code: "accounts_wait", accounts: 2, keys: 1 });
  expect(await waiting(alans)).toBeUndefined();
  const sealed = await sealFor([...holders, key], { account: account.id });
  await expectStatus(adas.send("PUT", `/accounts/${account.id}/resealed`, { sealedRevision: 1, ...sealed }), 200);
  expect(await waiting(adas)).toEqual({ code: "accounts_wait", accounts: 1, keys: 1 });
});
