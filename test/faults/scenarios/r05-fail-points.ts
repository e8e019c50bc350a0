import { FAIL_POINTS } from "../rig/fail-points.ts";
import { killInMigration } from "../rig/kill-in-migration.ts";
import { openGuarded } from "../rig/platforms.ts";
import { type Life, runLives } from "../rig/run-lives.ts";
import type { Scenario } from "../scenario.ts";

/** Lives on one database; then another begins. */
const LIVES_OF_A_RUN = 26;

/** Every point in turn, each time it comes round at another passing. */
function lifeOf(n: number): Extract<Life, { kind: "point" }> {
  const point = FAIL_POINTS[n % FAIL_POINTS.length] ?? "before_ack";
  const round = Math.floor(n / FAIL_POINTS.length);
  const isRare = point === "in_digest" || point === "in_erase";
  const passes = point === "in_index_save" ? 6 : 11;
  return { kind: "point", point, pass: isRare ? 1 : 1 + ((round * 7 + n * 3) % passes) };
}

export const failPoints: Scenario = {
  id: "R5",
  title: "kill at every named point",
  criterion: "0 lost, 0 doubled, 0 uncertain where copies are refused, in 14 points x 10",
  promises: ["P1", "P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 140,
  async run(trial) {
    const lives = Array.from({ length: trial.size }, (_, n) => lifeOf(n));
    const migrating = lives.filter(({ point }) => point === "in_migration");
    const others = lives.filter(({ point }) => point !== "in_migration");
    const violations: string[] = [];
    const figures = { kills: 0, acked: 0, posts: 0, uncertain: 0, "points missed": 0 };
    for (let at = 0; at < others.length; at += LIVES_OF_A_RUN) {
      const outcome = await runLives({
        databaseUrl: await trial.freshDatabase(),
        folder: trial.folder,
        openPlatform: openGuarded,
        lives: others.slice(at, at + LIVES_OF_A_RUN),
        eventsPerSecond: 20,
        onLife: (done) => trial.progress(at + done),
      });
      violations.push(...outcome.violations);
      violations.push(...outcome.missedPoints.map((point) => `the rig: ${point} was not passed`));
      figures.kills += outcome.figures.kills ?? 0;
      figures.acked += outcome.figures.acked ?? 0;
      figures.posts += outcome.figures.posts ?? 0;
      figures.uncertain += outcome.figures.uncertain ?? 0;
      figures["points missed"] += outcome.missedPoints.length;
    }
    for (const [index, { pass }] of migrating.entries()) {
      violations.push(...(await killInMigration(await trial.freshDatabase(), trial.folder, pass)));
      figures.kills += 1;
      trial.progress(others.length + index + 1);
    }
    return { violations, figures };
  },
};
