import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenPlatform } from "./rig/platform-under-test.ts";
import { openBlind, openGuarded } from "./rig/platforms.ts";
import { type Life, type LivesOutcome, runLives } from "./rig/run-lives.ts";
import { seedDesk } from "./rig/seed-desk.ts";
import {
  copyTemplate,
  dropDatabase,
  makeTemplate,
  type TemplateDatabase,
} from "./runner/template-databases.ts";

/** Five kills, in two runs side by side; fifty are `npm run test:kills`, all of them `npm run test:faults -- --full`. */
const A_RUN_MS = 240_000;

let folder: string;
let template: TemplateDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-kill-"));
  const server = process.env.TEST_DATABASE_URL;
  template = server ? await makeTemplate("postgres", server) : await makeTemplate("pglite", folder);
  await seedDesk(addressOf(template));
}, A_RUN_MS);

afterAll(async () => {
  await dropDatabase(addressOf(template));
  await rm(folder, { recursive: true, force: true });
});

const addressOf = ({ kind, place }: TemplateDatabase): string =>
  kind === "pglite" ? `pglite:${place}` : place;

async function killed(
  name: string,
  openPlatform: OpenPlatform,
  lives: readonly Life[],
): Promise<LivesOutcome> {
  const databaseUrl = await copyTemplate(template, folder, name);
  try {
    return await runLives({
      databaseUrl,
      folder: join(folder, name),
      openPlatform,
      lives,
      isSeeded: true,
      eventsPerSecond: 10,
    });
  } finally {
    await dropDatabase(databaseUrl);
  }
}

describe.concurrent("the whole desk, killed", () => {
  test(
    "no acknowledged message is lost and no reply doubled where the platform refuses copies",
    async () => {
      const run = await killed("guarded", openGuarded, [
        { kind: "point", point: "before_ack", pass: 3 },
        { kind: "point", point: "before_business_commit", pass: 2 },
        { kind: "random", afterMs: 300 },
      ]);
      expect(run).toMatchObject({ violations: [], missedPoints: [], figures: { kills: 3, uncertain: 0 } });
      expect(run.figures.posts).toBeGreaterThan(0);
    },
    A_RUN_MS,
  );

  test(
    "where it does not, a post is uncertain and listed before it is doubled",
    async () => {
      const run = await killed("blind", openBlind, [
        { kind: "point", point: "after_send_before_mark", pass: 2 },
        { kind: "point", point: "in_pipeline", pass: 3 },
      ]);
      expect(run).toMatchObject({ violations: [], missedPoints: [], figures: { kills: 2 } });
      expect(run.figures.uncertain).toBeGreaterThan(0);
    },
    A_RUN_MS,
  );
});
