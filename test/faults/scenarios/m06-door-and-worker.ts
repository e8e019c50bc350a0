import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { post } from "../../replicas/chat.ts";
import { type Replica, startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import { openViewer } from "../../replicas/viewer.ts";
import type { Scenario, Verdict } from "../scenario.ts";

const CALLERS = 6;
const PAUSE_MS = 150;
const LIVE_MS = 5_000;
const SETTLE_MS = 120_000;

const turnsOf = async ({ origin }: Replica): Promise<number> => {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^rapport_turns_total (\d+)/m.exec(text)?.[1] ?? 0);
};

/** A process that only takes in stays open and ready while the one that works is dead. */
export const doorAndWorker: Scenario = {
  id: "M6",
  title: "a door that takes in (WORK=off) and one process that works, killed a third of the way",
  criterion:
    "every message is taken while nobody works, worked once afterwards, answered in the door's windows; the door does no turn",
  promises: ["P1", "P2", "P3"],
  databases: ["postgres"],
  unit: "messages",
  fullSize: 600,
  async run({ size, folder, freshDatabase, progress }): Promise<Verdict> {
    const databaseUrl = await freshDatabase();
    const startWorker = () => startReplica({ databaseUrl, folder, name: "worker" });
    let worker = await startWorker();
    const truth = openTruth(databaseUrl);
    const violations: string[] = [];
    let door: Replica | null = null;
    try {
      await worker.untilReady();
      const open = await startReplica({ databaseUrl, folder, name: "door", env: { WORK: "off" } });
      door = open;
      await open.untilReady();
      await truth.watch();
      const customers = await truth.addCustomers(CALLERS);
      await sleep(1_500);
      const viewer = await openViewer(open.origin, "ana");
      const acked = new Map<string, string[]>();
      const tookMs: number[] = [];
      let done = 0;
      let refused = 0;
      let isKilled = false;
      let wasReadyAlone = false;
      const talk = async (personKey: string): Promise<void> => {
        for (let n = 0; n < Math.ceil(size / CALLERS); n += 1) {
          const text = `@rapport Where is parcel ${n}?`;
          const wish = { clientKey: randomUUID(), personKey, channelKey: "help", threadKey: null, text };
          const answer = await post(open.origin, wish);
          tookMs.push(answer.tookMs);
          if (answer.post === null) refused += 1;
          else acked.set(answer.post.postKey, [answer.post.postKey]);
          progress(++done);
          if (!isKilled && done >= size / 3) {
            isKilled = true;
            await worker.kill();
            wasReadyAlone = await open.isReady();
          }
          await sleep(PAUSE_MS);
        }
      };
      await Promise.all(customers.map(talk));
      if (refused > 0) violations.push(`${refused} messages were turned away while nobody worked`);
      if (!wasReadyAlone) violations.push("the door was not ready while nobody worked");
      worker = await startWorker();
      await worker.untilReady();
      if (!(await truth.settle(SETTLE_MS + size * 200))) violations.push("the queues did not empty");
      await sleep(LIVE_MS);
      violations.push(...(await truth.check(acked)));
      const said = await truth.sql<{ key: string }[]>`
        select post_key as key from web_posts where client_key like 'rapport:%' and visible_to_key is null`;
      const unseen = said.filter(({ key }) => !viewer.seen.has(key)).length;
      if (said.length === 0) violations.push("nothing was answered: there was nothing to see");
      if (viewer.resets === 0 && unseen > 0)
        violations.push(`the door's window missed ${unseen} of ${said.length} answers`);
      viewer.close();
      const turns = await turnsOf(open);
      if (turns > 0) violations.push(`the door did ${turns} turns`);
      tookMs.sort((a, b) => a - b);
      return {
        violations,
        figures: {
          acked: acked.size,
          answers: said.length,
          "p50 ack ms": tookMs[Math.floor(tookMs.length / 2)] ?? 0,
          "p99 ack ms": tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
        },
      };
    } finally {
      await worker.kill();
      await door?.kill();
      await truth.close();
    }
  },
};
