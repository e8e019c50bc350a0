import type { OpenPlatform } from "../rig/platform-under-test.ts";
import { seededRandom } from "../rig/random.ts";
import { runLives } from "../rig/run-lives.ts";
import { openSlack, openSlackSocket } from "../rig/slack-platform.ts";
import type { Scenario } from "../scenario.ts";

const LONGEST_LIFE_MS = 2_000;

const slackKills = (id: string, way: string, fullSize: number, openPlatform: OpenPlatform): Scenario => ({
  id,
  title: `kill -9 at random moments, Slack over ${way}, which sends again what was not acknowledged`,
  criterion: "0 acknowledged events lost, 0 replies, tickets or rows doubled, 0 posts of unknown fate",
  promises: ["P1", "P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize,
  limitMs: 90 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const { violations, figures } = await runLives({
      databaseUrl: await trial.freshDatabase(),
      folder: trial.folder,
      openPlatform,
      lives: Array.from({ length: trial.size }, () => ({
        kind: "random" as const,
        afterMs: Math.round(random() * LONGEST_LIFE_MS),
      })),
      eventsPerSecond: 20,
      restEvery: trial.database === "pglite" ? 4 : 24,
      onLife: trial.progress,
    });
    return { violations, figures };
  },
});

export const slackRequestKills = slackKills("R1-slack", "requests", 300, openSlack);
export const slackSocketKills = slackKills("R2", "a socket", 200, openSlackSocket);
