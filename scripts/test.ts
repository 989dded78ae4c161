// `npm test`: all there is to check, and one line at the end with the counts over all suites.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runChecks } from "./check.ts";
import { ensureConsole } from "./ensure-console.ts";
import { root, run } from "./run.ts";
import { ensureTestTools } from "./test-tools.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const report = join(root, "test-results/vitest.json");

/** One project after the other: a browser that shares two cores with other tests waits too long for its pages. */
async function runVitest(project: string): Promise<Counts> {
  rmSync(report, { force: true });
  const status = await run("vitest", ["run", "--project", project]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8"));
    // A suite that breaks before its first test fails without a failed test.
    const failed = status !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function buildConsole(): Promise<Counts> {
  try {
    await ensureConsole(process.env.CI === "true");
    console.log("passed: production build");
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

ensureTestTools();
const suites: Counts[] = [{ ...(await runChecks()), skipped: 0 }, await buildConsole()];
for (const project of ["unit and http", "http on PostgreSQL", "browser"]) suites.push(await runVitest(project));
const total = (name: keyof Counts) => suites.reduce((sum, suite) => sum + suite[name], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed, ${total("skipped")} skipped`);
process.exitCode = total("failed") === 0 ? 0 : 1;
