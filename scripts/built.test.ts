// What a program is run from: what was built, for as long as nothing that it was built from looks otherwise.
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

type Built = typeof import("./built.mjs");

let home: string;
let root: string;
let built: Built;
const at = (path: string) => join(root, path);
const put = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
const chosen = (name = "main") => relative(root, fileURLToPath(built.server.programOf(name)));

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "hesper-built-"));
  // Where a clone lies says nothing of what is in it.
  root = join(home, "testing", "hesper");
  mkdirSync(at("scripts"), { recursive: true });
  copyFileSync(join(import.meta.dirname, "built.mjs"), at("scripts/built.mjs"));
  for (const name of ["contract", "keyring", "otp", "vault"]) put(`packages/${name}/src/index.ts`, "export {};\n");
  put("apps/server/package.json", "{}");
  put("package-lock.json", "{}");
  put("apps/server/src/main.ts", "console.log(1);\n");
  put("apps/server/src/cli/main.ts", "console.log(2);\n");
  built = (await import(/* @vite-ignore */ pathToFileURL(at("scripts/built.mjs")).href)) as Built;
  put("apps/server/dist/.hesper-sources", JSON.stringify({ looks: built.server.looksOfSources() }));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it("the files of the build, where nothing has changed since", () => {
  expect([chosen(), chosen("cli/main")]).toEqual(["apps/server/dist/main.js", "apps/server/dist/cli-main.js"]);
});

it("what the key on the command line was built from is looked at by itself", () => {
  put("apps/key/package.json", "{}");
  put("apps/key/src/main.ts", "console.log(3);\n");
  const ofKey = () => relative(root, fileURLToPath(built.commandLineKey.programOf("main")));
  expect(ofKey()).toBe("apps/key/src/main.ts");
  put("apps/key/dist/.hesper-sources", JSON.stringify({ looks: built.commandLineKey.looksOfSources() }));
  expect(ofKey()).toBe("apps/key/dist/main.js");
  put("packages/keyring/src/index.ts", "export const changed = 1;\n");
  expect(ofKey()).toBe("apps/key/src/main.ts");
  expect(chosen()).toBe("apps/server/dist/main.js");
});

it("the files of the build, where a test was changed, or what it stands on", () => {
  put("apps/server/src/cli/cli.test.ts", "");
  put("apps/server/src/testing/harness.ts", "");
  expect(chosen()).toBe("apps/server/dist/main.js");
});

it.each<[string, () => void]>([
  ["a source has another length", () => appendFileSync(at("apps/server/src/main.ts"), " ")],
  ["a source was written again", () => utimesSync(at("apps/server/src/cli/main.ts"), 1, 1)],
  ["a source was added", () => put("packages/otp/src/more.ts", "")],
  ["a source was removed", () => rmSync(at("packages/vault/src/index.ts"))],
  ["a source has another name", () => renameSync(at("packages/otp/src/index.ts"), at("packages/otp/src/other.ts"))],
  ["other libraries are asked for", () => put("package-lock.json", '{ "a": 1 }')],
  ["there is no build", () => rmSync(at("apps/server/dist"), { recursive: true })],
  ["the build did not end", () => put("apps/server/dist/.hesper-sources", '{ "looks"')],
])("the sources, where %s", (_, change) => {
  change();
  expect([chosen(), chosen("cli/main")]).toEqual(["apps/server/src/main.ts", "apps/server/src/cli/main.ts"]);
});
