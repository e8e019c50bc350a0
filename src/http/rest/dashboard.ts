import { EMOTIONS, type EmotionLabel } from "../../domain/emotion.ts";
import { addMs, DAY, HOUR } from "../../domain/time.ts";
import { addLocalDays, startOfLocalDay, wholeHourAfter } from "../../domain/zone.ts";
import {
  FIRST_ANSWER_BUCKETS_MS,
  type HourOfFigures,
  type Metric,
} from "../../ports/stores/figures-store.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { wire } from "./wire.ts";

const AT_RISK_SHOWN = 10;
const DAYS_OF_WEEK = 7;

/** The last 24 hours by hour, or seven local days up to now by day, beside the span of the same length before. */
export async function readDashboard(desk: ConsoleDesk, period: "day" | "week", now: Date) {
  const { timeZone, settings } = await desk.tenant.get();
  const endAt = wholeHourAfter(now);
  const starts = period === "day" ? hoursBefore(endAt) : daysBefore(now, timeZone);
  const startAt = starts[0] ?? endAt;
  const beforeAt = period === "day" ? addMs(startAt, -DAY) : addLocalDays(startAt, -DAYS_OF_WEEK, timeZone);
  const hours = await desk.figures.read(startAt, endAt);
  const earlier = await desk.figures.read(beforeAt, startAt);
  const figure = (read: (part: readonly HourOfFigures[]) => number | null) => ({
    value: read(hours),
    before: earlier.length === 0 ? null : read(earlier),
  });
  const count = (metric: Metric) => figure((part) => sumOf(part, metric));
  const current = (value: number) => ({ value, before: null });
  return {
    period,
    startAt: startAt.toISOString(),
    endAt: endAt.toISOString(),
    timeZone,
    csatScore: figure((part) => share(sumOf(part, "csat-good"), sumOf(part, "csat-responses"))),
    csatCount: count("csat-responses"),
    atRisk: current(await desk.views.countAtRisk()),
    firstAnswerMedianMs: figure(medianFirstAnswer),
    answered: count("answered"),
    abstained: count("abstained"),
    openTickets: current(await desk.figures.countOpenTickets()),
    unanswered: current(await desk.figures.countUnanswered(now, settings.unansweredAfterMs)),
    customerMessages: count("customer-messages"),
    negativeSharePercent: figure(negativeShare),
    emotions: starts.map((start, at) => ({
      startAt: start.toISOString(),
      counts: emotionsWithin(hours, start, starts[at + 1] ?? endAt),
    })),
    openByAgent: wire(await desk.views.openByAgent()),
    atRiskThreads: await readAtRisk(desk, now),
  };
}

const hoursBefore = (endAt: Date): readonly Date[] =>
  Array.from({ length: 24 }, (_, at) => addMs(endAt, (at - 24) * HOUR));

const daysBefore = (now: Date, timeZone: string): readonly Date[] =>
  Array.from({ length: DAYS_OF_WEEK }, (_, at) =>
    addLocalDays(startOfLocalDay(now, timeZone), at + 1 - DAYS_OF_WEEK, timeZone),
  );

const sumOf = (hours: readonly HourOfFigures[], metric: Metric): number =>
  hours.reduce((sum, hour) => sum + (hour.counts[metric]?.count ?? 0), 0);

const share = (part: number, whole: number): number | null => (whole <= 0 ? null : part / whole);

function negativeShare(hours: readonly HourOfFigures[]): number | null {
  const sum = hours.reduce((total, hour) => total + hour.negativeShareSum, 0);
  const messages = hours.reduce((total, { emotions }) => total + totalOf(emotions), 0);
  const mean = share(sum, messages);
  return mean === null ? null : mean * 100;
}

const totalOf = (emotions: Readonly<Record<EmotionLabel, number>>): number =>
  EMOTIONS.reduce((total, label) => total + emotions[label], 0);

/** Read off the counted buckets, taken as evenly filled; `null` when nobody was answered. */
export function medianFirstAnswer(hours: readonly HourOfFigures[]): number | null {
  const buckets = FIRST_ANSWER_BUCKETS_MS.map((_, at) =>
    hours.reduce((sum, hour) => sum + (hour.firstAnswerBuckets[at] ?? 0), 0),
  );
  const open = hours.reduce((sum, hour) => sum + (hour.firstAnswerBuckets[buckets.length] ?? 0), 0);
  const half = (buckets.reduce((sum, size) => sum + size, 0) + open) / 2;
  if (half === 0) return null;
  let below = 0;
  for (const [at, size] of buckets.entries()) {
    const from = FIRST_ANSWER_BUCKETS_MS[at - 1] ?? 0;
    const to = FIRST_ANSWER_BUCKETS_MS[at] ?? from;
    if (size > 0 && below + size >= half) return Math.round(from + ((half - below) / size) * (to - from));
    below += size;
  }
  return FIRST_ANSWER_BUCKETS_MS.at(-1) ?? null;
}

function emotionsWithin(hours: readonly HourOfFigures[], from: Date, to: Date): Record<EmotionLabel, number> {
  const counts = { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 0, sadness: 0, surprise: 0 };
  for (const hour of hours) {
    if (hour.hourAt < from || hour.hourAt >= to) continue;
    for (const label of EMOTIONS) counts[label] += hour.emotions[label];
  }
  return counts;
}

async function readAtRisk(desk: ConsoleDesk, now: Date) {
  const threads = await desk.views.threads({
    view: "at-risk",
    startAt: null,
    endAt: null,
    unansweredBefore: now,
    limit: AT_RISK_SHOWN,
  });
  const rows = [];
  for (const thread of threads) {
    const risk = (await desk.views.turnsOfThread(thread.id)).at(-1)?.risk;
    rows.push(
      wire({
        thread,
        signals: risk?.signals ?? [],
        negativeEmotionSharePercent: risk?.negativeEmotionSharePercent ?? 0,
        flagged: thread.flaggedAt !== null,
      }),
    );
  }
  return rows;
}
