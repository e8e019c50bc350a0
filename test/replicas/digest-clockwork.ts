import { randomUUID } from "node:crypto";
import { createDigests } from "../../src/digests/create-digests.ts";
import { scheduleDueDigests } from "../../src/digests/schedule-digests.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import type { Store } from "../../src/ports/stores/store.ts";
import type { EventHandler } from "../../src/ports/work-queue.ts";
import { createSpine } from "../../src/spine/create-spine.ts";
import type { Database } from "../../src/store/database.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { tenantStores } from "../../src/store/tenant-stores.ts";

/** Schedule, timers, queues, digests and delivery of one process on the real store, with a clock that is told the time. */
export interface DigestClockwork {
  readonly store: Store;
  readonly database: Database;
  /** What its clock shows from now on. */
  setTime(at: Date): void;
  /** What the schedule does at a tick, and all work that comes of it. `false` while the one before is under way. */
  look(): Promise<boolean>;
  /** Another life of the process: what it remembered is gone. */
  restart(): void;
  close(): Promise<void>;
}

export interface ClockworkOptions {
  readonly url: string;
  readonly at: Date;
  readonly platform: ChatAdapter;
  /** While a digest is being drawn: its event is in hand, its lease runs. */
  readonly whileDrawing: () => Promise<void>;
}

export async function openDigestClockwork(options: ClockworkOptions): Promise<DigestClockwork> {
  const database = await openDatabase({ url: options.url, poolSize: 4 });
  const writers = { outbox: createOutboxWriter, timers: createTimerWriter };
  const store = createStore({ database, ...writers });
  let now = options.at;
  const clock = { now: () => now };
  const digests = createDigests({
    logger: silentLogger,
    painter: {
      async paint() {
        await options.whileDrawing();
        return new Uint8Array([1]);
      },
    },
  });
  /** As `src/pipeline/handle-event.ts` has it for this timer. */
  const handler: EventHandler = async (claimed) => {
    const { event, tenantId } = claimed;
    if (event.kind !== "timer-due") throw new Error("only digests are due here");
    const kind = event.subjectId === "weekly" ? "weekly" : "daily";
    const request = { tenantId, kind, askedBy: "schedule", now: new Date(event.occurredAt) } as const;
    const post = await digests.prepare(request, claimed.read);
    await claimed.finish(async (stores) => {
      await post(stores);
    });
  };
  const begin = () =>
    createSpine({
      database,
      handler,
      clock,
      logger: silentLogger,
      openStores: (tx, tenantId) => tenantStores(tx, tenantId, writers),
      adapters: new Map([[options.platform.platform, options.platform]]),
      workerId: randomUUID(),
    });
  let spine = begin();
  let isLooking = false;
  return {
    store,
    database,
    setTime(at) {
      now = at;
    },
    async look() {
      if (isLooking) return false;
      isLooking = true;
      try {
        await scheduleDueDigests(store, clock.now());
        await spine.runUntilIdle();
      } finally {
        isLooking = false;
      }
      return true;
    },
    restart() {
      spine = begin();
    },
    close: () => database.close(),
  };
}
