// For tests that hash by the hundred and measure nothing. Put back: `vi.unmock("@node-rs/argon2")`.
import type * as argon2 from "@node-rs/argon2";
import { vi } from "vitest";
import { quickened } from "./quickened-argon2.ts";

vi.mock("@node-rs/argon2", async (importOriginal): Promise<typeof argon2> => {
  const real = await importOriginal<typeof argon2>();
  return { ...real, ...quickened(real) };
});
