import { AsyncResource } from "node:async_hooks";
import { RapportError } from "../../domain/errors.ts";

export interface GroupCommitLimits {
  /** Rows of one flush. */
  readonly maxRows: number;
  /** What may wait behind the flush in hand; beyond it the door is shut. */
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
  /** A caller waits no longer than this. */
  readonly waitMs: number;
}

export interface GroupCommit<Row, Answer> {
  /** Resolves after the flush that holds the row is committed. Rejects with `store.unavailable`. */
  add(row: Row, bytes: number): Promise<Answer>;
  /** Rows taken in and not answered yet. */
  readonly waiting: number;
}

interface Entry<Row, Answer> {
  readonly row: Row;
  readonly bytes: number;
  readonly overdueAt: number;
  isSettled: boolean;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

const unavailable = (why: string, cause?: unknown) =>
  new RapportError("store.unavailable", why, "Send the event again in a moment; check the database.", {
    cause,
  });

/**
 * Adaptive group commit: a flush begins as soon as the one before has ended, with whatever came in meanwhile. An idle
 * desk waits for nothing; a busy one pays one commit for up to `maxRows` rows.
 */
export function createGroupCommit<Row, Answer>(
  flush: (rows: readonly Row[]) => Promise<readonly Answer[]>,
  limits: GroupCommitLimits,
): GroupCommit<Row, Answer> {
  let queue: Entry<Row, Answer>[] = [];
  let inHand: readonly Entry<Row, Answer>[] = [];
  let queuedBytes = 0;
  let isScheduled = false;
  let patience: NodeJS.Timeout | null = null;

  const schedule = () => {
    if (isScheduled || inHand.length > 0 || queue.length === 0) return;
    isScheduled = true;
    // One turn of the loop, so that requests read in the same turn share the commit.
    setImmediate(begin);
  };

  // Bound here: the flush belongs to all its callers, not to the context of the one who came first.
  const begin = AsyncResource.bind(() => {
    isScheduled = false;
    void run();
  });

  const run = async () => {
    const batch = queue.slice(0, limits.maxRows);
    queue = queue.slice(limits.maxRows);
    queuedBytes -= bytesOf(batch);
    if (batch.length === 0) return;
    inHand = batch;
    try {
      const answers = await flush(batch.map((entry) => entry.row));
      batch.forEach((entry, index) => {
        const answer = answers[index];
        if (answer === undefined) settle(entry, unavailable("The store gave no answer for a row."));
        else settle(entry, null, answer);
      });
    } catch (cause) {
      for (const entry of batch) settle(entry, unavailable("The event could not be stored.", cause));
    } finally {
      inHand = [];
      schedule();
    }
  };

  const settle = (entry: Entry<Row, Answer>, error: Error | null, answer?: Answer) => {
    if (entry.isSettled) return;
    entry.isSettled = true;
    if (error !== null) entry.reject(error);
    else if (answer !== undefined) entry.resolve(answer);
  };

  /** Rows in hand stay with the flush, which may still commit: the platform's second copy is then a duplicate. */
  const giveUpOnOverdue = () => {
    const now = performance.now();
    const isOverdue = (entry: Entry<Row, Answer>) => entry.overdueAt <= now;
    for (const entry of [...inHand, ...queue].filter(isOverdue))
      settle(entry, unavailable("The database did not answer in time."));
    queue = queue.filter((entry) => !entry.isSettled);
    queuedBytes = bytesOf(queue);
    if (patience !== null && inHand.length + queue.length === 0) {
      clearInterval(patience);
      patience = null;
    }
  };

  return {
    add(row, bytes) {
      if (queue.length >= limits.maxWaiting || queuedBytes + bytes > limits.maxWaitingBytes)
        return Promise.reject(unavailable("Too many events wait for the database."));
      patience ??= setInterval(giveUpOnOverdue, Math.max(5, limits.waitMs / 10)).unref();
      return new Promise<Answer>((resolve, reject) => {
        const overdueAt = performance.now() + limits.waitMs;
        queue.push({ row, bytes, overdueAt, isSettled: false, resolve, reject });
        queuedBytes += bytes;
        schedule();
      });
    },
    get waiting() {
      return queue.length + inHand.filter((entry) => !entry.isSettled).length;
    },
  };
}

/**
 * Several flushes under way at a time. Rows of one order key always take the same lane, so that their order holds;
 * the limits are of all lanes together, `maxRows` of each flush.
 */
export function createCommitLanes<Row, Answer>(
  flush: (rows: readonly Row[]) => Promise<readonly Answer[]>,
  limits: GroupCommitLimits,
  laneCount: number,
) {
  const lanes = Array.from({ length: Math.max(1, laneCount) }, () =>
    createGroupCommit(flush, {
      ...limits,
      maxWaiting: Math.ceil(limits.maxWaiting / laneCount),
      maxWaitingBytes: limits.maxWaitingBytes / laneCount,
    }),
  );
  return {
    add(orderKey: string, row: Row, bytes: number): Promise<Answer> {
      let hash = 0;
      for (let at = 0; at < orderKey.length; at += 1) hash = (hash * 31 + orderKey.charCodeAt(at)) | 0;
      const lane = lanes[Math.abs(hash) % lanes.length];
      return lane === undefined ? Promise.reject(unavailable("There is no lane.")) : lane.add(row, bytes);
    },
    get waiting(): number {
      return lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    },
  };
}

const bytesOf = (entries: readonly { readonly bytes: number }[]) =>
  entries.reduce((sum, entry) => sum + entry.bytes, 0);
