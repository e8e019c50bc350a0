import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { findPostgres, startPostgres } from "../../../scripts/postgres-server.ts";
import { type Answer, post } from "../../replicas/chat.ts";
import { startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import type { Scenario, Verdict } from "../scenario.ts";

const EVENTS_PER_SECOND = 50;
const CUSTOMERS = 50;
const READY_MS = 10_000;

/** `pg_ctl stop -m immediate` in the middle of everything, and the server back after 1-20 s. It has a server of its own. */
export const databaseStops: Scenario = {
  id: "R7",
  title: "PostgreSQL is stopped at once, at 50 events/s",
  criterion: "0 acked lost, 0 exits, 503 meanwhile, ready again < 10 s after it is back",
  promises: ["P1", "P6"],
  databases: ["postgres"],
  unit: "stops",
  fullSize: 30,
  async run({ size, seed, folder, progress }): Promise<Verdict> {
    const bin = await findPostgres();
    if (bin === null) return { violations: ["there is no PostgreSQL server to stop"], figures: {} };
    const random = seededDraw(seed);
    const server = await startPostgres(bin);
    const replica = await startReplica({ databaseUrl: server.url, folder, name: "desk" });
    const truth = openTruth(server.url);
    const violations: string[] = [];
    const slow: string[] = [];
    try {
      await replica.untilReady();
      await truth.watch();
      const customers = await truth.addCustomers(CUSTOMERS);
      await sleep(1_500);
      const acked = new Map<string, string[]>();
      const refused = new Map<number, number>();
      const tookMs: number[] = [];
      const inFlight = new Set<Promise<void>>();
      let sent = 0;
      let isOver = false;

      const note = (answer: Answer): void => {
        tookMs.push(answer.tookMs);
        if (answer.post !== null) acked.set(answer.post.postKey, [answer.post.postKey]);
        else refused.set(answer.status, (refused.get(answer.status) ?? 0) + 1);
      };
      const sending = (async () => {
        const beganAt = performance.now();
        while (!isOver) {
          const due = Math.floor(((performance.now() - beganAt) / 1000) * EVENTS_PER_SECOND);
          for (; sent < due; sent += 1) {
            const wish = {
              clientKey: randomUUID(),
              personKey: customers[sent % CUSTOMERS] ?? "",
              channelKey: "help",
              threadKey: null,
              text: `Nothing works since this morning (${sent}).`,
            };
            const one: Promise<void> = post(replica.origin, wish)
              .then(note)
              .finally(() => inFlight.delete(one));
            inFlight.add(one);
          }
          await sleep(20);
        }
        await Promise.all(inFlight);
      })();

      let slowestReadyMs = 0;
      for (let stop = 0; stop < size; stop += 1) {
        await sleep(1_000 + random() * 2_000);
        await server.control("--mode=immediate", "--silent", "stop");
        await sleep(1_000 + random() * 19_000);
        if (await replica.isReady()) violations.push("it says that it is ready without its database");
        await server.start();
        const backAt = performance.now();
        let red: readonly string[] | null = null;
        while (replica.isRunning) {
          const now = await replica.redChecks();
          if (now?.length === 0) break;
          if (performance.now() - backAt > 60_000) {
            violations.push("it is not ready a minute after the database was back");
            break;
          }
          red = now;
          await sleep(50);
        }
        const readyMs = performance.now() - backAt;
        slowestReadyMs = Math.max(slowestReadyMs, readyMs);
        if (readyMs > READY_MS)
          slow.push(
            `ready ${Math.round(readyMs)} ms after the database was back; at the last: ${red?.join(", ") ?? "no answer"}`,
          );
        if (!replica.isRunning) {
          violations.push(`the process ended: ${replica.output().slice(-300)}`);
          break;
        }
        progress(stop + 1);
      }
      isOver = true;
      await sending;
      if (!(await truth.settle(600_000))) violations.push("the queues did not empty");
      violations.push(...(await truth.check(acked)));
      const strange = [...refused].filter(([status]) => ![503, 429].includes(status));
      for (const [status, times] of strange)
        violations.push(`${times} requests were answered with ${status}`);
      tookMs.sort((a, b) => a - b);
      return {
        violations,
        slow,
        figures: {
          sent,
          acked: acked.size,
          "refused with 503": refused.get(503) ?? 0,
          "slowest ready ms": slowestReadyMs,
          "longest answer ms": tookMs.at(-1) ?? 0,
        },
      };
    } finally {
      await replica.kill();
      await truth.close();
      await server.remove();
    }
  },
};
