// The keyring in a browser, under a policy that forbids code made from text: activated keys unlock, open and show codes.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BuiltPackage, buildPackage, PackagePage } from "../../../scripts/test-chromium.ts";
import { takeIn } from "./incoming.ts";
import type * as Keyring from "./index.ts";
import type { KeyRecord, StoredAccount } from "./storage.ts";
import { givenTo, makeKey, pin } from "./testing/keys.ts";

type InPage = { keyring: typeof Keyring };

let built: BuiltPackage;
let browser: PackagePage;
beforeAll(async () => {
  built = await buildPackage(import.meta.dirname, "index.ts", "keyring");
  browser = await PackagePage.open(built);
});
afterAll(() => browser?.close());

it("in Chromium, what Node stored is unlocked, opened, listed and shown as a code", async () => {
  const key = await makeKey();
  const otp = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 8, period: 30 } as const;
  const given = await givenTo(key.recipient, { kind: "private", inside: { otp } });
  const contents = { record: key.storage.record, account: takeIn(null, given, null) };
  const found = await browser.page.evaluate(
    async ([{ record, account }, text]) => {
      const { keyring } = globalThis as unknown as InPage;
      let kept: KeyRecord = record;
      let one: StoredAccount = account;
      const tx: Keyring.StorageTx = {
        getRecord: async () => kept,
        putRecord: async (next) => {
          kept = next;
        },
        getAccount: async () => one,
        putAccount: async (next) => {
          one = next;
        },
        listAccounts: async ({ after }) => (after === null ? [one] : []),
        removeAccount: async () => {},
        wipe: async () => {},
      };
      const storage: Keyring.KeyStorage = { change: (work) => work(tx), read: (work) => work(tx) };
      // RFC 6238, appendix B.
      const host = { storage, clock: { nowMs: () => 59_000 }, fetch: () => Promise.reject(new Error("none")) };
      kept = { ...kept, lastContactMs: 59_000, latestMs: 59_000 };
      const wrong = await keyring.unlock(host, "000000").catch((error) => String(error.code));
      const identity = await keyring.unlock(host, text);
      const privateDetails = new keyring.PrivateDetails(identity);
      const listed = await keyring.listAccounts(host, { text: "MAIL", privateDetails });
      const opened = await keyring.openAccount(host, identity, account.id);
      const code = await keyring.codeOf(opened, host.clock);
      const synced = await keyring.sync(host).catch((error) => String(error.code));
      return { wrong, listed: listed.length, code, synced, seen: one.seenRevision };
    },
    [contents, pin] as const,
  );
  expect(found).toMatchObject({
    wrong: "wrong_pin",
    listed: 1,
    code: { code: "94287082", secondsLeft: 1 },
    synced: "unreachable",
    seen: 1,
  });
});

it("stands on nothing that only Node has", () => {
  const { code, modules } = built;
  expect(modules.filter((name) => name.includes("__vite-browser-external"))).toEqual([]);
  expect(code).not.toMatch(/\brequire\(|["']node:/);
});
