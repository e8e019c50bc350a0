import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { layCable } from "../../replicas/cable.ts";
import { post } from "../../replicas/chat.ts";
import { startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import type { Scenario } from "../scenario.ts";

const DELAY_MS = 200;
const CALLERS = 4;
const PAUSE_MS = 500;
const ACK_MS = 1_000;

/** Every packet to and from the database is 200 ms late (100 ms each way). */
export const slowDatabase: Scenario = {
  id: "R9",
  title: "PostgreSQL answers 200 ms late, every time",
  criterion: "p99 of the acknowledgement < 1 s; nothing lost",
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
    try {
      await replica.untilReady();
      const customers = await truth.addCustomers(CALLERS);
      await sleep(1_500);
      const acked = new Map<string, string[]>();
      const tookMs: number[] = [];
      let left = size;
      let failures = 0;
      const call = async (personKey: string): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const answer = await post(replica.origin, {
            clientKey: randomUUID(),
            personKey,
            channelKey: "help",
            threadKey: null,
            text: `The invoice ${left} is missing.`,
          });
          tookMs.push(answer.tookMs);
          if (answer.post !== null) acked.set(answer.post.postKey, [answer.post.postKey]);
          else failures += 1;
          progress(tookMs.length);
          await sleep(PAUSE_MS);
        }
      };
      // A connection's first use on the slow line opens it: that is part of the price.
      cable.slowDown(DELAY_MS / 2);
      await Promise.all(customers.map(call));
      cable.slowDown(0);
      tookMs.sort((a, b) => a - b);
      const p99 = tookMs[Math.floor(tookMs.length * 0.99)] ?? 0;
      if (p99 > ACK_MS) violations.push(`p99 of the acknowledgement is ${Math.round(p99)} ms`);
      if (failures > 0) violations.push(`${failures} messages were refused`);
      if (!(await truth.settle(300_000))) violations.push("the queues did not empty");
      violations.push(...(await truth.check(acked)));
      return {
        violations,
        figures: {
          acked: acked.size,
          "p50 ack ms": tookMs[Math.floor(tookMs.length / 2)] ?? 0,
          "p99 ack ms": p99,
        },
      };
    } finally {
      await replica.kill();
      await truth.close();
      await cable.close();
    }
  },
};
