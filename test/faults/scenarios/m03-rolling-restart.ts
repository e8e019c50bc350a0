import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { roundRobin } from "../../replicas/chat.ts";
import { type Replica, startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import type { Scenario } from "../scenario.ts";

const REPLICAS = 3;
const SPEAKERS = 6;
/** Each speaker sends his next message this long after the last answer. */
const PAUSE_MS = 500;

/** One process after the other is stopped by SIGTERM and started again at its address, under load all the time. */
export const rollingRestart: Scenario = {
  id: "M3",
  title: "rolling restart of 3 processes under load",
  criterion: "0 lost, 0 doubled, every exit 0 within 15 s, every message taken within 10 s",
  promises: ["P1", "P2"],
  databases: ["postgres"],
  unit: "restarts",
  fullSize: 60,
  async run({ size, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    const names = Array.from({ length: REPLICAS }, (_, n) => `r${n}`);
    const replicas: Replica[] = await Promise.all(
      names.map((name) => startReplica({ databaseUrl, folder, name })),
    );
    const truth = openTruth(databaseUrl);
    const violations: string[] = [];
    const slow: string[] = [];
    try {
      await Promise.all(replicas.map((replica) => replica.untilReady()));
      await truth.watch();
      const speakers = await truth.addCustomers(SPEAKERS);
      await sleep(1_500);
      const balancer = roundRobin(replicas.map(({ origin }) => origin));
      const acked = new Map<string, string[]>();
      const waits: number[] = [];
      let refusals = 0;
      let isOver = false;

      const speak = async (personKey: string): Promise<void> => {
        let threadKey: string | null = null;
        for (let n = 0; !isOver; n += 1) {
          const beganAt = performance.now();
          const text = `Message ${n}: the app shows the wrong address.`;
          const wish = { clientKey: randomUUID(), personKey, channelKey: "help", threadKey, text };
          const { answer, tries } = await balancer.post(wish);
          if (answer.post === null) throw new Error("no process takes a message");
          waits.push(performance.now() - beganAt);
          refusals += tries.length - 1;
          threadKey ??= answer.post.postKey;
          acked.set(threadKey, [...(acked.get(threadKey) ?? []), answer.post.postKey]);
          await sleep(PAUSE_MS);
        }
      };
      const speaking = Promise.all(speakers.map(speak));
      for (let restart = 0; restart < size; restart += 1) {
        const at = restart % REPLICAS;
        const old = replicas[at];
        if (old === undefined) break;
        const beganAt = performance.now();
        const exitCode = await old.stop();
        const tookMs = performance.now() - beganAt;
        if (exitCode !== 0) violations.push(`a process ended with ${exitCode}: ${old.output().slice(-200)}`);
        if (tookMs > 15_000) slow.push(`a stop took ${Math.round(tookMs)} ms`);
        const port = Number(new URL(old.origin).port);
        const next = await startReplica({ databaseUrl, folder, name: names[at] ?? "", port });
        replicas[at] = next;
        await next.untilReady();
        progress(restart + 1);
      }
      isOver = true;
      await speaking;
      if (!(await truth.settle(180_000))) violations.push("the queues did not empty");
      violations.push(...(await truth.check(acked)), ...(await truth.handedOverTwice()));
      const [counted] = await truth.sql<{ attempts: number }[]>`
        select coalesce(max(attempts), 0)::int as attempts from inbox where state = 'done'`;
      if ((counted?.attempts ?? 0) > 1) violations.push("a stop counted as a failed attempt");
      const longest = Math.max(...waits);
      if (longest > 10_000) slow.push(`a message was taken after ${Math.round(longest)} ms`);
      waits.sort((a, b) => a - b);
      return {
        violations,
        slow,
        figures: {
          restarts: size,
          acked: waits.length,
          refusals,
          "p99 taken ms": waits[Math.floor(waits.length * 0.99)] ?? 0,
          "longest ms": longest,
        },
      };
    } finally {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await truth.close();
    }
  },
};
