import { addMs, DAY, MINUTE } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Database } from "../store/database.ts";
import { createInboxQueue } from "../store/spine/inbox-queue.ts";
import { createOutboxQueue } from "../store/spine/outbox-queue.ts";
import { createLoop, type Loop } from "./loop.ts";

/** How long closed rows are kept: as long as a platform may deliver the same fact again, and then some. */
export const CLOSED_KEPT_MS = 7 * DAY;
const BATCH_PAUSE_MS = 200;

/** Removes closed rows after their time, a small batch at a time. */
export function createCleaner(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keptMs?: number;
}): Loop {
  const inbox = createInboxQueue(options.database);
  const outbox = createOutboxQueue(options.database);
  return createLoop({
    name: "cleaner",
    idleMs: 60 * MINUTE,
    logger: options.logger,
    step: async () => {
      const before = addMs(options.clock.now(), -(options.keptMs ?? CLOSED_KEPT_MS));
      const removed = (await inbox.clean(before)) + (await outbox.clean(before));
      return removed > 0 ? BATCH_PAUSE_MS : null;
    },
  });
}
