// The checks that need no run: types, lint and format, imports. `npm run check`.
import { run } from "./run.ts";

export const checks = [
  { name: "types", command: "tsc", args: ["-p", "."] },
  { name: "lint and format", command: "biome", args: ["check", "--error-on-warnings", "."] },
  { name: "imports", command: "node", args: ["scripts/imports.ts"] },
] as const;

/** @returns how many passed and failed. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  for (const { name, command, args } of checks) {
    const ok = (await run(command, args)) === 0;
    if (!ok) failed += 1;
    console.log(`${ok ? "passed" : "FAILED"}: ${name}`);
  }
  return { passed: checks.length - failed, failed };
}

if (import.meta.main) process.exitCode = (await runChecks()).failed === 0 ? 0 : 1;
