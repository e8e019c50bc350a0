import { openDiscord } from "../rig/discord-platform.ts";
import { seededRandom } from "../rig/random.ts";
import { runLives } from "../rig/run-lives.ts";
import type { Scenario } from "../scenario.ts";

const LONGEST_LIFE_MS = 4_000;

export const discordKills: Scenario = {
  id: "R3",
  title: "kill -9 at random moments, Discord; no session can be resumed",
  criterion: "0 messages missed, 0 replies, tickets or rows doubled",
  promises: ["P1", "P2", "P4"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 200,
  // Beside PostgreSQL a life first waits until the place of the one before is free.
  limitMs: 150 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const { violations, figures } = await runLives({
      databaseUrl: await trial.freshDatabase(),
      folder: trial.folder,
      openPlatform: openDiscord,
      lives: Array.from({ length: trial.size }, () => ({
        kind: "random" as const,
        afterMs: Math.round(random() * LONGEST_LIFE_MS),
      })),
      // Cards all go to one channel, which takes about one post in a second.
      eventsPerSecond: 1,
      restEvery: 4,
      onLife: trial.progress,
    });
    return { violations, figures };
  },
};
