// Finding accounts by what a person types; what is private is found only by who holds the identity.
import { inspect } from "node:util";
import { accountTextLengths, loginTypes, mostApps, mostUrls } from "@hesper/contract";
import { detailsLimits, detailsLoginTypes } from "@hesper/vault";
import { beforeAll, expect, it } from "vitest";
import { findAccounts, listAccounts, PrivateDetails } from "./find.ts";
import { takeIn } from "./incoming.ts";
import { readStatus } from "./status.ts";
import { type GivenInput, givenTo, idOf, makeKey, refusal, type TestKey } from "./testing/keys.ts";

let key: TestKey;
let opened: PrivateDetails;
beforeAll(async () => {
  key = await makeKey();
  opened = new PrivateDetails(key.identity);
  const inputs: GivenInput[] = [
    { details: { name: "Zürich Bank", urls: ["https://bank.example.org"] } },
    { details: { name: "Mail", login: "ada@example.org" } },
    { details: { name: "mail", apps: ["org.example.mail"] }, kind: "shared" },
    { details: { name: "Club mail", login: "countess" }, kind: "private" },
  ];
  for (const [at, input] of inputs.entries()) {
    const given = await givenTo(key.recipient, { id: idOf(at + 1), ...input });
    await key.storage.change((tx) => tx.putAccount(takeIn(null, given, null)));
  }
});

const names = async (text: string, privateDetails?: PrivateDetails) =>
  (await listAccounts(key, { text, privateDetails })).map(({ details }) => details?.name ?? null);

it("lists by name, and finds all words in name, login, addresses and apps, without case and accents", async () => {
  expect(await names("")).toEqual(["Mail", "mail", "Zürich Bank", null]);
  expect(await names("", opened)).toEqual(["Club mail", "Mail", "mail", "Zürich Bank"]);
  expect(await names("ZURICH")).toEqual(["Zürich Bank"]);
  expect(await names("bank.example")).toEqual(["Zürich Bank"]);
  expect(await names(" mail  ADA@ ")).toEqual(["Mail"]);
  expect(await names("org.example.mail")).toEqual(["mail"]);
  expect(await names("countess")).toEqual([]);
  expect(await names("countess", opened)).toEqual(["Club mail"]);
  expect(await names("nothing", opened)).toEqual([]);
});

it("takes an id, then the exact name, then the only beginning of one, then what is found", async () => {
  const found = async (name: string) => (await findAccounts(key, name, opened)).map(({ id }) => id);
  expect(await found(idOf(3).toUpperCase())).toEqual([idOf(3)]);
  expect(await found("MAIL")).toEqual([idOf(2), idOf(3)]);
  expect(await found("bank")).toEqual([idOf(1)]);
  expect(await found("club")).toEqual([idOf(4)]);
  expect(await found("ma")).toEqual([idOf(4), idOf(2), idOf(3)]);
});

it("lists and finds nothing on a key that is suspended; its status tells why", async () => {
  const other = await makeKey({ status: "suspended", reason: "lost" });
  expect(await refusal(() => listAccounts(other))).toBe("suspended");
  expect(await refusal(() => findAccounts(other, "mail"))).toBe("suspended");
  expect(await readStatus(other)).toMatchObject({ status: "suspended", obstacle: "suspended", accounts: 0 });
  expect(await readStatus(key)).toMatchObject({ obstacle: null, accounts: 4, troubles: [], wipe: "none" });
});

it("a private account says nothing of itself in the store, nor in a log of who opened it", () => {
  for (const text of [key.storage.text, inspect(opened, { depth: 9 }), JSON.stringify({ opened }), `${opened}`]) {
    expect(text).not.toContain("Club");
    expect(text).not.toContain("countess");
  }
});

it("the vault seals what the contract takes", () => {
  expect(detailsLoginTypes).toEqual(loginTypes);
  expect(detailsLimits).toEqual({ ...accountTextLengths, urls: mostUrls, apps: mostApps });
});
