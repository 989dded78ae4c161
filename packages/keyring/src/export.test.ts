// Everything leaves with its owner: in a file that `age` opens, in a form that other programs and this one import.
import { readExport } from "@hesper/vault/import";
import { Decrypter } from "age-encryption";
import { expect, it } from "vitest";
import { exportAccounts } from "./export.ts";
import { planImport } from "./import.ts";
import { takeIn } from "./incoming.ts";
import { type GivenInput, givenTo, idOf, makeKey, refusal } from "./testing/keys.ts";

const passphrase = "seven hundred paper lanterns";
const otp = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA256", digits: 8, period: 60 } as const;

it("exports all accounts as Bitwarden does, and what cannot be opened is told", async () => {
  const key = await makeKey();
  const stranger = await makeKey();
  const inputs: GivenInput[] = [
    { inside: { password: "one", otp, notes: "Two\nlines" } },
    { kind: "private", details: { name: "Club", apps: ["org.example.club", "Club 2"] }, inside: { password: "two" } },
  ];
  for (const [at, input] of inputs.entries()) {
    const given = await givenTo(key.recipient, { id: idOf(at + 1), ...input });
    await key.storage.change((tx) => tx.putAccount(takeIn(null, given, null)));
  }
  const lost = await givenTo(stranger.recipient, { id: idOf(3) });
  await key.storage.change((tx) => tx.putAccount(takeIn(null, lost, null)));

  expect(await refusal(() => exportAccounts(key, key.identity, "14 characters."))).toBe("weak_passphrase");
  const { file, accounts, leftOut } = await exportAccounts(key, key.identity, passphrase);
  expect([accounts, leftOut]).toEqual([2, [{ id: idOf(3), trouble: "not_for_this_key" }]]);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const json = await decrypter.decrypt(file);
  const read = readExport(json);
  if ("refusal" in read) throw new Error(read.refusal);
  expect(read.format).toBe("bitwarden_json");
  expect(read.refused).toEqual([]);
  expect(read.entries).toMatchObject([
    { name: "Mail", urls: ["https://mail.example.org"], login: "ada", password: "one", notes: "Two\nlines" },
    { name: "Club", apps: ["org.example.club"], password: "two", otp: null },
  ]);
  // Imported again, the one-time password makes the same codes.
  const plan = planImport(json, key);
  if ("refusal" in plan) throw new Error(plan.refusal);
  expect(plan.reveal().map(({ input }) => input.secrets)).toEqual([
    { password: "one", otp, notes: "Two\nlines" },
    { password: "two", otp: null, notes: null },
  ]);
});
