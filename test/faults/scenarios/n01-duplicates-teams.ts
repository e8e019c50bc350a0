import { setTimeout as sleep } from "node:timers/promises";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { checkPromises } from "../rig/check-promises.ts";
import { type DeskProcess, freePort, startDesk } from "../rig/desk-process.ts";
import type { JournalEntry } from "../rig/journal.ts";
import { readTruth } from "../rig/read-truth.ts";
import { seedDesk } from "../rig/seed-desk.ts";
import { ofEvents, postsOf, say, startOrganisation, type TeamsOrganisation } from "../rig/teams-platform.ts";
import { type TestEvent, testEvent } from "../rig/test-events.ts";
import type { DatabaseKind, Scenario, Trial } from "../scenario.ts";

/** The embedded database belongs to one process. */
const REPLICAS: Readonly<Record<DatabaseKind, number>> = { pglite: 1, postgres: 3 };
/** Events under way at a time; the desk is not to be swamped but to be told the same thing at once. */
const AT_ONCE = 12;
const SETTLE_MS = 600_000;
const AGAIN_MS = 200;

/** Each activity comes one to four times at the same moment, as Teams does: under its own id, and under new ones. */
export const duplicatesTeams: Scenario = {
  id: "N1-teams",
  title:
    "each activity of Teams 1-4 times at once over 3 processes (1 on PGlite), under its id and under new ones",
  criterion: "0 double effects",
  promises: ["P2"],
  databases: ["pglite", "postgres"],
  unit: "events",
  fullSize: 10_000,
  limitMs: 120 * 60_000,
  async run(trial) {
    const organisation = await startOrganisation();
    const databaseUrl = await trial.freshDatabase();
    await seedDesk(databaseUrl);
    const desks = await startDesks(trial, databaseUrl, organisation);
    try {
      const told = await tellAll(trial, organisation, desks);
      const isSettled = await untilQuiet(desks);
      // What they keep is read when they are gone: the embedded database has one reader.
      await Promise.all(desks.map((desk) => desk.stop()));
      const truth = await readTruth(databaseUrl);
      const messages = ofEvents(truth).length;
      const posts = postsOf(organisation.teams);
      const violations = [...checkPromises([...told.acked, ...posts], truth)];
      if (!isSettled) violations.push("the queues did not empty");
      if (messages !== trial.size)
        violations.push(`doubled: ${trial.size} events became ${messages} messages`);
      if (truth.uncertain > 0) violations.push(`unsure: ${truth.uncertain} posts, though nobody was killed`);
      if (posts.length === 0) violations.push("the rig: nothing was said");
      return {
        violations,
        figures: {
          events: trial.size,
          copies: told.copies,
          "under new ids": told.renamed,
          messages,
          posts: posts.length,
        },
      };
    } finally {
      await Promise.all(desks.map((desk) => desk.kill()));
      await organisation.teams.close();
    }
  },
};

async function startDesks(
  { database, folder }: Trial,
  databaseUrl: string,
  { environment }: TeamsOrganisation,
): Promise<readonly DeskProcess[]> {
  const desks: DeskProcess[] = [];
  for (let n = 0; n < REPLICAS[database]; n += 1) {
    const dataDir = `${folder}/r${n}`;
    const port = await freePort();
    desks.push(startDesk({ program: "product", databaseUrl, dataDir, port, environment }));
  }
  await Promise.all(desks.map((desk) => desk.ready()));
  return desks;
}

interface Told {
  readonly acked: readonly JournalEntry[];
  readonly copies: number;
  readonly renamed: number;
}

async function tellAll(
  { size, seed, progress }: Trial,
  organisation: TeamsOrganisation,
  desks: readonly DeskProcess[],
): Promise<Told> {
  const random = seededDraw(seed);
  const acked: JournalEntry[] = [];
  let copies = 0;
  let renamed = 0;
  const addressOf = (n: number): string => desks[n % desks.length]?.address ?? "";
  while (!(await organisation.introduce(addressOf(0)))) await sleep(AGAIN_MS);

  const untilTaken = async (address: string, activity: object): Promise<void> => {
    while ((await organisation.post(address, activity))?.status !== 200) await sleep(AGAIN_MS);
  };
  const tell = async (event: TestEvent): Promise<void> => {
    const first = say(organisation, event);
    const times = 1 + Math.floor(random() * 4);
    const from = Math.floor(random() * desks.length);
    const tries = Array.from({ length: times }, (_, n) => {
      const isRenamed = n > 0 && random() < 0.5;
      if (isRenamed) renamed += 1;
      const id = isRenamed ? organisation.teams.nextKey() : first.id;
      return untilTaken(addressOf(from + n), organisation.activityOf(event, { ...first, id }));
    });
    await Promise.all(tries);
    copies += times;
    acked.push({ kind: "acked", token: event.token, at: performance.now() });
    progress(acked.length);
  };
  const waiting = Array.from({ length: size }, (_, n) => testEvent(n + 1)).values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const event of waiting) await tell(event);
    }),
  );
  return { acked, copies, renamed };
}

/** Nothing waits or is in hand, twice in a row. */
async function untilQuiet(desks: readonly DeskProcess[]): Promise<boolean> {
  const endsAt = performance.now() + SETTLE_MS;
  let quiet = 0;
  while (quiet < 2) {
    if (performance.now() > endsAt) return false;
    quiet = (await desks[0]?.waiting()) === 0 ? quiet + 1 : 0;
    await sleep(AGAIN_MS);
  }
  return true;
}
