import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../load/figures.ts";
import { checkPromises } from "../rig/check-promises.ts";
import { freePort, startDesk } from "../rig/desk-process.ts";
import type { JournalEntry } from "../rig/journal.ts";
import { readTruth } from "../rig/read-truth.ts";
import { seedDesk } from "../rig/seed-desk.ts";
import {
  ofEvents,
  postsOf,
  type Said,
  say,
  startOrganisation,
  type TeamsOrganisation,
} from "../rig/teams-platform.ts";
import { type TestEvent, testEvent } from "../rig/test-events.ts";
import type { Scenario, Trial } from "../scenario.ts";

const TURN_MS = 40_000;
/** Teams itself gives up after 15 s; ours is the promise. */
const ANSWER_MS = 2_000;
const BETWEEN_MS = 100;
const SETTLE_MS = 20 * 60_000;

/** Every turn takes much longer than Teams waits and than the desk's lease on the event lasts. */
export const slowTurnTeams: Scenario = {
  id: "N12",
  title: "turns of 40 s in Teams, each activity told again under a new id while its turn runs",
  criterion: "every activity is answered within 2 s, and gets one reply",
  promises: ["P2", "P3"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 40,
  limitMs: 30 * 60_000,
  async run(trial) {
    const organisation = await startOrganisation();
    const databaseUrl = await trial.freshDatabase();
    await seedDesk(databaseUrl);
    const desk = startDesk({
      program: "rig",
      databaseUrl,
      dataDir: `${trial.folder}/data`,
      port: await freePort(),
      environment: { ...organisation.environment, RIG_TURN_MS: String(TURN_MS) },
    });
    try {
      await desk.ready();
      await until(() => organisation.introduce(desk.address), 10_000);
      const { acked, answersMs } = await tellAll(trial, organisation, desk.address);
      const isSettled = await until(async () => (await desk.waiting()) === 0, SETTLE_MS);
      await desk.stop();
      const truth = await readTruth(databaseUrl);
      const posts = postsOf(organisation.teams);
      const violations = [...checkPromises([...acked, ...posts], truth)];
      if (!isSettled) violations.push("the queues did not empty");
      if (acked.length !== trial.size) violations.push(`${acked.length} of ${trial.size} were taken`);
      const stored = ofEvents(truth).length;
      if (stored !== trial.size) violations.push(`doubled: ${trial.size} messages are stored as ${stored}`);
      if (truth.mostAttempts !== 1)
        violations.push(`doubled: a turn was begun ${truth.mostAttempts} times though nobody was killed`);
      const longestMs = Math.round(Math.max(...answersMs));
      return {
        violations,
        slow: longestMs < ANSWER_MS ? [] : [`an activity was answered after ${longestMs} ms`],
        figures: {
          acked: acked.length,
          "longest answer ms": longestMs,
          replies: posts.filter(({ threadKey }) => threadKey !== null).length,
          uncertain: truth.uncertain,
        },
      };
    } finally {
      await desk.kill();
      await organisation.teams.close();
    }
  },
};

interface Told {
  readonly acked: readonly JournalEntry[];
  readonly answersMs: readonly number[];
}

async function tellAll(
  { size, progress }: Trial,
  organisation: TeamsOrganisation,
  address: string,
): Promise<Told> {
  const acked: JournalEntry[] = [];
  const answersMs: number[] = [];
  const tell = async (event: TestEvent, said: Said): Promise<boolean> => {
    const answer = await organisation.post(address, organisation.activityOf(event, said));
    answersMs.push(answer?.tookMs ?? Number.POSITIVE_INFINITY);
    return answer?.status === 200;
  };
  const told: { readonly event: TestEvent; readonly said: Said }[] = [];
  for (let n = 1; n <= size; n += 1) {
    const event = testEvent(n);
    const said = say(organisation, event);
    if (await tell(event, said)) acked.push({ kind: "acked", token: event.token, at: performance.now() });
    told.push({ event, said });
    progress(n);
    await sleep(BETWEEN_MS);
  }
  // While the first of their turns run.
  for (const { event, said } of told) await tell(event, { ...said, id: organisation.teams.nextKey() });
  return { acked, answersMs };
}
