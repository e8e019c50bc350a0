import { setTimeout as sleep } from "node:timers/promises";
import { ackedTokens } from "./check-promises.ts";
import type { Journal } from "./journal.ts";
import type { PlatformUnderTest } from "./platform-under-test.ts";
import { testEvent } from "./test-events.ts";

/** A platform's side of the load: sends at a steady rate, whatever becomes of the desk, and again what was not acknowledged. */
export interface Sender {
  /** One thing to be sent until it is acknowledged; `token` for the journal. */
  add(token: string | null, send: () => Promise<boolean>): void;
  start(eventsPerSecond: number): void;
  pause(): void;
  /** Tries everything that is not acknowledged now, whatever the schedule says, until all is. */
  hurry(withinMs: number): Promise<void>;
  /** How many were begun. */
  readonly count: number;
  readonly open: number;
  stop(): void;
}

interface Item {
  readonly token: string | null;
  readonly send: () => Promise<boolean>;
  readonly firstAt: number;
  tries: number;
  isTrying: boolean;
}

const LOOK_EVERY_MS = 25;

export function createSender(platform: PlatformUnderTest, journal: Journal, address: string): Sender {
  const open = new Set<Item>();
  let count = 0;
  let feed: NodeJS.Timeout | undefined;

  const attempt = async (item: Item): Promise<void> => {
    if (item.isTrying) return;
    item.isTrying = true;
    item.tries += 1;
    const isAcked = await item.send();
    item.isTrying = false;
    if (!isAcked || !open.has(item)) return;
    open.delete(item);
    if (item.token !== null) journal.write({ kind: "acked", token: item.token, at: performance.now() });
  };

  /** After the last of its tries the platform gives up, and nothing was promised. */
  const look = (): void => {
    const now = performance.now();
    for (const item of open) {
      if (item.isTrying) continue;
      const waitMs = platform.resendAfterMs[item.tries - 1];
      if (waitMs === undefined) open.delete(item);
      else if (now - item.firstAt >= waitMs) void attempt(item);
    }
  };
  const schedule = setInterval(look, LOOK_EVERY_MS);

  const add = (token: string | null, send: () => Promise<boolean>): void => {
    const item: Item = { token, send, firstAt: performance.now(), tries: 0, isTrying: false };
    open.add(item);
    void attempt(item);
  };

  return {
    add,
    get count() {
      return count;
    },
    get open() {
      return open.size;
    },
    start(eventsPerSecond) {
      clearInterval(feed);
      feed = setInterval(() => {
        count += 1;
        const event = testEvent(count);
        add(event.token, () => platform.send(event, address));
      }, 1_000 / eventsPerSecond);
    },
    pause: () => clearInterval(feed),
    async hurry(withinMs) {
      const endsAt = performance.now() + withinMs;
      while (open.size > 0) {
        if (performance.now() > endsAt)
          throw new Error(`${open.size} events are not taken by a desk at rest`);
        await Promise.all([...open].map(attempt));
        await sleep(LOOK_EVERY_MS);
      }
    },
    stop() {
      clearInterval(feed);
      clearInterval(schedule);
    },
  };
}

/** How many were acknowledged, for the table. */
export const countAcked = (journal: Journal): number => ackedTokens(journal.read()).size;
