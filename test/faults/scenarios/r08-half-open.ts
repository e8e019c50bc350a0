import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { layCable } from "../../replicas/cable.ts";
import { post } from "../../replicas/chat.ts";
import { startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import type { Scenario } from "../scenario.ts";

const CALLERS = 6;
const STUCK_MS = 10_000;
/** From one black hole to the next: detection, the new connection, and the lease of what was in hand. */
const BETWEEN_MS = 14_000;

/** One database connection after another carries nothing any more, without being closed. */
export const halfOpen: Scenario = {
  id: "R8",
  title: "a database connection goes dead without a word",
  criterion: "no request stuck > 10 s, 0 acked lost, 0 exits",
  promises: ["P1", "P6"],
  databases: ["postgres"],
  unit: "black holes",
  fullSize: 20,
  async run({ size, folder, freshDatabase, progress }) {
    const direct = await freshDatabase();
    const cable = await layCable(direct);
    const replica = await startReplica({ databaseUrl: cable.urlOf(direct), folder, name: "desk" });
    const truth = openTruth(direct);
    const violations: string[] = [];
    try {
      await replica.untilReady();
      await truth.watch();
      const customers = await truth.addCustomers(CALLERS);
      await sleep(1_500);
      const acked = new Map<string, string[]>();
      const statuses = new Map<number, number>();
      let longestMs = 0;
      let isOver = false;
      const call = async (personKey: string): Promise<void> => {
        for (let n = 0; !isOver; n += 1) {
          const text = `Call ${n}: the label does not print.`;
          const answer = await post(replica.origin, {
            clientKey: randomUUID(),
            personKey,
            channelKey: "help",
            threadKey: null,
            text,
          });
          longestMs = Math.max(longestMs, answer.tookMs);
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          if (answer.post !== null) acked.set(answer.post.postKey, [answer.post.postKey]);
          await sleep(100);
        }
      };
      const calling = Promise.all(customers.map(call));
      for (let hole = 0; hole < size; hole += 1) {
        cable.freeze(1);
        await sleep(BETWEEN_MS);
        progress(hole + 1);
      }
      isOver = true;
      await calling;
      const slow = longestMs > STUCK_MS ? [`a request was stuck for ${Math.round(longestMs)} ms`] : [];
      if (!replica.isRunning) violations.push("the process ended");
      if (!(await replica.isReady())) violations.push("it is not ready afterwards");
      if (!(await truth.settle(180_000))) violations.push("the queues did not empty");
      violations.push(...(await truth.check(acked)));
      const others = [...statuses].filter(([status]) => ![200, 503].includes(status));
      for (const [status, times] of others) violations.push(`${times} requests were answered with ${status}`);
      return {
        violations,
        slow,
        figures: {
          acked: acked.size,
          "answered 503": statuses.get(503) ?? 0,
          "longest answer ms": longestMs,
        },
      };
    } finally {
      await replica.kill();
      await truth.close();
      await cable.close();
    }
  },
};
