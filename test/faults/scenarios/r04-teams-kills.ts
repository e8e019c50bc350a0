import { seededRandom } from "../rig/random.ts";
import { runLives } from "../rig/run-lives.ts";
import { openTeams } from "../rig/teams-platform.ts";
import type { Scenario } from "../scenario.ts";

const LONGEST_LIFE_MS = 2_000;

export const teamsKills: Scenario = {
  id: "R4",
  title: "kill -9 at random moments, Teams, which sends again under the same id and under a new one",
  criterion:
    "0 acknowledged events lost, 0 replies, tickets or rows doubled; what may have been sent is listed",
  promises: ["P1", "P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 200,
  limitMs: 90 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const { violations, figures } = await runLives({
      databaseUrl: await trial.freshDatabase(),
      folder: trial.folder,
      openPlatform: openTeams,
      lives: Array.from({ length: trial.size }, () => ({
        kind: "random" as const,
        afterMs: Math.round(random() * LONGEST_LIFE_MS),
      })),
      eventsPerSecond: 10,
      restEvery: trial.database === "pglite" ? 4 : 24,
      onLife: trial.progress,
    });
    return { violations, figures };
  },
};
