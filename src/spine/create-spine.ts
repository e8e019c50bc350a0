import { createDelivery, type DeliveryOptions } from "../delivery/create-delivery.ts";
import type { SendLimits } from "../delivery/send-limits.ts";
import type { Platform } from "../domain/channel.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { EventHandler } from "../ports/work-queue.ts";
import type { Database } from "../store/database.ts";
import { createDeadLetters, type DeadLetter } from "../store/spine/dead-letters.ts";
import type { OpenStores } from "../store/spine/finish-work.ts";
import { createIntake, type IntakeOptions, type SpineIntake } from "../store/spine/intake.ts";
import { readSpineStats, type SpineStats } from "../store/spine/spine-stats.ts";
import type { TroubleList } from "../store/spine/trouble.ts";
import { createUnsentPosts, type UnsentPost } from "../store/spine/unsent-posts.ts";
import { createCleaner } from "./cleaner.ts";
import { createInboxWorker, type InboxWorkerOptions } from "./inbox-worker.ts";
import { watchIntake } from "./intake-watch.ts";
import { createTimerPump } from "./timer-pump.ts";
import { createWaker } from "./waker.ts";

export interface SpineOptions {
  readonly database: Database;
  readonly openStores: OpenStores;
  readonly handler: EventHandler;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this process and this life of it, e.g. host, pid and a random part. */
  readonly workerId: string;
  readonly limits?: Readonly<Record<Platform, SendLimits>>;
  readonly onSent?: DeliveryOptions["onSent"];
  readonly onOutcome?: DeliveryOptions["onOutcome"];
  readonly intake?: Partial<Omit<IntakeOptions, "database" | "clock" | "onAccepted">>;
  readonly worker?: Partial<
    Pick<InboxWorkerOptions, "concurrency" | "maxPerTenant" | "maxAttempts" | "leaseMs">
  >;
  readonly delivery?: Partial<
    Pick<DeliveryOptions, "concurrency" | "maxPerTenant" | "maxAttempts" | "leaseMs">
  >;
  /** How long closed rows are kept. */
  readonly keptMs?: number;
}

/** Whether it hears and speaks, without asking the database. */
export interface SpineVitals {
  /** Since the queue was last looked at without a fault. */
  readonly inboxStalledMs: number;
  readonly outboxStalledMs: number;
  /** For how long the door could store nothing; `null` when it can. */
  readonly refusingMs: number | null;
}

/** From the door to the platforms: nothing acknowledged is lost, nothing is said twice. */
export interface Spine {
  /** Usable before `start`: events then wait. */
  readonly intake: SpineIntake;
  start(): Promise<void>;
  /** No new work is begun; what is in hand may end within `waitMs`, the rest goes back uncounted. */
  drain(waitMs: number): Promise<void>;
  /** Something was written to the outbox outside of an event's closing transaction. */
  wakeDelivery(): void;
  /** For tests and one-shot tools: timers, events and posts until nothing is due any more. */
  runUntilIdle(): Promise<void>;
  stats(): Promise<SpineStats>;
  vitals(): SpineVitals;
  readonly deadLetters: TroubleList<DeadLetter>;
  /** Uncertain and refused posts. */
  readonly uncertain: TroubleList<UnsentPost>;
}

export function createSpine(options: SpineOptions): Spine {
  const { database, clock, logger, workerId } = options;
  const shared = { database, clock, logger, workerId };
  const delivery = createDelivery({
    ...shared,
    ...options.delivery,
    adapters: options.adapters,
    limits: options.limits,
    onSent: options.onSent,
    onOutcome: options.onOutcome,
  });
  const outboxWaker = createWaker({
    database,
    logger,
    channel: "rapport_outbox",
    onWake: () => delivery.wake(),
  });
  const worker = createInboxWorker({
    ...shared,
    ...options.worker,
    openStores: options.openStores,
    handler: options.handler,
    onPosted: () => outboxWaker.wake(),
  });
  const inboxWaker = createWaker({ database, logger, channel: "rapport_inbox", onWake: () => worker.wake() });
  const pump = createTimerPump({ database, clock, logger, onMoved: () => inboxWaker.wake() });
  const cleaner = createCleaner({ database, clock, logger, keptMs: options.keptMs });
  const { intake, refusingMs } = watchIntake(
    createIntake({ ...options.intake, database, clock, onAccepted: () => inboxWaker.wake() }),
    worker.knock,
  );
  const deadLetters = createDeadLetters(database);
  const uncertain = createUnsentPosts(database);

  return {
    intake,
    async start() {
      await Promise.all([inboxWaker.start(), outboxWaker.start()]);
      delivery.start();
      worker.start();
      pump.start();
      cleaner.start();
    },
    async drain(waitMs) {
      const endsAt = performance.now() + waitMs;
      await Promise.all([pump.stop(), cleaner.stop(), inboxWaker.stop(), outboxWaker.stop()]);
      // Posts end within 10 s by themselves; answers of the last events are sent too when time is left.
      await worker.stop(waitMs / 2);
      await delivery.stop(Math.max(0, endsAt - performance.now()));
    },
    wakeDelivery: () => outboxWaker.wake(),
    async runUntilIdle() {
      for (;;) {
        const moved = await pump.runUntilIdle();
        const worked = await worker.runUntilIdle();
        const sent = await delivery.runUntilIdle();
        if (moved + worked + sent === 0) return;
      }
    },
    stats: () => readSpineStats(database, clock.now()),
    vitals: () => ({
      inboxStalledMs: worker.stalledMs,
      outboxStalledMs: delivery.stalledMs,
      refusingMs: refusingMs(),
    }),
    deadLetters: wakingAfter(deadLetters, () => inboxWaker.wake()),
    uncertain: wakingAfter(uncertain, () => outboxWaker.wake()),
  };
}

/** A replayed row is worked at once. */
function wakingAfter<Row>(list: TroubleList<Row>, wake: () => void): TroubleList<Row> {
  return {
    ...list,
    async repair(repair) {
      const ids = await list.repair(repair);
      if (repair.action === "replay" && ids.length > 0) wake();
      return ids;
    },
  };
}
