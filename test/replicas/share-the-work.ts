import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Trial, Verdict } from "../faults/scenario.ts";
import { roundRobin } from "./chat.ts";
import type { PgBouncer } from "./pgbouncer.ts";
import { type Replica, startReplica, withReplicas } from "./replica.ts";
import { openTruth } from "./truth.ts";
import { openViewer, type Viewer } from "./viewer.ts";

const REPLICAS = 3;
const THREADS = 8;
/** The lease of the inbox, and the pause between looks for work of the dead. */
const WAIT_MS = 15_000 + 5_000;
const TAKEN_OVER_MS = 60_000;
const LIVE_MS = 5_000;
/** People who get no answer write less: as long as so many events wait, nobody writes on. */
const MOST_WAITING = 3 * THREADS;

/**
 * Conversations whose messages go to another process each, seen from windows on all of them. A third of the way in one
 * process is killed; a new one takes its address at two thirds. The waits are those of taking over: a machine that is
 * written to faster than it works would only show its own backlog.
 */
export async function shareTheWork(
  { size, folder, freshDatabase, progress }: Trial,
  startPooler: ((serverUrl: string) => Promise<PgBouncer>) | null,
): Promise<Verdict> {
  const direct = await freshDatabase();
  const pooler = await startPooler?.(direct);
  const databaseUrl = pooler?.urlOf(direct) ?? direct;
  const env: Record<string, string> = pooler === undefined ? {} : { DATABASE_DIRECT_URL: direct };
  const options = Array.from({ length: REPLICAS }, (_, n) => ({ databaseUrl, folder, name: `r${n}`, env }));
  const truth = openTruth(direct);
  const extra: Replica[] = [];
  try {
    return await withReplicas(options, async (replicas) => {
      const [doomed, ...others] = replicas;
      await truth.watch();
      const customers = await truth.addCustomers(THREADS);
      await sleep(1_500);
      const viewers = await Promise.all(others.map(({ origin }) => openViewer(origin, "ana")));
      const balancer = roundRobin(replicas.map(({ origin }) => origin));
      const acked = new Map<string, string[]>();
      const ackTimes: number[] = [];
      const ackedKeys: string[] = [];
      let done = 0;
      let killedAt = 0;

      const talk = async (personKey: string): Promise<void> => {
        let threadKey: string | null = null;
        for (let n = 0; n < Math.ceil(size / THREADS); n += 1) {
          const text = `Part ${n} of it: my parcel is ${n} days late and nobody answers.`;
          const wish = { clientKey: randomUUID(), personKey, channelKey: "help", threadKey, text };
          while ((await truth.waiting()) >= MOST_WAITING) await sleep(100);
          const { answer } = await balancer.post(wish);
          if (answer.post === null) throw new Error("no process takes a message");
          ackTimes.push(answer.tookMs);
          ackedKeys.push(answer.post.postKey);
          threadKey ??= answer.post.postKey;
          acked.set(threadKey, [...(acked.get(threadKey) ?? []), answer.post.postKey]);
          progress(++done);
          if (doomed && killedAt === 0 && done >= size / 3) {
            killedAt = performance.now();
            void doomed.kill();
          }
          if (doomed && extra.length === 0 && done >= (size * 2) / 3) {
            const port = Number(new URL(doomed.origin).port);
            extra.push(await startReplica({ databaseUrl, folder, name: "again", env, port }));
          }
        }
      };
      await Promise.all(customers.map(talk));
      await sleep(LIVE_MS);
      const unseen = notSeen(viewers, ackedKeys).map((n) => `a live window missed ${n} of ${done} posts`);
      const isSettled = await truth.settle(TAKEN_OVER_MS + size * 200);
      await Promise.all(extra.map((replica) => replica.untilReady()));
      const violations = [...(await truth.check(acked)), ...unseen];
      if (!isSettled) violations.push("the queues did not empty");
      for (const { exitCode } of others) if (exitCode !== null) violations.push("a process ended by itself");
      // Work of the dead one may wait for its lease; nothing may wait longer.
      const [late] = await truth.sql<{ ms: number }[]>`
        select coalesce(max(extract(epoch from done_at - received_at)) * 1000, 0)::float8 as ms
        from inbox where state = 'done' and dedupe_key like 'web:post:%'`;
      const slow = late && late.ms > WAIT_MS ? [`an event waited for ${Math.round(late.ms)} ms`] : [];
      const workers = await truth.sql`select count(*) from inbox`;
      for (const viewer of viewers) viewer.close();
      ackTimes.sort((a, b) => a - b);
      return {
        violations,
        slow,
        figures: {
          acked: done,
          events: Number(workers[0]?.count ?? 0),
          "p50 ack ms": ackTimes[Math.floor(ackTimes.length * 0.5)] ?? 0,
          "p99 ack ms": ackTimes[Math.floor(ackTimes.length * 0.99)] ?? 0,
          "longest wait s": Math.round((late?.ms ?? 0) / 1000),
        },
      };
    });
  } finally {
    for (const replica of extra) await replica.kill();
    await truth.close();
    await pooler?.stop();
  }
}

/** How many each window missed, of those that missed any. One that was told to load again shows everything then. */
function notSeen(viewers: readonly Viewer[], keys: readonly string[]): readonly number[] {
  return viewers
    .filter((viewer) => viewer.resets === 0)
    .map((viewer) => keys.filter((key) => !viewer.seen.has(key)).length)
    .filter((missing) => missing > 0);
}
