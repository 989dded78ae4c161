// In a real browser, where the console and the extension seal: what is sealed there is opened in Node, and the other way.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPackage, PackagePage } from "../../../scripts/test-chromium.ts";
import type * as Vault from "./index.ts";
import { deriveIdentity, openAccount, parseIdentity, recipientKinds, sealAccount, unlockIdentity } from "./index.ts";
import { account, expected, makeHolder, payload } from "./testing/accounts.ts";

type InPage = { vault: typeof Vault };

let browser: PackagePage;
beforeAll(async () => {
  browser = await PackagePage.open(await buildPackage(import.meta.dirname, "index.ts", "vault"));
});
afterAll(() => browser?.close());

describe.each(recipientKinds)("in Chromium, with a %s key", (kind) => {
  it("an account is sealed for Node", async () => {
    const { identity, recipient } = await makeHolder(kind);
    const sealed = await browser.page.evaluate(
      async ([content, to]) => (await (globalThis as unknown as InPage).vault.sealAccount(content, [to])).toBase64(),
      [payload, recipient] as const,
    );
    expect(await openAccount(Uint8Array.fromBase64(sealed), identity, expected)).toEqual(payload);
  });

  it("an account of Node is opened, and what is wrong with it is told", async () => {
    const { identity, recipient } = await makeHolder(kind);
    const sealed = (await sealAccount(payload, [recipient])).toBase64();
    const found = await browser.page.evaluate(
      async ([base64, text, id]) => {
        const { vault } = globalThis as unknown as InPage;
        const bytes = Uint8Array.fromBase64(base64);
        const own = vault.parseIdentity(text);
        const codeOf = (work: Promise<unknown>) =>
          work.then(
            () => null,
            (error) => (error instanceof vault.VaultProblem ? error.code : String(error)),
          );
        const wanted = { account: id, revisionAtLeast: 3 };
        const stranger = await vault.generateIdentity(own.kind);
        return {
          opened: await vault.openAccount(bytes, own, wanted),
          stranger: await codeOf(vault.openAccount(bytes, stranger, wanted)),
          damaged: await codeOf(vault.openAccount(bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1), own, wanted)),
          older: await codeOf(vault.openAccount(bytes, own, { ...wanted, revisionAtLeast: 4 })),
          weak: await codeOf(vault.tryRecipient("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z")),
        };
      },
      [sealed, identity.reveal(), account] as const,
    );
    expect(found).toEqual({
      opened: payload,
      stranger: "not_for_this_identity",
      damaged: "damaged",
      older: "older_revision",
      weak: "invalid_recipient",
    });
  });

  it("the same identity is derived as in Node, and has the same recipient", async () => {
    const input = { purpose: "security_key", kind } as const;
    const found = await browser.page.evaluate(async (one) => {
      const { vault } = globalThis as unknown as InPage;
      const identity = await vault.deriveIdentity({ ...one, material: new Uint8Array(32).fill(5) });
      return { identity: identity.reveal(), recipient: await vault.recipientOf(identity) };
    }, input);
    const identity = await deriveIdentity({ ...input, material: new Uint8Array(32).fill(5) });
    expect(found.identity).toBe(identity.reveal());
    const sealed = await sealAccount(payload, [found.recipient]);
    expect(await openAccount(sealed, identity, expected)).toEqual(payload);
  });
});

it("in Chromium, an identity is locked with a passphrase that unlocks it in Node", async () => {
  const passphrase = "seven hundred paper lanterns";
  const { text, locked } = await browser.page.evaluate(async (words) => {
    const { vault } = globalThis as unknown as InPage;
    const identity = await vault.generateIdentity();
    return { text: identity.reveal(), locked: (await vault.lockIdentity(identity, words)).toBase64() };
  }, passphrase);
  expect(parseIdentity(text).kind).toBe("hybrid");
  expect((await unlockIdentity(Uint8Array.fromBase64(locked), passphrase)).reveal()).toBe(text);
});
