import { SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Database } from "../store/database.ts";
import { MOST_TIMERS_MOVED, moveDueTimers } from "../store/spine/timer-queue.ts";
import { createLoop } from "./loop.ts";

export interface TimerPump {
  start(): void;
  stop(): Promise<void>;
  /** Moves all that is due now; gives how many. */
  runUntilIdle(): Promise<number>;
}

/** Moves persisted waits into the inbox when they are due. */
export function createTimerPump(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onMoved?: () => void;
  readonly idleMs?: number;
}): TimerPump {
  const move = async () => {
    const moved = await moveDueTimers(options.database, options.clock.now());
    if (moved > 0) options.onMoved?.();
    return moved;
  };
  const loop = createLoop({
    name: "timers",
    idleMs: options.idleMs ?? SECOND / 2,
    logger: options.logger,
    step: async () => ((await move()) === MOST_TIMERS_MOVED ? 0 : null),
  });
  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    async runUntilIdle() {
      let total = 0;
      for (;;) {
        const moved = await move();
        total += moved;
        if (moved < MOST_TIMERS_MOVED) return total;
      }
    },
  };
}
