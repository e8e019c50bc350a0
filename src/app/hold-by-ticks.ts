import { errorCode } from "../domain/errors.ts";
import { addMs, SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";

export interface HoldOptions {
  readonly name: string;
  /** `true` for exactly one caller per id, over all processes. */
  readonly claim: (id: string) => Promise<boolean>;
  /** Gives back claims of this caller's own. */
  readonly giveBack: (ids: readonly string[]) => Promise<void>;
  /** Drops claims of that name made before the instant. */
  readonly clean: (name: string, before: Date) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A holder that dies is replaced after at most one and a half of them. */
export const WINDOW_MS = 10 * SECOND;
const LOOK_MS = SECOND;
/** The holder claims the next window when this share of the present one is over; the others wait for its end. */
const EARLY = 0.5;
const KEPT_MS = 20 * WINDOW_MS;

/** One process at a time holds a name: whoever holds a window of time claims the next one before anybody else may. */
export function holdByTicks({ name, claim, giveBack, clean, clock, logger }: HoldOptions) {
  return ({ onGained, onLost }: { onGained(): void; onLost(): void }) => {
    /** Held up to and with this window; -1: not held. */
    let heldUntil = -1;
    let isReleased = false;
    let step: Promise<void> | null = null;

    const look = async (): Promise<void> => {
      const nowMs = clock.now().getTime();
      const window = Math.floor(nowMs / WINDOW_MS);
      const share = (nowMs % WINDOW_MS) / WINDOW_MS;
      const wasHeld = heldUntil >= 0;
      if (wasHeld && heldUntil >= window) {
        if (share >= EARLY && heldUntil === window && (await claim(`${name}:${window + 1}`))) {
          heldUntil = window + 1;
          await clean(name, addMs(clock.now(), -KEPT_MS));
        }
        return;
      }
      if (await claim(`${name}:${window}`)) heldUntil = window;
      else heldUntil = -1;
      const isHeld = heldUntil >= 0;
      if (isHeld && !wasHeld) onGained();
      if (!isHeld && wasHeld) onLost();
    };

    const begin = (): void => {
      if (step !== null || isReleased) return;
      step = look()
        .catch((error: unknown) => {
          logger.warn({ code: errorCode(error), name }, "who listens could not be settled");
        })
        .finally(() => {
          step = null;
        });
    };

    const timer = setInterval(begin, LOOK_MS);
    timer.unref();
    begin();
    return {
      /** Whoever waits may have it at once. */
      async release(): Promise<void> {
        isReleased = true;
        clearInterval(timer);
        await step;
        const window = Math.floor(clock.now().getTime() / WINDOW_MS);
        const held = Array.from({ length: Math.max(0, heldUntil - window + 1) }, (_, at) => window + at);
        if (held.length === 0) return;
        await giveBack(held.map((one) => `${name}:${one}`)).catch((error: unknown) => {
          logger.warn({ code: errorCode(error), name }, "who listens next must wait for its time");
        });
      },
    };
  };
}
