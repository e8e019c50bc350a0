import type { Platform } from "../domain/channel.ts";
import { errorCode } from "../domain/errors.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { createInHand } from "../spine/in-hand.ts";
import { createLoop } from "../spine/loop.ts";
import type { Database } from "../store/database.ts";
import { createOutboxQueue, type OutboxRow } from "../store/spine/outbox-queue.ts";
import { createPace } from "./pace.ts";
import { DEFAULT_SEND_LIMITS, type SendLimits } from "./send-limits.ts";
import { createSender, type SendOutcome, type SentRow } from "./sender.ts";

export interface DeliveryOptions {
  readonly database: Database;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this process and this life of it. */
  readonly workerId: string;
  readonly limits?: Readonly<Record<Platform, SendLimits>>;
  readonly concurrency?: number;
  readonly maxPerTenant?: number;
  readonly maxAttempts?: number;
  readonly leaseMs?: number;
  /** Of one attempt. */
  readonly deadlineMs?: number;
  readonly idleMs?: number;
  /** Of each attempt that came to an end. */
  readonly onOutcome?: (platform: string, outcome: SendOutcome) => void;
  /** After the row is closed. */
  readonly onSent?: (sent: SentRow) => void;
  /** 0..1; tests give their own. */
  readonly draw?: () => number;
}

export interface Delivery {
  start(): void;
  /** There is something to send, as the database has just said. */
  wake(): void;
  /** No new sends; waits for those under way. What was not handed to a platform yet goes back uncounted. */
  stop(waitMs: number): Promise<void>;
  /** For tests and one-shot tools: sends until nothing may be sent now. Gives how many rows were claimed. */
  runUntilIdle(): Promise<number>;
  readonly inHand: number;
  /** Since the queue was last looked at without a fault. */
  readonly stalledMs: number;
}

/** One statement over the rows under way. */
const LOOK_FOR_LOST_EVERY_MS = 5 * SECOND;

/** Brings what is in the outbox to the platforms: in order within a channel, within their limits, never twice. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { database, clock, logger, workerId } = options;
  const concurrency = options.concurrency ?? 16;
  const maxPerTenant = options.maxPerTenant ?? Math.max(1, Math.ceil(concurrency / 2));
  const leaseMs = options.leaseMs ?? 30 * SECOND;
  const draw = options.draw ?? Math.random;
  const idleMs = options.idleMs ?? SECOND / 2;
  const queue = createOutboxQueue(database);
  const pace = createPace(options.limits ?? DEFAULT_SEND_LIMITS);
  const sender = createSender({ ...options, queue, pace });
  let nextLookForLostAt = Number.NEGATIVE_INFINITY;
  let heartbeat: NodeJS.Timeout | undefined;

  /** Not handed to a platform and not given back, because the database was away: nothing is uncertain about them. */
  const owed = new Set<OutboxRow>();
  const releaseOwed = async () => {
    const rows = [...owed];
    if (rows.length === 0) return;
    await queue.release(workerId, rows);
    for (const row of rows) owed.delete(row);
  };

  const claimSome = async (): Promise<number> => {
    await releaseOwed();
    const recovered = await recoverNowAndThen();
    const limit = concurrency - inHand.size;
    if (limit <= 0) return recovered;
    const nowMs = clock.now().getTime();
    const rows = await queue.claim({
      now: clock.now(),
      limit,
      workerId,
      leaseMs,
      inHandByTenant: inHand.byTenant,
      maxPerTenant,
      pausedLanes: pace.pausedLanes(nowMs),
      pausedWorkspaceIds: pace.pausedWorkspaceIds(nowMs),
    });
    const free = rows.filter((row) => pace.take(row, nowMs));
    const early = rows.filter((row) => !free.includes(row));
    if (early.length > 0) await queue.release(workerId, early);
    for (const row of free) inHand.begin(row, () => guarded(row, () => sender.send(row)));
    return free.length + recovered;
  };

  /** Rows whose sender died in mid-send. The embedded database has one process: at the start all of them are. */
  const recoverNowAndThen = async (): Promise<number> => {
    const now = performance.now();
    if (now < nextLookForLostAt) return 0;
    const isFirst = nextLookForLostAt === Number.NEGATIVE_INFINITY;
    const lost = await queue.takeLost(workerId, leaseMs, isFirst && database.kind === "pglite");
    // Drawn, so that processes that were started together do not ask together.
    nextLookForLostAt = now + Math.min(LOOK_FOR_LOST_EVERY_MS, leaseMs / 2) * (0.6 + 0.4 * draw());
    for (const { row, lostForMs } of lost)
      inHand.begin(row, () => guarded(row, () => sender.recover(row, lostForMs)));
    if (lost.length > 0) logger.warn({ rows: lost.length }, "Found posts whose sender is gone.");
    return lost.length;
  };

  const guarded = async (row: OutboxRow, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const fields = { tenantId: row.tenantId, outboxId: row.id, code: errorCode(error) };
      if (fields.code === "store.unavailable" && !sender.hasHandedOver(row)) owed.add(row);
      else logger.warn(fields, "A post could not be closed; its lease will run out.");
    }
  };

  const loop = createLoop({
    name: "outbox",
    idleMs,
    logger,
    step: async () => {
      if ((await claimSome()) > 0 && inHand.size < concurrency) return 0;
      return Math.min(idleMs, pace.nextTokenInMs(clock.now().getTime()) ?? idleMs);
    },
  });
  const inHand = createInHand<OutboxRow>(() => loop.wake());

  const extendLeases = () => {
    if (inHand.size === 0) return;
    queue.extendLeases(workerId, leaseMs, inHand.rows).catch((error: unknown) => {
      logger.warn({ code: errorCode(error) }, "Leases could not be extended.");
    });
  };

  return {
    start() {
      heartbeat ??= setInterval(extendLeases, leaseMs / 3);
      loop.start();
    },
    wake: () => loop.resume(),
    async stop(waitMs) {
      await loop.stop();
      const rest = await inHand.settle(waitMs);
      clearInterval(heartbeat);
      heartbeat = undefined;
      const unsent = [...rest.filter((row) => !sender.hasHandedOver(row)), ...owed];
      if (unsent.length > 0) await queue.release(workerId, unsent);
      const underWay = rest.filter(sender.hasHandedOver).length;
      if (underWay > 0) logger.warn({ rows: underWay }, "Stopped while posts were under way.");
    },
    async runUntilIdle() {
      let total = 0;
      for (;;) {
        const claimed = await claimSome();
        await inHand.settle(MINUTE);
        if (claimed === 0) return total;
        total += claimed;
      }
    },
    get inHand() {
      return inHand.size;
    },
    get stalledMs() {
      return loop.stalledMs;
    },
  };
}
