import { setTimeout as sleep } from "node:timers/promises";
import { withReplicas } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import { checkPromises } from "../rig/check-promises.ts";
import type { JournalEntry } from "../rig/journal.ts";
import { seededRandom } from "../rig/random.ts";
import { readTruth } from "../rig/read-truth.ts";
import { seedDesk } from "../rig/seed-desk.ts";
import { openSlackRequests } from "../rig/slack-platform.ts";
import type { TestEvent } from "../rig/test-events.ts";
import type { Scenario } from "../scenario.ts";

const REPLICAS = 3;
/** Events under way at a time; the desk is not to be swamped but to be asked the same thing at once. */
const AT_ONCE = 12;
/** Slack takes about one post a second in the agents' channel: few tickets, or the trial would wait for their cards. */
const EVENTS_FOR_A_TICKET = 20;
const AGAIN_AFTER_MS = 100;

const eventOf = (number: number): TestEvent => {
  const words =
    number % EVENTS_FOR_A_TICKET === 0 ? "I want to talk to a human please." : "how long does a refund take?";
  return { token: `RIG${number}`, personKey: `P${number}`, text: `RIG${number} ${words}` };
};

/** Every event of Slack reaches one to four of the processes' doors at the same moment, in both forms that a mention has. */
export const slackDuplicates: Scenario = {
  id: "N1-slack",
  title: "each event of Slack 1-4 times at once over 3 processes, as mention and as message",
  criterion: "0 double effects: one message, one reading, one reply, one card",
  promises: ["P2"],
  databases: ["postgres"],
  unit: "events",
  fullSize: 10_000,
  limitMs: 120 * 60_000,
  async run({ size, seed, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    await seedDesk(databaseUrl);
    const random = seededRandom(seed);
    const slack = await openSlackRequests();
    const truth = openTruth(databaseUrl);
    const entries: JournalEntry[] = [];
    const options = Array.from({ length: REPLICAS }, (_, n) => ({
      ...{ databaseUrl, folder, name: `r${n}` },
      env: slack.environment,
    }));
    try {
      return await withReplicas(options, async (replicas) => {
        await truth.watch();
        let copiesSent = 0;
        const sendOne = async (event: TestEvent): Promise<void> => {
          const copies = 1 + Math.floor(random() * 4);
          const first = Math.floor(random() * REPLICAS);
          copiesSent += copies;
          const send = async (copy: number): Promise<void> => {
            const { origin = "" } = replicas[(first + copy) % REPLICAS] ?? {};
            while (!(await slack.sendCopy(event, origin, copy))) await sleep(AGAIN_AFTER_MS);
          };
          await Promise.all(Array.from({ length: copies }, (_, copy) => send(copy)));
          entries.push({ kind: "acked", token: event.token, at: performance.now() });
          progress(entries.length);
        };
        const waiting = Array.from({ length: size }, (_, n) => eventOf(n + 1)).values();
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (const event of waiting) await sendOne(event);
          }),
        );
        const isSettled = await truth.settle(600_000);
        const stored = await readTruth(databaseUrl);
        const posts = slack.posts(stored);
        const violations = [
          ...(await truth.thefts()),
          ...checkPromises([...entries, ...posts], stored),
          ...twicePosted(posts.map(({ copyKey }) => copyKey)),
        ];
        if (!isSettled) violations.push("the queues did not empty");
        if (stored.messages.length !== size)
          violations.push(`${size} events became ${stored.messages.length} messages`);
        const readings = stored.messages.reduce((sum, message) => sum + message.readings, 0);
        const [{ n: counted = 0 } = {}] = await truth.sql<{ n: number }[]>`
          select coalesce(sum(messages), 0)::int as n from emotion_hourly`;
        if (counted !== readings) violations.push(`${readings} readings were counted as ${counted}`);
        if (posts.length < size) violations.push(`${posts.length} posts for ${size} events`);
        return {
          violations: violations.slice(0, 20),
          figures: {
            ...{ events: size, copies: copiesSent, messages: stored.messages.length, readings },
            ...{
              posts: posts.length,
              cards: posts.filter(({ channelKey }) => channelKey === "agents").length,
            },
          },
        };
      });
    } finally {
      await truth.close();
      await slack.close();
    }
  },
};

function twicePosted(outboxIds: readonly string[]): readonly string[] {
  const doubled = outboxIds.length - new Set(outboxIds).size;
  return doubled === 0 ? [] : [`doubled: ${doubled} posts stand twice`];
}
