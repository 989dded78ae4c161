// Loaded before a server of a test (`--import`), which hashes as the test does: see `quick-argon2.ts`.

import { createRequire } from "node:module";
import type * as argon2 from "@node-rs/argon2";
import { quickened } from "./quickened-argon2.ts";

// What is imported later is what this object has by then.
const real = createRequire(import.meta.url)("@node-rs/argon2") as typeof argon2;
Object.assign(real, quickened(real));
