import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePosted } from "../../../src/domain/inbound-event.ts";
import { openDatabase } from "../../../src/store/open-database.ts";
import { createIntake } from "../../../src/store/spine/intake.ts";
import { layCable } from "../../replicas/cable.ts";
import { post } from "../../replicas/chat.ts";
import { startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import { acceptAgain } from "../load/accept-again.ts";
import type { Scenario } from "../scenario.ts";

const DELAY_MS = 200;
const CALLERS = 4;
const PAUSE_MS = 500;
const ACK_MS = 1_000;
const BETWEEN_EVENTS_MS = 50;
const WARMING = 40;
const FIRST = 3;
/** The chat is its own platform: a post is three round trips, and waits for those of the commit before it. */
const CHAT_MS = 2_000;

/** Every packet to and from the database is 200 ms late (100 ms each way). */
export const slowDatabase: Scenario = {
  id: "R9",
  title: "PostgreSQL answers 200 ms late, every time",
  criterion:
    "p99 of an event's acknowledgement < 1 s, of a post in our own chat (three round trips after those of the commit before) < 2 s; nothing lost",
  promises: ["P3"],
  databases: ["postgres"],
  unit: "messages",
  fullSize: 1_000,
  async run({ size, folder, freshDatabase, progress }) {
    const direct = await freshDatabase();
    const cable = await layCable(direct);
    const replica = await startReplica({ databaseUrl: cable.urlOf(direct), folder, name: "desk" });
    const truth = openTruth(direct);
    const violations: string[] = [];
    const slow: string[] = [];
    try {
      await replica.untilReady();
      const customers = await truth.addCustomers(CALLERS);
      await sleep(1_500);
      const acked = new Map<string, string[]>();
      const tookMs: number[] = [];
      let left = size;
      let failures = 0;
      const call = async (personKey: string): Promise<void> => {
        for (let n = 0; left > 0; n += 1) {
          left -= 1;
          const answer = await post(replica.origin, {
            clientKey: randomUUID(),
            personKey,
            channelKey: "help",
            threadKey: null,
            text: `The invoice ${left} is missing.`,
          });
          // The first ones open the connections.
          if (n >= FIRST) tookMs.push(answer.tookMs);
          if (answer.post !== null) acked.set(answer.post.postKey, [answer.post.postKey]);
          else failures += 1;
          progress(size - left);
          await sleep(PAUSE_MS);
        }
      };
      // A connection's first use on the slow line opens it: that is part of the price.
      cable.slowDown(DELAY_MS / 2);
      const ackMs = await acknowledge(cable.urlOf(direct), Math.ceil(size / 2));
      await Promise.all(customers.map(call));
      cable.slowDown(0);
      tookMs.sort((a, b) => a - b);
      const p99 = tookMs[Math.floor(tookMs.length * 0.99)] ?? 0;
      ackMs.sort((a, b) => a - b);
      const ackP99 = ackMs[Math.floor(ackMs.length * 0.99)] ?? 0;
      if (ackP99 > ACK_MS) slow.push(`p99 of the acknowledgement is ${Math.round(ackP99)} ms`);
      if (p99 > CHAT_MS) slow.push(`p99 of a chat post is ${Math.round(p99)} ms`);
      if (failures > 0) violations.push(`${failures} messages were refused`);
      if (!(await truth.settle(300_000))) violations.push("the queues did not empty");
      violations.push(...(await truth.check(acked)));
      return {
        violations,
        slow,
        figures: {
          acked: acked.size,
          "p50 ack ms": ackMs[Math.floor(ackMs.length / 2)] ?? 0,
          "p99 ack ms": ackP99,
          "p50 chat post ms": tookMs[Math.floor(tookMs.length / 2)] ?? 0,
          "p99 chat post ms": p99,
        },
      };
    } finally {
      await replica.kill();
      await truth.close();
      await cable.close();
    }
  },
};

/** The door behind every webhook, twenty events a second beside the desk; gives how long each waited. */
async function acknowledge(databaseUrl: string, count: number): Promise<number[]> {
  const database = await openDatabase({ url: databaseUrl });
  const intake = createIntake({ database, clock: { now: () => new Date() } });
  let tookMs: number[] = [];
  const accept = async (n: number): Promise<void> => {
    const beganAt = performance.now();
    const outcome = await acceptAgain(intake, eventOf(n));
    // A copy of what was kept behind the caller's back is taken too.
    if (outcome.kind === "accepted" || outcome.kind === "duplicate") tookMs.push(performance.now() - beganAt);
  };
  try {
    const send = async (from: number, to: number): Promise<void> => {
      const all: Promise<void>[] = [];
      for (let n = from; n < to; n += 1) {
        all.push(accept(n));
        await sleep(BETWEEN_EVENTS_MS);
      }
      await Promise.all(all);
    };
    // A desk that runs has its connections open and its statements prepared.
    await send(0, WARMING);
    tookMs = [];
    await send(WARMING, WARMING + count);
  } finally {
    await database.close();
  }
  if (tookMs.length < count) throw new Error(`${count - tookMs.length} events were not taken`);
  return tookMs;
}

const eventOf = (n: number): MessagePosted => ({
  kind: "message-posted",
  platform: "web",
  workspaceKey: "web",
  channel: { channelKey: `slow-${n % 7}`, name: "slow", isDirect: false, isPrivate: false },
  actor: { personKey: `far-${n}`, displayName: "Far", isBot: false },
  dedupeKey: `slow:${n}`,
  occurredAt: new Date().toISOString(),
  messageKey: `slow:${n}`,
  threadKey: null,
  replyToKey: null,
  text: "Is anybody there?",
  mentionsBot: false,
  mentionedKeys: [],
  files: [],
  permalink: null,
});
