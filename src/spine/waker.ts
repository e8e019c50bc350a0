import { AsyncResource } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "../domain/errors.ts";
import type { Logger } from "../ports/logger.ts";
import type { Database } from "../store/database.ts";

/** Says in all processes that a queue has something new. A lost hint costs one idle pause, never an event. */
export interface Waker {
  wake(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whoever works has been told by the first hint, and looks again by himself while there is something. */
const HINT_EVERY_MS = 10;

export function createWaker(options: {
  readonly database: Database;
  readonly channel: string;
  readonly logger: Logger;
  /** In this process, at once. */
  readonly onWake: () => void;
}): Waker {
  const { database, channel, logger, onWake } = options;
  let isTelling = false;
  let hasMore = false;
  let stopListening: (() => Promise<void>) | null = null;

  /** One hint at a time, and a pause behind it: a thousand events a second are not a thousand hints. */
  const tellOthers = AsyncResource.bind(async () => {
    isTelling = true;
    do {
      hasMore = false;
      try {
        await database.notify(channel, "");
        await sleep(HINT_EVERY_MS, undefined, { ref: false });
      } catch (error) {
        logger.debug({ channel, code: errorCode(error) }, "A hint was not sent.");
      }
    } while (hasMore);
    isTelling = false;
  });

  return {
    wake() {
      onWake();
      // The embedded database has this one process.
      if (database.kind === "pglite") return;
      if (isTelling) hasMore = true;
      else void tellOthers();
    },
    async start() {
      if (database.kind === "pglite") return;
      try {
        // A connection that was lost and is back: hints may have been missed, and the database answers again.
        stopListening = await database.listen(channel, onWake, onWake);
      } catch (error) {
        logger.warn({ channel, code: errorCode(error) }, "No hints between processes; queues are polled.");
      }
    },
    async stop() {
      await stopListening?.();
      stopListening = null;
    },
  };
}
