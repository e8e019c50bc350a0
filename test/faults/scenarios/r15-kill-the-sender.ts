import { openBlind, openGuarded } from "../rig/platforms.ts";
import { type Life, runLives } from "../rig/run-lives.ts";
import type { Scenario } from "../scenario.ts";

const LIVES_OF_A_RUN = 20;

export const killTheSender: Scenario = {
  id: "R15",
  title: "kill between sending and noting it, half where copies are refused, half where not",
  criterion: "0 doubled; uncertain only where copies are not refused, at most one for each kill, all listed",
  promises: ["P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 400,
  limitMs: 90 * 60_000,
  async run(trial) {
    const violations: string[] = [];
    const figures = { kills: 0, acked: 0, posts: 0, "uncertain guarded": 0, "uncertain blind": 0 };
    const half = Math.ceil(trial.size / 2);
    let done = 0;
    for (const kind of ["guarded", "blind"] as const) {
      const wanted = kind === "guarded" ? half : trial.size - half;
      for (let at = 0; at < wanted; at += LIVES_OF_A_RUN) {
        const lives = Array.from(
          { length: Math.min(LIVES_OF_A_RUN, wanted - at) },
          (_, n): Life => ({
            kind: "point",
            point: "after_send_before_mark",
            pass: 1 + (((at + n) * 7) % 11),
          }),
        );
        const before = done;
        const outcome = await runLives({
          databaseUrl: await trial.freshDatabase(),
          folder: trial.folder,
          openPlatform: kind === "guarded" ? openGuarded : openBlind,
          lives,
          eventsPerSecond: 20,
          onLife: (of) => trial.progress(before + of),
        });
        done += lives.length;
        violations.push(...outcome.violations.map((violation) => `${kind}: ${violation}`));
        violations.push(...outcome.missedPoints.map((point) => `the rig: ${point} was not passed`));
        figures.kills += outcome.figures.kills ?? 0;
        figures.acked += outcome.figures.acked ?? 0;
        figures.posts += outcome.figures.posts ?? 0;
        figures[`uncertain ${kind}`] += outcome.figures.uncertain ?? 0;
      }
    }
    if (trial.size > 4 && figures["uncertain blind"] === 0)
      violations.push("the rig: no kill hit a post on its way where copies are not refused");
    return { violations, figures };
  },
};
