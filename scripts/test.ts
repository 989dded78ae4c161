// `npm test`: all there is to check, and one line at the end with the counts over all suites.
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { runChecks } from "./check.ts";
import { ensureConsole } from "./ensure-console.ts";
import { ensureExtension } from "./ensure-extension.ts";
import { ensureCommandLineKey, ensureServer } from "./ensure-programs.ts";
import { root, run } from "./run.ts";
import { makeTestFolder } from "./test-folder.ts";
import { ensureTestTools } from "./test-tools.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed and how it began to say so, for a reader who has only the end of the output. */
  readonly failures?: readonly string[];
}

interface FileReport {
  readonly name: string;
  readonly message?: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

const report = join(root, "test-results/vitest.json");

interface Round {
  readonly projects: readonly string[];
  readonly workers: number;
}

const cores = availableParallelism();

/** One round after the other: a browser that shares two cores with other tests waits too long for its pages. */
const rounds: readonly Round[] = [
  // These wait for mail servers, disks, and programs that start.
  {
    projects: ["unit and http", "programs", "http on PostgreSQL", "programs on PostgreSQL"],
    workers: cores + 1,
  },
  // What measures shares the machine with nothing.
  { projects: ["alone"], workers: 1 },
  { projects: ["browser"], workers: cores },
];

const folder = makeTestFolder();

const firstLines = (text = "") => text.split("\n").slice(0, 6).join("\n  ").slice(0, 800);

function failuresOf(files: readonly FileReport[]): string[] {
  return files.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    const name = relative(root, file.name);
    if (failed.length === 0 && file.message) return [`${name}: ${firstLines(file.message)}`];
    return failed.map((test) => `${name}: ${test.fullName}\n  ${firstLines(test.failureMessages?.[0])}`);
  });
}

async function runVitest({ projects, workers }: Round): Promise<Counts> {
  rmSync(report, { force: true });
  const named = projects.flatMap((project) => ["--project", project]);
  const status = await run("vitest", ["run", `--maxWorkers=${workers}`, ...named], { TMPDIR: folder });
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = result;
    // A suite that breaks before its first test fails without a failed test.
    const failed = status !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
    const failures = failuresOf(result.testResults);
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests, failures };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function buildAll(): Promise<Counts> {
  try {
    const anew = process.env.CI === "true";
    await ensureConsole(anew);
    await ensureExtension(anew);
    await ensureServer(anew);
    await ensureCommandLineKey(anew);
    console.log("passed: production build");
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

ensureTestTools();
const suites: Counts[] = [{ ...(await runChecks()), skipped: 0 }, await buildAll()];
for (const round of rounds) suites.push(await runVitest(round));
for (const failure of suites.flatMap(({ failures }) => failures ?? [])) console.log(`failed: ${failure}`);
const total = (name: "passed" | "failed" | "skipped") => suites.reduce((sum, suite) => sum + suite[name], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed, ${total("skipped")} skipped`);
process.exitCode = total("failed") === 0 ? 0 : 1;
