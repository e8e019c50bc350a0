import { openWeb } from "../rig/platforms.ts";
import { seededRandom } from "../rig/random.ts";
import { runLives } from "../rig/run-lives.ts";
import type { Scenario } from "../scenario.ts";

const LONGEST_LIFE_MS = 2_000;

export const gracefulStop: Scenario = {
  id: "R16",
  title: "SIGTERM under 50 events/s, browser chat",
  criterion: "drained in 10 s, exit 0, 0 lost, 0 doubled, no attempt counted",
  promises: ["P1", "P2"],
  databases: ["pglite", "postgres"],
  unit: "stops",
  fullSize: 50,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const { violations, figures } = await runLives({
      databaseUrl: await trial.freshDatabase(),
      folder: trial.folder,
      openPlatform: openWeb,
      lives: Array.from({ length: trial.size }, () => ({
        kind: "stop" as const,
        afterMs: 300 + Math.round(random() * LONGEST_LIFE_MS),
      })),
      eventsPerSecond: 50,
      restEvery: trial.size,
      onLife: trial.progress,
    });
    const mostAttempts = figures["most attempts"] ?? 0;
    const counted =
      mostAttempts > 1 ? [`an event had ${mostAttempts} attempts, though no start was killed`] : [];
    return { violations: [...violations, ...counted], figures };
  },
};
