import { setImmediate as nextTurn } from "node:timers/promises";

/** The event loop gets a turn at least this often while transactions follow each other. */
const SLICE_MS = 5;

/**
 * One transaction at a time, in the order of asking. The embedded database is one session and would keep them in line
 * itself; kept here, a single statement (the door's insert, a claim) waits for the one that runs and not for all that
 * wait. Its answers come without a turn of the event loop: without a pause now and then, timers and sockets would
 * stand still for as long as there is work.
 */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let turnedAt = Number.NEGATIVE_INFINITY;
  const breathe = async (): Promise<void> => {
    if (performance.now() - turnedAt < SLICE_MS) return;
    await nextTurn();
    turnedAt = performance.now();
  };
  return (work) => {
    const mine = last.then(async () => {
      await breathe();
      return work();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
