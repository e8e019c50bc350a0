import { until } from "../load/figures.ts";
import type { Trial } from "../scenario.ts";
import { type DeskProcess, freePort, startDesk } from "./desk-process.ts";
import { readTruth } from "./read-truth.ts";
import { seedDesk } from "./seed-desk.ts";
import { startOrganisation, type TeamsOrganisation } from "./teams-platform.ts";

export interface TeamsDesk {
  readonly organisation: TeamsOrganisation;
  readonly desk: DeskProcess;
  /** Lets it finish what it has, ends it, and tells what it keeps. */
  truth(): ReturnType<typeof readTruth>;
}

const INTRODUCE_MS = 30_000;
const SETTLE_MS = 5 * 60_000;

/** The product as `npm start` runs it, before an organisation of Teams; both are gone when the work is done. */
export async function withTeamsDesk<T>(trial: Trial, work: (parts: TeamsDesk) => Promise<T>): Promise<T> {
  const databaseUrl = await trial.freshDatabase();
  await seedDesk(databaseUrl);
  const organisation = await startOrganisation();
  const desk = startDesk({
    program: "product",
    databaseUrl,
    dataDir: `${trial.folder}/data`,
    port: await freePort(),
    environment: organisation.environment,
  });
  try {
    await desk.ready();
    if (!(await until(() => organisation.introduce(desk.address), INTRODUCE_MS)))
      throw new Error("the desk was not introduced");
    return await work({
      organisation,
      desk,
      async truth() {
        await until(async () => (await desk.waiting()) === 0, SETTLE_MS);
        await desk.stop();
        return readTruth(databaseUrl);
      },
    });
  } finally {
    await desk.kill();
    await organisation.teams.close();
  }
}

/** So many under way at a time. */
export async function inTurns(
  count: number,
  atOnce: number,
  one: (n: number) => Promise<void>,
): Promise<void> {
  const waiting = Array.from({ length: count }, (_, n) => n).values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const n of waiting) await one(n);
    }),
  );
}
