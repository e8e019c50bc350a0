import { type Life, runLives } from "../rig/run-lives.ts";
import { openSlackRig } from "../rig/slack-platform.ts";
import type { Scenario } from "../scenario.ts";

const LIVES_OF_A_RUN = 20;

export const killTheSenderSlack: Scenario = {
  id: "R15-slack",
  title: "kill between sending to Slack and noting it",
  criterion: "0 doubled: each post of unknown fate is looked for by what it carries, found or posted again",
  promises: ["P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 200,
  limitMs: 90 * 60_000,
  async run(trial) {
    const violations: string[] = [];
    const figures = { kills: 0, acked: 0, posts: 0, uncertain: 0 };
    for (let at = 0; at < trial.size; at += LIVES_OF_A_RUN) {
      const lives = Array.from(
        { length: Math.min(LIVES_OF_A_RUN, trial.size - at) },
        (_, n): Life => ({
          kind: "point",
          point: "after_send_before_mark",
          pass: 1 + (((at + n) * 7) % 5),
        }),
      );
      const outcome = await runLives({
        databaseUrl: await trial.freshDatabase(),
        folder: trial.folder,
        openPlatform: openSlackRig,
        lives,
        eventsPerSecond: 10,
        onLife: (done) => trial.progress(at + done),
      });
      violations.push(...outcome.violations);
      violations.push(...outcome.missedPoints.map((point) => `the rig: ${point} was not passed`));
      for (const name of ["kills", "acked", "posts", "uncertain"] as const)
        figures[name] += outcome.figures[name] ?? 0;
    }
    return { violations, figures };
  },
};
