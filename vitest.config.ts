import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A file for the counts of a run, beside what the terminal shows. */
const report = process.env.TEST_REPORT;

/** Seconds each and begun first: one of them at the end would keep a worker while the other has nothing left to do. */
const LONGEST = [
  "test/faults/kill.test.ts",
  "test/replay/replay.test.ts",
  "test/adapters/teams/whole-story.test.ts",
  "test/store/embedded-folder.test.ts",
  "test/faults/rig.test.ts",
  "test/commands/commands.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

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
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
