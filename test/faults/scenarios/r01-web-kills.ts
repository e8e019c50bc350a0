import { openWeb } from "../rig/platforms.ts";
import { seededRandom } from "../rig/random.ts";
import { runLives } from "../rig/run-lives.ts";
import type { Scenario } from "../scenario.ts";

const LONGEST_LIFE_MS = 2_000;

export const webKills: Scenario = {
  id: "R1",
  title: "kill -9 at random moments, browser chat",
  criterion: "0 acknowledged events lost, 0 replies, tickets or rows doubled",
  promises: ["P1", "P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 300,
  limitMs: 90 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const { violations, figures } = await runLives({
      databaseUrl: await trial.freshDatabase(),
      folder: trial.folder,
      openPlatform: openWeb,
      lives: Array.from({ length: trial.size }, () => ({
        kind: "random" as const,
        afterMs: Math.round(random() * LONGEST_LIFE_MS),
      })),
      eventsPerSecond: 20,
      // On PostgreSQL a dead worker's events wait 30 s for their lease: no event meets five deaths in so few lives.
      restEvery: trial.database === "pglite" ? 4 : 24,
      onLife: trial.progress,
    });
    return { violations, figures };
  },
};
