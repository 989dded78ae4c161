// Which tests there are: everything beside the sources, and the browser tests in e2e.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // One less than there are cores, the usual number, leaves half of a small machine idle.
    maxWorkers: "100%",
    reporters: ["default", ["json", { outputFile: "test-results/vitest.json" }]],
    projects: [
      {
        test: {
          name: "unit and http",
          include: ["apps/**/*.test.ts", "packages/**/*.test.ts", "scripts/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
