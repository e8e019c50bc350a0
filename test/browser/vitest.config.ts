import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const report = process.env.TEST_REPORT;

/** The story in a real browser: one file, one window after the other, with the patience a slow machine needs. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/browser/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    bail: 1,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    reporters: report ? ["verbose", ["json", { outputFile: report }]] : ["verbose"],
  },
});
