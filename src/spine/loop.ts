import { AsyncResource } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { errorCode } from "../domain/errors.ts";
import type { Logger } from "../ports/logger.ts";

export interface LoopOptions {
  readonly name: string;
  /** One look at the queue. Gives in how many ms to look again; 0 at once, `null` after the idle pause. */
  readonly step: () => Promise<number | null>;
  readonly idleMs: number;
  readonly logger: Logger;
}

export interface Loop {
  start(): void;
  /** There may be work: look now, or as soon as the look under way has ended. While the database is away the pause holds. */
  wake(): void;
  /** The same from somebody whom the database has just answered: what is left of a longer pause is not waited for. */
  resume(): void;
  /** Since the last look that did not fail; 0 while it is not started. A look that hangs counts as none. */
  readonly stalledMs: number;
  /** No further step begins; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

const FIRST_FAULT_PAUSE_MS = 100;
const LAST_FAULT_PAUSE_MS = 5_000;

/** Looks when woken and now and then by itself, never twice at a time, and calms down while the database is away. */
export function createLoop(options: LoopOptions): Loop {
  let isActive = false;
  let isWoken = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let faultPauseMs = 0;
  let goodAtMs = 0;

  const run = async () => {
    let pauseMs = 0;
    while (isActive && pauseMs === 0) {
      isWoken = false;
      pauseMs = await look();
      if (isWoken && faultPauseMs === 0) pauseMs = 0;
      if (pauseMs === 0) await nextTurn();
    }
    running = null;
    if (isActive) timer = setTimeout(begin, pauseMs);
  };

  const look = async (): Promise<number> => {
    try {
      const pauseMs = (await options.step()) ?? options.idleMs;
      faultPauseMs = 0;
      goodAtMs = performance.now();
      return pauseMs;
    } catch (error) {
      faultPauseMs = Math.min(LAST_FAULT_PAUSE_MS, Math.max(FIRST_FAULT_PAUSE_MS, faultPauseMs * 2));
      options.logger.warn({ loop: options.name, code: errorCode(error) }, "A look at the queue failed.");
      return faultPauseMs;
    }
  };

  // Bound here, because whoever wakes us may be inside a transaction, which our own statements must not enter.
  const begin = AsyncResource.bind(() => {
    clearTimeout(timer);
    if (!isActive) return;
    running ??= run();
  });

  const wake = (): void => {
    isWoken = true;
    if (running === null && faultPauseMs === 0) begin();
  };

  return {
    start() {
      isActive = true;
      goodAtMs = performance.now();
      begin();
    },
    wake,
    resume() {
      wake();
      if (running !== null || !isActive || faultPauseMs <= FIRST_FAULT_PAUSE_MS) return;
      // Not at once: a look may fail for a reason of its own while everything else is answered.
      faultPauseMs = FIRST_FAULT_PAUSE_MS;
      clearTimeout(timer);
      timer = setTimeout(begin, FIRST_FAULT_PAUSE_MS);
    },
    get stalledMs() {
      return isActive ? performance.now() - goodAtMs : 0;
    },
    async stop() {
      isActive = false;
      clearTimeout(timer);
      await running;
    },
  };
}
