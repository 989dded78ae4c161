// For tests that hash by the hundred and measure nothing: Argon2id that says it used the memory it was asked for, and
// uses 64 KiB. Salts, passes, the secret value and the stored texts are as ever. Put back: `vi.unmock("@node-rs/argon2")`.
import type * as argon2 from "@node-rs/argon2";
import { vi } from "vitest";

vi.mock("@node-rs/argon2", async (importOriginal): Promise<typeof argon2> => {
  const real = await importOriginal<typeof argon2>();
  const memoryCost = 64;
  const memory = /(?<=\$m=)\d+/;
  return {
    ...real,
    hash: async (text, options) =>
      (await real.hash(text, { ...options, memoryCost })).replace(memory, String(options?.memoryCost)),
    hashRaw: (text, options) => real.hashRaw(text, { ...options, memoryCost }),
    verify: (stored, text, options) => real.verify(String(stored).replace(memory, String(memoryCost)), text, options),
  };
});
