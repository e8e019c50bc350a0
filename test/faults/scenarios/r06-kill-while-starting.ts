import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, startDesk } from "../rig/desk-process.ts";
import { emptied, killInMigration, startsAgain } from "../rig/kill-in-migration.ts";
import { openGuarded } from "../rig/platforms.ts";
import { seededRandom } from "../rig/random.ts";
import { type Life, runLives } from "../rig/run-lives.ts";
import type { Scenario } from "../scenario.ts";

/** A start takes about this long; half of the kills hit before it is ready. */
const START_MS = 2_500;
const SAVE_STEPS = 6;

export const killWhileStarting: Scenario = {
  id: "R6",
  title: "kill during first start, migration, index save and erasure",
  criterion: "every next start is ready, migrations applied once, erasures finished",
  promises: ["P1", "P7", "P14"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 100,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const violations: string[] = [];
    const quarter = Math.ceil(trial.size / 4);
    let done = 0;
    const count = (): void => trial.progress(++done);
    for (let n = 0; n < quarter; n += 1) {
      const url = await trial.freshDatabase();
      violations.push(...(await killFirstStart(url, trial.folder, Math.round(random() * START_MS))));
      count();
    }
    for (let n = 0; n < quarter && done < trial.size; n += 1) {
      const pass = 1 + Math.floor(random() * 40);
      violations.push(...(await killInMigration(await trial.freshDatabase(), trial.folder, pass)));
      count();
    }
    const lives = Array.from({ length: trial.size - done }, (_, n): Life => {
      if (n % 2 === 0) return { kind: "point", point: "in_index_save", pass: 1 + ((n / 2) % SAVE_STEPS) };
      return { kind: "point", point: "in_erase", pass: 1 };
    });
    if (lives.length === 0) return { violations, figures: { kills: done } };
    const before = done;
    const outcome = await runLives({
      databaseUrl: await trial.freshDatabase(),
      folder: trial.folder,
      openPlatform: openGuarded,
      lives,
      eventsPerSecond: 5,
      onLife: (of) => trial.progress(before + of),
    });
    violations.push(...outcome.violations);
    violations.push(...outcome.missedPoints.map((point) => `the rig: ${point} was not passed`));
    return { violations, figures: { kills: done + lives.length } };
  },
};

/** The product itself, on an empty database, killed at any moment of its first start. */
async function killFirstStart(
  databaseUrl: string,
  folder: string,
  afterMs: number,
): Promise<readonly string[]> {
  await emptied(databaseUrl);
  const start = async () =>
    startDesk({ program: "product", databaseUrl, dataDir: join(folder, "data"), port: await freePort() });
  const dying = await start();
  await sleep(afterMs);
  await dying.kill();
  return startsAgain(await start(), databaseUrl);
}
