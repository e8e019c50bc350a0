import { setTimeout as sleep } from "node:timers/promises";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { findPostgres, startPostgres } from "../../../scripts/postgres-server.ts";
import { startReplica } from "../../replicas/replica.ts";
import type { Scenario, Verdict } from "../scenario.ts";

/** From before the first connection until after the desk is ready, on a machine that is not idle. */
const LATEST_MS = 6_000;
const DECIDED_MS = 60_000;
const STACK_LINE = /^\s+at .+:\d+:\d+\)?$/m;

/** The server goes away at some moment of the start. The desk says so in its own words, or goes on when it is back. */
export const databaseLeavesAtStart: Scenario = {
  id: "M5",
  title: "PostgreSQL goes away while the desk starts",
  criterion: "a sentence with its cure and exit 1, or ready once it is back; never a stack",
  promises: ["P6"],
  databases: ["postgres"],
  unit: "starts",
  fullSize: 40,
  async run({ size, seed, folder, progress }): Promise<Verdict> {
    const bin = await findPostgres();
    if (bin === null) return { violations: ["there is no PostgreSQL server to stop"], figures: {} };
    const random = seededDraw(seed);
    const server = await startPostgres(bin);
    const violations: string[] = [];
    let said = 0;
    let wentOn = 0;
    try {
      for (let start = 0; start < size; start += 1) {
        const replica = await startReplica({ databaseUrl: server.url, folder, name: "desk" });
        try {
          const afterMs = (LATEST_MS * (start + random())) / size;
          await sleep(afterMs);
          await server.control("--mode=immediate", "--silent", "stop");
          await sleep(500 + random() * 1_500);
          await server.start();
          const endsAt = performance.now() + DECIDED_MS;
          while (replica.isRunning && !(await replica.isReady()) && performance.now() < endsAt)
            await sleep(100);
          const isReady = replica.isRunning && (await replica.isReady());
          const output = replica.output();
          const at = `${Math.round(afterMs)} ms after the start`;
          if (isReady) wentOn += 1;
          else if (replica.exitCode === 1 && output.includes("Rapport did not start (store.")) said += 1;
          else violations.push(`${at} it neither went on nor said why: ${output.slice(-300)}`);
          if (STACK_LINE.test(output)) violations.push(`${at} it ended with a stack: ${output.slice(-300)}`);
        } finally {
          await replica.kill();
        }
        progress(start + 1);
      }
      return { violations, figures: { starts: size, "said why": said, "went on": wentOn } };
    } finally {
      await server.remove();
    }
  },
};
