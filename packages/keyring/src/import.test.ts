// What becomes of an export of another program before anything is sent.
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { readOtp } from "./codes.ts";
import { importAccounts, planImport } from "./import.ts";
import { makeKey, problemOf, refusal } from "./testing/keys.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const csv = [
  "name,url,username,password,note",
  "Mail,https://mail.example.org,ada,planted one,",
  `${"n".repeat(150)},https://ada:x@example.org,,planted two,`,
  "Nothing,https://example.org,ada,,",
].join("\n");

it("plans each entry with what is left out, and shows no secrets", async () => {
  const key = await makeKey();
  const plan = planImport(bytesOf(csv), key);
  if ("refusal" in plan) throw new Error(plan.refusal);
  expect([plan.format, plan.accounts.map(({ name, obstacle }) => [name.slice(0, 5), obstacle])]).toEqual([
    "Chrome (CSV)",
    [
      ["Mail", null],
      ["nnnnn", null],
      ["Nothi", "There is neither a password nor an OTP secret in it."],
    ],
  ]);
  expect(plan.accounts[1]?.remarks).toEqual([
    "Its name is cut.",
    "Some of its addresses cannot be used, and are left out.",
    "It has no login; its name is put there.",
  ]);
  expect(plan.reveal().map(({ input }) => input.secrets.password)).toEqual(["planted one", "planted two"]);
  expect(`${inspect(plan, { depth: 9 })} ${JSON.stringify(plan)}`).not.toContain("planted");
  expect(planImport(bytesOf("hello"), key)).toMatchObject({ refusal: expect.stringMatching(/no export/) });
  // The server is gone: nothing is made, and nothing of it is lost.
  const outcome = await importAccounts(key, key.identity, plan);
  expect([outcome.created, outcome.left, outcome.stoppedBy?.code]).toEqual([0, 2, "unreachable"]);
});

it("reads the OTP secret that is typed, and quotes it in no refusal", async () => {
  expect(readOtp("gezd gnbv gy3t qojq")).toEqual({
    secret: "GEZDGNBVGY3TQOJQ",
    algorithm: "SHA1",
    digits: 6,
    period: 30,
  });
  expect(await refusal(() => readOtp("GEZDGNBVGY3TQOJ1"))).toBe("invalid_account");
  const { sentence } = await problemOf(() => readOtp("otpauth://hotp/ada?secret=GEZDGNBVGY3TQOJQ&counter=1"));
  expect(sentence).toMatch(/^This secret counts codes/);
});
