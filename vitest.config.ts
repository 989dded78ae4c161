// Which tests there are: everything beside the sources, and the browser tests in e2e.
import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tests that no database has a part in, and those of SQLite's own file. */
const onlyOnce = [
  "apps/server/src/config/**",
  "apps/server/src/security/**",
  "apps/server/src/database/{database,inspection}.test.ts",
  "apps/server/src/data-keys/wrong-key.test.ts",
  "apps/server/src/passwords/rules.test.ts",
  "apps/server/src/mail/smtp.test.ts",
  "apps/server/src/audit/{export,verify}.test.ts",
  "apps/server/src/stop.test.ts",
  "apps/server/src/audit/flood.test.ts",
  "apps/server/src/backup/faults.test.ts",
];

/** What starts programs over and over: on PostgreSQL when asked, by HESPER_TEST_POSTGRES=everything. */
const manyPrograms = [
  "apps/server/src/cli/{audit,cli}.test.ts",
  "apps/server/src/testing/crash.test.ts",
  "apps/server/src/data-keys/crash.test.ts",
];
const skippedOnPostgres = process.env.HESPER_TEST_POSTGRES === "everything" ? [] : manyPrograms;

/** Tests that compare times. */
const alone = ["apps/server/src/login/unknown-email.test.ts"];

/** Tests that put the real Argon2 back: they, and no others, have modules of their own, which take seconds to load. */
const hashing = globSync("apps/server/src/**/*.test.ts").filter((file) =>
  readFileSync(file, "utf8").includes('vi.unmock("@node-rs/argon2")'),
);

const inProcess = { setupFiles: "apps/server/src/testing/quick-argon2.ts", isolate: false };
const onPostgres = {
  env: { HESPER_TEST_ENGINE: "postgres" },
  globalSetup: "apps/server/src/testing/postgres-setup.ts",
};
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };
const ofPostgres = "apps/**/*.postgres.test.ts";
const skipped = [...onlyOnce, ...skippedOnPostgres, ...alone];

/** What takes longest, by how it ends. */
const longest = [
  "accounts/size.test.ts",
  "e2e/employee-import.test.ts",
  "audit/flood.test.ts",
  "audit/export.test.ts",
  "audit/verify.test.ts",
  "e2e/audit.test.ts",
  "e2e/organisation-key.test.ts",
  "e2e/extension-ui.test.ts",
  "e2e/policy.test.ts",
  "e2e/looks.test.ts",
  "e2e/links.test.ts",
  "e2e/extension-security-key.test.ts",
  "commands/commands.test.ts",
  "key/src/killed.test.ts",
  "cli/audit.test.ts",
  "temporary-passes/set-up.test.ts",
  "cli/cli.test.ts",
  "policy/taking-effect.test.ts",
  "audit/processes.test.ts",
  "testing/crash.test.ts",
  "data-keys/crash.test.ts",
];

/** The longest first: begun last, one of them is waited for while the other cores have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => longest.findIndex((name) => moduleId.endsWith(name));
    const order = (file: TestSpecification) => (place(file) === -1 ? longest.length : place(file));
    return (await super.sort(files)).sort((one, other) => order(one) - order(other));
  }
}

export default defineConfig({
  test: {
    // One less than there are cores, the usual number, leaves half of a small machine idle.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    reporters: ["default", ["json", { outputFile: "test-results/vitest.json" }]],
    projects: [
      {
        test: {
          name: "unit and http",
          include: ["apps/**/*.test.ts", "packages/**/*.test.ts", "scripts/**/*.test.ts", "bench/*.test.ts"],
          exclude: [ofPostgres, ...alone, ...hashing],
          ...inProcess,
          ...patience,
        },
      },
      { test: { name: "programs", include: hashing, exclude: [ofPostgres, ...alone], isolate: false, ...patience } },
      {
        test: {
          name: "http on PostgreSQL",
          include: ["apps/server/**/*.test.ts"],
          exclude: [...skipped, ...hashing],
          ...inProcess,
          ...onPostgres,
          ...patience,
        },
      },
      {
        test: {
          name: "programs on PostgreSQL",
          include: hashing,
          exclude: skipped,
          isolate: false,
          ...onPostgres,
          ...patience,
        },
      },
      { test: { name: "alone", include: alone, ...patience } },
      {
        test: {
          name: "browser",
          include: ["e2e/**/*.test.ts"],
          ...inProcess,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
