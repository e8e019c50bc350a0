import { eq, gte, isNotNull, isNull, lt, lte, notInArray, sql } from "drizzle-orm";
import type { EmotionLabel } from "../domain/emotion.ts";
import { addMs } from "../domain/time.ts";
import {
  FIRST_ANSWER_BUCKETS_MS,
  type FiguresStore,
  type HourOfFigures,
  METRICS,
  type Metric,
} from "../ports/stores/figures-store.ts";
import { asksSomething } from "./asks-something.ts";
import { mine, type Room } from "./room.ts";
import { deskHourly, emotionHourly, threads, tickets } from "./schema/index.ts";

/** Buckets are counted beside the metrics, under names that no metric has. */
const BUCKET = "first-answer/";

export function createFiguresStore(room: Room): FiguresStore {
  return {
    async count({ at, platform, metric, by = 1, sum = 0 }) {
      room.rollups.addDesk({ at, platform, metric, count: by, sum });
    },

    async countFirstAnswer({ at, platform, waitedMs }) {
      room.rollups.addDesk({ at, platform, metric: "first-answer", count: 1, sum: waitedMs });
      room.rollups.addDesk({ at, platform, metric: `${BUCKET}${bucketOf(waitedMs)}`, count: 1, sum: 0 });
    },

    async read(from, to) {
      await room.rollups.flush();
      const hours = new Map<number, MutableHour>();
      for (const row of await readEmotions(room, from, to)) {
        const hour = hourIn(hours, row.hourAt);
        hour.emotions[row.emotion] += row.messages;
        hour.negativeShareSum += row.negativeShareSum;
      }
      for (const row of await readDesk(room, from, to)) addDeskRow(hourIn(hours, row.hourAt), row);
      return [...hours.values()].sort((a, b) => a.hourAt.getTime() - b.hourAt.getTime());
    },

    countUnanswered: (now, unansweredAfterMs) =>
      room.sql.$count(
        threads,
        mine(
          room,
          threads,
          eq(threads.status, "open"),
          isNotNull(threads.customerId),
          isNull(threads.firstAgentReplyAt),
          isNull(threads.firstBotReplyAt),
          lte(threads.openedAt, addMs(now, -unansweredAfterMs)),
          asksSomething,
        ),
      ),

    countOpenTickets: () =>
      room.sql.$count(tickets, mine(room, tickets, notInArray(tickets.state, ["solved", "closed"]))),
  };
}

interface MutableHour extends HourOfFigures {
  readonly counts: Partial<Record<Metric, { count: number; sum: number }>>;
  readonly firstAnswerBuckets: number[];
  readonly emotions: Record<EmotionLabel, number>;
  negativeShareSum: number;
}

function hourIn(hours: Map<number, MutableHour>, hourAt: Date): MutableHour {
  const known = hours.get(hourAt.getTime());
  if (known) return known;
  const hour: MutableHour = {
    hourAt,
    counts: {},
    firstAnswerBuckets: new Array<number>(FIRST_ANSWER_BUCKETS_MS.length + 1).fill(0),
    emotions: { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 0, sadness: 0, surprise: 0 },
    negativeShareSum: 0,
  };
  hours.set(hourAt.getTime(), hour);
  return hour;
}

function addDeskRow(hour: MutableHour, row: { metric: string; count: number; sum: number }): void {
  if (row.metric.startsWith(BUCKET)) {
    const bucket = Number(row.metric.slice(BUCKET.length));
    hour.firstAnswerBuckets[bucket] = (hour.firstAnswerBuckets[bucket] ?? 0) + row.count;
    return;
  }
  const metric = METRICS.find((name) => name === row.metric);
  if (metric !== undefined) hour.counts[metric] = { count: row.count, sum: row.sum };
}

/** Zero rows are what is left of facts that were taken back. */
const readEmotions = (room: Room, from: Date, to: Date) =>
  room.sql
    .select({
      hourAt: emotionHourly.hourAt,
      emotion: emotionHourly.emotion,
      messages: sql<number>`sum(${emotionHourly.messages})::int`,
      negativeShareSum: sql<number>`sum(${emotionHourly.negativeShareSum})`,
    })
    .from(emotionHourly)
    .where(
      mine(
        room,
        emotionHourly,
        gte(emotionHourly.hourAt, from),
        lt(emotionHourly.hourAt, to),
        sql`${emotionHourly.messages} <> 0`,
      ),
    )
    .groupBy(emotionHourly.hourAt, emotionHourly.emotion);

const readDesk = (room: Room, from: Date, to: Date) =>
  room.sql
    .select({
      hourAt: deskHourly.hourAt,
      metric: deskHourly.metric,
      count: sql<number>`sum(${deskHourly.count})::int`,
      sum: sql<number>`sum(${deskHourly.sum})`,
    })
    .from(deskHourly)
    .where(
      mine(
        room,
        deskHourly,
        gte(deskHourly.hourAt, from),
        lt(deskHourly.hourAt, to),
        sql`(${deskHourly.count} <> 0 or ${deskHourly.sum} <> 0)`,
      ),
    )
    .groupBy(deskHourly.hourAt, deskHourly.metric);

function bucketOf(waitedMs: number): number {
  const index = FIRST_ANSWER_BUCKETS_MS.findIndex((bound) => waitedMs <= bound);
  return index === -1 ? FIRST_ANSWER_BUCKETS_MS.length : index;
}
