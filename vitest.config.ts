import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** A file for the counts of a run, beside what the terminal shows. */
const report = process.env.TEST_REPORT;

export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^fast-check$/,
        replacement: fileURLToPath(new URL("./test/support/seeded-fast-check.ts", import.meta.url)),
      },
    ],
  },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/browser/**", "test/counterparts/**", "node_modules/**"],
    pool: "forks",
    // Files of a worker share its modules: loading them anew for each of 120 files took a third of the suite's CPU.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
