// The programs as they are built: that is what is run, and it does what the sources do.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { commandLineKey, server } from "./built.mjs";
import { ensureCommandLineKey, ensureServer } from "./ensure-programs.ts";
import { root } from "./run.ts";

beforeAll(async () => {
  // `npm test` has built them already.
  await ensureServer();
  await ensureCommandLineKey();
});

const helpOf = (program: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--help"], { encoding: "utf8" });
  return { status, stdout, stderr: stderr.replaceAll(/.*(ExperimentalWarning|--trace-warnings).*\n/g, "") };
};

describe.each([
  ["the server and its commands", server, ensureServer, ["main", "cli/main", "database/sqlite-thread"]],
  [
    "the key on the command line",
    commandLineKey,
    ensureCommandLineKey,
    ["main", "agent/process", "clipboard/clear-process"],
  ],
] as const)("%s", (_, programs, ensure, names) => {
  it("is run as it was built, and is not built twice", async () => {
    for (const name of names) {
      const built = join(programs.builtFolder, `${name.replaceAll("/", "-")}.js`);
      expect(fileURLToPath(programs.programOf(name))).toBe(built);
      // There, and whole.
      expect(readFileSync(built, "utf8")).not.toBe("");
    }
    expect(await ensure()).toBe(false);
  });
});

it.each([
  ["hesper", server, "cli/main", "master-key"],
  ["hesper-key", commandLineKey, "main", "activate"],
])("%s says what its sources say", (_, programs, name, word) => {
  const built = helpOf(fileURLToPath(programs.programOf(name)));
  expect(built.status).toBe(0);
  expect(built.stdout).toContain(word);
  expect(built).toEqual(helpOf(join(programs.folder, "src", `${name}.ts`)));
});

it("what the entries of the server and its commands ask for is in the container image", () => {
  const image = readFileSync(join(root, "Dockerfile"), "utf8");
  for (const entry of ["apps/server/bin/server.mjs", "apps/server/bin/hesper.mjs"]) {
    const text = readFileSync(join(root, entry), "utf8");
    const asked = [...text.matchAll(/(?:from|import) "(\.[^"]+)"|import\("(\.[^"]+)"\)/g)];
    const paths = asked.map(([, named, loaded]) => join(dirname(entry), named ?? loaded ?? ""));
    expect(paths).toEqual(expect.arrayContaining(["apps/server/bin/keep-compiled.mjs", "scripts/built.mjs"]));
    for (const path of paths.filter((one) => !one.startsWith("apps/server/"))) expect(image).toContain(`COPY ${path} `);
  }
});
