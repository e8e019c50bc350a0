import { setImmediate as nextTurn } from "node:timers/promises";
import { errorCode, RapportError } from "../domain/errors.ts";
import { addMs, MINUTE, SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { ClaimedEvent, EventHandler } from "../ports/work-queue.ts";
import type { Database } from "../store/database.ts";
import { finishWork, type OpenStores } from "../store/spine/finish-work.ts";
import { inboundEventSchema } from "../store/spine/inbound-event-schema.ts";
import { type ClaimedRow, createInboxQueue } from "../store/spine/inbox-queue.ts";
import { withinTime } from "../store/spine/within-time.ts";
import { type BackOff, backOffMs } from "./back-off.ts";
import { createGiveWay, type GiveWay } from "./give-way.ts";
import { createInHand } from "./in-hand.ts";
import { createLoop } from "./loop.ts";
import { createLoopMeter } from "./loop-meter.ts";

export interface InboxWorkerOptions {
  readonly database: Database;
  readonly openStores: OpenStores;
  readonly handler: EventHandler;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this process and this life of it: a later one with the same name would be taken for the same holder. */
  readonly workerId: string;
  readonly concurrency?: number;
  /** Most rows of one tenant in hand, so that one with slow work leaves room for the others. */
  readonly maxPerTenant?: number;
  readonly maxAttempts?: number;
  readonly backOff?: BackOff;
  readonly leaseMs?: number;
  readonly idleMs?: number;
  /** A handler that takes longer counts as failed. */
  readonly handlerMs?: number;
  /** After a closing transaction that left something to deliver. */
  readonly onPosted?: () => void;
  /** 0..1; tests give their own. */
  readonly draw?: () => number;
  /** Longest the event loop was held up since it was last asked, in ms; tests give their own. */
  readonly loopDelayMs?: () => number;
}

export interface InboxWorker {
  start(): void;
  /** There is work, as the database has just said. */
  wake(): void;
  /** Somebody waits at the door, and the worker steps back; call what it gives when he has his answer. */
  readonly knock: GiveWay["knock"];
  /** No new claims; waits for what is in hand, then gives the rest back without counting an attempt. */
  stop(waitMs: number): Promise<void>;
  /** For tests and one-shot tools: works until nothing is due. Gives how many rows were claimed. */
  runUntilIdle(): Promise<number>;
  readonly inHand: number;
  /** Since the queue was last looked at without a fault. */
  readonly stalledMs: number;
}

const SLICE_MS = 2;
/** Three heartbeats of a busy process go into it; shorter, and a machine that stalls would lose its work to others. */
const LEASE_MS = 15 * SECOND;
/** One statement over the few rows in hand, by the index of leases: its price is that of asking. */
const TAKE_OVER_EVERY_MS = 2 * SECOND;
/** With this share of its places taken, a worker lets rows gather before it claims again. */
const BUSY_SHARE = 0.25;
const GATHER_MS = 20;
/**
 * Rows fetched at a time while it gives way. At worst one begins every 100 ms, and whoever comes meanwhile waits for all
 * of them: enough that a claim takes some of the oldest and some in turns, few enough that nobody waits for long.
 */
const NARROW_ROWS = 4;

/** Claims inbox rows and hands each to the handler; see `ClaimedEvent` for what the handler may rely on. */
export function createInboxWorker(options: InboxWorkerOptions): InboxWorker {
  const { database, clock, logger, workerId } = options;
  const concurrency = options.concurrency ?? 16;
  const maxPerTenant = options.maxPerTenant ?? Math.max(1, Math.ceil(concurrency / 2));
  const maxAttempts = options.maxAttempts ?? 5;
  const backOff = options.backOff ?? { firstMs: SECOND, mostMs: MINUTE };
  const leaseMs = options.leaseMs ?? LEASE_MS;
  const draw = options.draw ?? Math.random;
  const queue = createInboxQueue(database);
  const takeOverEveryMs = Math.min(TAKE_OVER_EVERY_MS, leaseMs / 2);
  let nextTakeOverAt = Number.NEGATIVE_INFINITY;
  /** Rows that could not be given back because the database was away: no thread shall wait for their leases. */
  const owed = new Set<ClaimedRow>();
  let heartbeat: NodeJS.Timeout | undefined;

  let lastClaimAt = Number.NEGATIVE_INFINITY;
  const loopMeter = createLoopMeter();
  const giveWay = createGiveWay({
    most: concurrency,
    loopDelayMs: options.loopDelayMs ?? (() => loopMeter.longestMs()),
  });

  /** Gives whether there may be more: every row that was asked for came. */
  const claimSome = async (): Promise<{ readonly claimed: number; readonly isFull: boolean }> => {
    await releaseOwed();
    await takeOverNowAndThen();
    const room = concurrency - inHand.size;
    const limit = giveWay.isNarrow ? Math.min(room, NARROW_ROWS) : room;
    if (limit <= 0) return { claimed: 0, isFull: false };
    lastClaimAt = performance.now();
    const rows = await queue.claim({
      now: clock.now(),
      limit,
      workerId,
      leaseMs,
      inHandByTenant: inHand.byTenant,
      maxPerTenant,
    });
    for (const row of rows) inHand.hold(row, () => work(row));
    return { claimed: rows.length, isFull: rows.length === limit };
  };

  /** Begins what may begin; gives in how many ms to ask again when some is still held. */
  const beginSome = async (nextInMs: (underWay: number) => number): Promise<number | null> => {
    let sliceBeganAt = performance.now();
    while (inHand.held > 0) {
      const inMs = nextInMs(inHand.underWay);
      if (inMs > 0) return inMs;
      inHand.beginNext();
      if (performance.now() - sliceBeganAt < SLICE_MS) continue;
      await nextTurn();
      sliceBeganAt = performance.now();
    }
    return null;
  };

  const loop = createLoop({
    name: "inbox",
    idleMs: options.idleMs ?? SECOND,
    logger,
    step: async () => {
      // Rows that are held are worked first; more of them would only be kept from other processes.
      const againInMs = await beginSome(giveWay.nextInMs);
      if (againInMs !== null) return againInMs;
      const gatherMs = lastClaimAt + GATHER_MS - performance.now();
      const isBusy = giveWay.isNarrow ? inHand.size > 0 : inHand.size > concurrency * BUSY_SHARE;
      if (isBusy && gatherMs > 0) return Math.ceil(gatherMs);
      const { isFull } = await claimSome();
      return (await beginSome(giveWay.nextInMs)) ?? (isFull && inHand.size < concurrency ? 0 : null);
    },
  });
  const inHand = createInHand<ClaimedRow>(() => loop.wake());

  /** The embedded database has one process: at the start every lease belongs to a dead one. */
  const takeOverNowAndThen = async () => {
    const now = performance.now();
    if (now < nextTakeOverAt) return;
    const isFirst = nextTakeOverAt === Number.NEGATIVE_INFINITY;
    const rows = await queue.takeOver({ maxAttempts, everyLease: isFirst && database.kind === "pglite" });
    // Drawn, so that processes that were started together do not ask together.
    nextTakeOverAt = now + takeOverEveryMs * (0.6 + 0.4 * draw());
    if (rows > 0) logger.warn({ rows }, "Took over events of a worker that is gone.");
  };

  const releaseOwed = async () => {
    const rows = [...owed];
    if (rows.length === 0) return;
    await queue.release(workerId, rows);
    for (const row of rows) owed.delete(row);
  };

  const work = async (row: ClaimedRow): Promise<void> => {
    try {
      await withinTime(handle(row), options.handlerMs ?? 2 * MINUTE, workTookTooLong);
    } catch (error) {
      await giveBack(row, error);
    }
  };

  const handle = async (row: ClaimedRow): Promise<void> => {
    const event = inboundEventSchema.safeParse(row.payload);
    if (!event.success) throw new RapportError("work.unreadable", "The event does not parse.", "Discard it.");
    let isFinished = false;
    const claimed: ClaimedEvent = {
      tenantId: row.tenantId,
      workspaceId: row.workspaceId,
      inboxId: row.id,
      attempt: row.attempt,
      event: event.data,
      finish: async (closing) => {
        const { outcome, hasPosted } = await finishWork(
          database,
          options.openStores,
          row,
          workerId,
          clock.now(),
          closing,
        );
        isFinished = true;
        if (hasPosted) options.onPosted?.();
        if (outcome === "fenced")
          logger.warn({ tenantId: row.tenantId, inboxId: row.id }, "Another worker has taken over.");
        return outcome;
      },
      read: (reading) =>
        database.transaction("rapport_desk", row.tenantId, (tx) =>
          reading(options.openStores(tx, row.tenantId)),
        ),
    };
    await options.handler(claimed);
    if (!isFinished) throw workUnfinished();
  };

  const giveBack = async (row: ClaimedRow, error: unknown): Promise<void> => {
    const code = errorCode(error);
    const fields = { tenantId: row.tenantId, inboxId: row.id, attempt: row.attempt, code };
    try {
      if (code === "store.unavailable") {
        // Not the event's fault; the loop waits until the database is back.
        await queue.release(workerId, [row]);
      } else if (code === "work.unreadable" || row.attempt >= maxAttempts) {
        logger.error(fields, "An event went to the dead letters.");
        await queue.fail(row, workerId, code, null);
      } else {
        logger.warn(fields, "An event failed and will be tried again.");
        const runAt = addMs(clock.now(), backOffMs(row.attempt, backOff, draw()));
        await queue.fail(row, workerId, code, runAt);
      }
    } catch (fault) {
      const isAway = errorCode(fault) === "store.unavailable";
      if (isAway) owed.add(row);
      logger.warn(
        { ...fields, fault: errorCode(fault) },
        `An event could not be given back: ${isAway ? "it is when the database answers" : "its lease will run out"}.`,
      );
    }
  };

  const extendLeases = () => {
    if (inHand.size === 0) return;
    queue.extendLeases(workerId, leaseMs, inHand.rows).catch((error: unknown) => {
      logger.warn({ code: errorCode(error) }, "Leases could not be extended.");
    });
  };

  return {
    start() {
      heartbeat ??= setInterval(extendLeases, leaseMs / 3);
      loopMeter.start();
      loop.start();
    },
    wake: () => loop.resume(),
    knock: giveWay.knock,
    async stop(waitMs) {
      await loop.stop();
      const rest = await inHand.settle(waitMs);
      clearInterval(heartbeat);
      heartbeat = undefined;
      loopMeter.stop();
      const all = [...rest, ...owed];
      if (all.length > 0) await queue.release(workerId, all);
    },
    async runUntilIdle() {
      let total = 0;
      for (;;) {
        const { claimed } = await claimSome();
        await beginSome(() => 0);
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

const workTookTooLong = () =>
  new RapportError("work.deadline", "The work on an event took too long.", "Look at what it waited for.");

const workUnfinished = () =>
  new RapportError("work.unfinished", "The handler ended without closing the event.", "Await `finish`.");
