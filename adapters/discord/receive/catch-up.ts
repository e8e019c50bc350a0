import { z } from "zod";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { DiscordApi } from "../api.ts";
import { faultName } from "../errors.ts";
import type { GuildBook, KnownPlace } from "../places/guild-book.ts";
import { snowflake } from "../places/shapes.ts";
import {
  channelOfPlace,
  compareKeys,
  isDirectPlace,
  keyBefore,
  madeAtMs,
  snowflakeAt,
} from "../thread-key.ts";
import type { TakeOutcome, Told } from "./take.ts";
import type { Tracker } from "./tracker.ts";

export interface CatchUpTimes {
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
}

export const CATCH_UP_TIMES: CatchUpTimes = { firstRetryMs: 2 * SECOND, mostRetryMs: MINUTE };

export interface CatchUpOptions {
  readonly api: DiscordApi;
  readonly book: GuildBook;
  readonly tracker: Tracker;
  /** Takes a message in the order of its place. */
  readonly take: (placeKey: string, told: Told) => Promise<TakeOutcome>;
  readonly times: CatchUpTimes;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Discord never sends again what a lost session has missed: it is read from each place, from the last message kept. */
export interface CatchUp {
  /** All places of a server are behind until they were looked at. Synchronous, so that nothing slips in between. */
  suspend(guildKey: string): void;
  server(guildKey: string): Promise<void>;
  /** A message of this place was not kept: it is read again soon. */
  later(guildKey: string, placeKey: string, messageKey: string): void;
  stop(): void;
}

const PAGE = 100;
const AT_ONCE = 4;
/** Places without a position of their own are read from a little before the last word that was heard in the server. */
const OVERLAP_MS = 5 * MINUTE;
/** Direct channels and folded threads in which nothing was said for longer are not asked, nor more of them than so many. */
const UNTOLD_MS = 14 * 24 * 60 * MINUTE;
const MOST_UNTOLD = 100;

const pageShape = z.array(z.looseObject({ id: snowflake }));

export function createCatchUp(options: CatchUpOptions): CatchUp {
  const { api, book, tracker, take, times, clock, logger } = options;
  const waiting = new Map<string, NodeJS.Timeout>();
  const failures = new Map<string, number>();
  const running = new Set<string>();
  let isStopped = false;

  /** `true`: the place is level; nothing before its position is missing. */
  const readOn = async (guildKey: string, placeKey: string, from: string): Promise<boolean> => {
    let after = from;
    for (;;) {
      const outcome = await api.call({
        method: "get",
        path: `/channels/${channelOfPlace(placeKey)}/messages`,
        query: { after, limit: String(PAGE) },
        answer: pageShape,
      });
      if (isStopped) return false;
      // Gone, or not ours to read any more.
      if (outcome.kind === "refused") return true;
      if (outcome.kind === "limited" && outcome.retryAfterMs !== null && outcome.retryAfterMs < MINUTE) {
        await pause(outcome.retryAfterMs);
        continue;
      }
      if (outcome.kind !== "ok") return false;
      const messages = [...outcome.body].sort((a, b) => compareKeys(a.id, b.id));
      const takings = messages.map((message) => {
        const d = isDirectPlace(placeKey) ? message : { ...message, guild_id: guildKey };
        return take(placeKey, { t: "MESSAGE_CREATE", d, key: "" });
      });
      for (const [at, { id }] of messages.entries()) {
        if ((await takings[at]) === "not-kept") return false;
        after = id;
        tracker.move(guildKey, placeKey, id);
      }
      if (messages.length < PAGE) return true;
    }
  };

  const run = async (guildKey: string, placeKey: string, from: string): Promise<void> => {
    if (running.has(placeKey) || isStopped) return;
    running.add(placeKey);
    tracker.setBehind(placeKey);
    const isLevel = await readOn(guildKey, placeKey, from).catch((error: unknown) => {
      logger.warn({ code: faultName(error) }, "what was missed in a channel could not be read");
      return false;
    });
    running.delete(placeKey);
    if (!isLevel) return schedule(guildKey, placeKey);
    tracker.setLevel(placeKey);
    failures.delete(placeKey);
  };

  const schedule = (guildKey: string, placeKey: string): void => {
    if (isStopped || waiting.has(placeKey)) return;
    const failed = failures.get(placeKey) ?? 0;
    failures.set(placeKey, failed + 1);
    const waitMs = Math.min(times.mostRetryMs, times.firstRetryMs * 2 ** Math.min(failed, 10));
    const timer = setTimeout(() => {
      waiting.delete(placeKey);
      const from = fromOf(guildKey, placeKey);
      if (from !== null) void run(guildKey, placeKey, from);
    }, waitMs);
    timer.unref();
    waiting.set(placeKey, timer);
  };

  /** `null`: the server was never heard before, and what was said then is not for us. */
  const fromOf = (guildKey: string, placeKey: string): string | null => {
    const own = tracker.at(placeKey);
    if (own !== null) return own;
    const newest = tracker.newestIn(guildKey);
    return newest === null ? null : snowflakeAt(new Date(madeAtMs(newest) - OVERLAP_MS));
  };

  const level = (guildKey: string, place: KnownPlace): void => {
    if (place.lastMessageKey !== null) tracker.move(guildKey, place.key, place.lastMessageKey);
    tracker.setLevel(place.key);
  };

  /** Direct channels and folded threads: no server tells of them. */
  const untold = (guildKey: string, newest: string): readonly string[] => {
    const since = snowflakeAt(new Date(madeAtMs(newest) - UNTOLD_MS));
    return tracker
      .placesOf(guildKey)
      .filter(
        (key) =>
          key !== guildKey && book.place(key) === null && compareKeys(tracker.at(key) ?? "0", since) > 0,
      )
      .sort((a, b) => compareKeys(tracker.at(b) ?? "0", tracker.at(a) ?? "0"))
      .slice(0, MOST_UNTOLD);
  };

  return {
    suspend(guildKey) {
      for (const { key } of book.readable(guildKey)) tracker.setBehind(key);
      for (const key of tracker.placesOf(guildKey)) tracker.setBehind(key);
    },
    async server(guildKey) {
      const newest = tracker.newestIn(guildKey);
      // Heard from now on: a server in which nobody has said anything yet has no other mark.
      if (newest === null) tracker.move(guildKey, guildKey, snowflakeAt(clock.now()));
      const missed = new Map<string, string>();
      for (const place of book.readable(guildKey)) {
        const from = newest === null ? null : fromOf(guildKey, place.key);
        const { lastMessageKey } = place;
        if (from !== null && lastMessageKey !== null && compareKeys(lastMessageKey, from) > 0)
          missed.set(place.key, from);
        else level(guildKey, place);
      }
      for (const key of newest === null ? [] : untold(guildKey, newest))
        missed.set(key, tracker.at(key) ?? "0");
      for (const key of tracker.placesOf(guildKey)) if (!missed.has(key)) tracker.setLevel(key);
      await inParallel([...missed], ([placeKey, from]) => run(guildKey, placeKey, from));
      await tracker.flush();
    },
    later(guildKey, placeKey, messageKey) {
      if (tracker.at(placeKey) === null) tracker.move(guildKey, placeKey, keyBefore(messageKey));
      tracker.setBehind(placeKey);
      schedule(guildKey, placeKey);
    },
    stop() {
      isStopped = true;
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
