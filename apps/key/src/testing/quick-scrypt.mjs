// Loaded before `hesper-key` in tests (`--import`): scrypt that says it cost what it was asked to cost, and costs next to
// nothing. What it costs in truth, the tests of packages/vault look at.
import { scryptSync } from "node:crypto";
import { registerHooks } from "node:module";

const slow = "@noble/hashes/scrypt.js";
const quick = "hesper-test:scrypt";
const shipped = 2 ** 18;

globalThis.hesperQuickScrypt = (password, salt, { N, r, p, dkLen }) =>
  new Uint8Array(scryptSync(password, salt, dkLen, { N: N < shipped ? N : 2 ** 10, r, p }));

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === slow ? { url: quick, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === quick
      ? { format: "module", source: "export const scrypt = globalThis.hesperQuickScrypt;", shortCircuit: true }
      : next(url, context),
});
