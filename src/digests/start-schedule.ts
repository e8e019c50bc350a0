import { errorCode } from "../domain/errors.ts";
import { MINUTE } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Store } from "../ports/stores/store.ts";
import { scheduleDueDigests } from "./schedule-digests.ts";

/** Every five minutes: an hour's digest is never more than that late, and half-hour time zones are met too. */
const EVERY_FIVE_MINUTES = "*/5 * * * *";
const TICK_TTL_MS = 5 * MINUTE;

export interface ScheduleTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `true` for exactly one process per tick. */
  readonly claimTick: (id: string) => Promise<boolean>;
}

/** Looks at once for what was missed, then at every tick, on one process of many. Gives a function that stops it. */
export async function startDigestSchedule({
  store,
  clock,
  logger,
  claimTick,
}: ScheduleTools): Promise<() => Promise<void>> {
  const { schedule } = await import("node-cron");
  const look = async (): Promise<void> => {
    try {
      await scheduleDueDigests(store, clock.now());
    } catch (fault) {
      logger.warn(
        { code: errorCode(fault) },
        "due digests could not be looked up; the next tick tries again",
      );
    }
  };
  await look();
  const task = schedule(EVERY_FIVE_MINUTES, look, {
    name: "digests",
    timezone: "UTC",
    noOverlap: true,
    distributed: true,
    distributedLease: TICK_TTL_MS,
    runCoordinator: { shouldRun: (key) => claimTick(key) },
  });
  return async () => {
    await task.destroy();
  };
}
