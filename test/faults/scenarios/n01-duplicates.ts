import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { post, type Wish } from "../../replicas/chat.ts";
import { withReplicas } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import type { Scenario } from "../scenario.ts";

const REPLICAS = 3;
const CUSTOMERS = 40;
/** Events under way at a time; the desk is not to be swamped but to be asked the same thing at once. */
const AT_ONCE = 12;

/** Every event reaches one to four processes at the same moment. */
export const duplicates: Scenario = {
  id: "N1",
  title: "each event 1-4 times at once over 3 processes",
  criterion: "0 double effects",
  promises: ["P2"],
  databases: ["postgres"],
  unit: "events",
  fullSize: 10_000,
  async run({ size, seed, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    const random = seededDraw(seed);
    const options = Array.from({ length: REPLICAS }, (_, n) => ({ databaseUrl, folder, name: `r${n}` }));
    return withReplicas(options, async (replicas) => {
      const truth = openTruth(databaseUrl);
      try {
        await truth.watch();
        const customers = await truth.addCustomers(CUSTOMERS);
        await sleep(1_500);
        const acked: string[] = [];
        let sent = 0;
        let done = 0;
        let differing = 0;
        const sendOne = async (wish: Wish): Promise<void> => {
          const copies = 1 + Math.floor(random() * 4);
          const first = Math.floor(random() * REPLICAS);
          sent += copies;
          const targets = Array.from(
            { length: copies },
            (_, n) => replicas[(first + n) % REPLICAS]?.origin ?? "",
          );
          const keys = new Set<string>();
          const send = async (origin: string): Promise<void> => {
            for (;;) {
              const answer = await post(origin, wish);
              if (answer.post !== null) {
                keys.add(answer.post.postKey);
                return;
              }
              await sleep(100);
            }
          };
          await Promise.all(targets.map(send));
          if (keys.size !== 1) differing += 1;
          acked.push(...keys);
          progress(++done);
        };
        const wishes = Array.from({ length: size }, (_, n) => ({
          clientKey: randomUUID(),
          personKey: customers[n % CUSTOMERS] ?? "",
          channelKey: "help",
          threadKey: null,
          text: `@Rapport Where is parcel ${n}? I have waited for ${1 + (n % 9)} days.`,
        }));
        const waiting = wishes.values();
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (const wish of waiting) await sendOne(wish);
          }),
        );
        const isSettled = await truth.settle(600_000);
        const violations = [
          ...(await truth.check(new Map(acked.map((key) => [key, [key]])))),
          ...(await truth.handedOverTwice()),
        ];
        if (!isSettled) violations.push("the queues did not empty");
        if (differing > 0) violations.push(`${differing} events became different posts`);
        const [{ n: messages = 0 } = {}] = await truth.sql<{ n: number }[]>`
          select count(*)::int as n from messages where author_role = 'customer'`;
        if (messages !== size) violations.push(`${size} events became ${messages} messages`);
        const [{ n: counted = 0 } = {}] = await truth.sql<{ n: number }[]>`
          select coalesce(sum(messages), 0)::int as n from emotion_hourly`;
        if (counted !== size) violations.push(`${size} events were counted as ${counted}`);
        const [{ n: answers = 0 } = {}] = await truth.sql<{ n: number }[]>`
          select count(*)::int as n from outbox where state = 'sent'`;
        if (answers === 0) violations.push("nothing was said: the delivery of answers was not tried");
        return { violations, figures: { events: size, copies: sent, messages, counted, answers } };
      } finally {
        await truth.close();
      }
    });
  },
};
