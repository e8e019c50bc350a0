import type { DigestKind, DigestSummary, Figure } from "../domain/digest.ts";
import { EMOTIONS, type EmotionLabel } from "../domain/emotion.ts";
import { addLocalDays, localDay, startOfLocalDay } from "../domain/zone.ts";
import { FIRST_ANSWER_BUCKETS_MS, type HourOfFigures, type Metric } from "../ports/stores/figures-store.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { DigestPeriod, Period } from "./digest-period.ts";

const TREND_DAYS = 14;
const SHOWN_AT_RISK = 3;

/** The numbers behind a digest, from the hourly roll-ups: as much work for a year of history as for a day. */
export async function summarise(
  stores: TenantStores,
  kind: DigestKind,
  period: DigestPeriod,
  now: Date,
): Promise<DigestSummary> {
  const tenant = await stores.tenant.get();
  const trendStartAt = addLocalDays(
    startOfLocalDay(new Date(period.endAt.getTime() - 1), tenant.timeZone),
    1 - TREND_DAYS,
    tenant.timeZone,
  );
  const fromAt = trendStartAt < period.before.startAt ? trendStartAt : period.before.startAt;
  const hours = await stores.figures.read(fromAt, period.endAt);
  const current = within(hours, period);
  const before = within(hours, period.before);
  const figure = (metric: Metric): Figure => ({
    value: total(current, metric),
    before: total(before, metric),
  });
  return {
    kind,
    startAt: period.startAt,
    endAt: period.endAt,
    timeZone: tenant.timeZone,
    customerMessages: figure("customer-messages"),
    analysed: figure("analysed"),
    threadsOpened: figure("threads-opened"),
    answeredByBot: figure("answered"),
    abstained: figure("abstained"),
    ticketsOpened: figure("tickets-opened"),
    ticketsSolved: figure("tickets-solved"),
    openTickets: { value: await stores.figures.countOpenTickets(), before: null },
    unanswered: {
      value: await stores.figures.countUnanswered(now, tenant.settings.unansweredAfterMs),
      before: null,
    },
    firstAnswerMedianMs: { value: medianOf(current), before: medianOf(before) },
    csatScore: { value: csatOf(current), before: csatOf(before) },
    csatCount: figure("csat-responses"),
    flagged: figure("flagged"),
    emotionCounts: emotionsOf(current),
    emotionCountsBefore: emotionsOf(before),
    negativeSharePercent: { value: negativeOf(current), before: negativeOf(before) },
    trend: trendOf(hours, trendStartAt, period.endAt, tenant.timeZone),
    atRisk: await atRisk(stores),
    flagVerdicts: { given: total(hours, "flags-judged"), confirmed: total(hours, "flags-confirmed") },
  };
}

const HAPPENINGS: readonly Metric[] = [
  "customer-messages",
  "tickets-opened",
  "tickets-solved",
  "csat-responses",
];

/** What `isEmpty` says of a summary, without making one. */
export async function hasHappened(stores: TenantStores, { startAt, endAt }: Period): Promise<boolean> {
  const hours = await stores.figures.read(startAt, endAt);
  return HAPPENINGS.some((metric) => total(hours, metric) > 0);
}

export const isEmpty = (summary: DigestSummary): boolean =>
  [summary.customerMessages, summary.ticketsOpened, summary.ticketsSolved, summary.csatCount].every(
    (figure) => (figure.value ?? 0) === 0,
  );

const within = (hours: readonly HourOfFigures[], { startAt, endAt }: Period): readonly HourOfFigures[] =>
  hours.filter(({ hourAt }) => hourAt >= startAt && hourAt < endAt);

const total = (hours: readonly HourOfFigures[], metric: Metric): number =>
  hours.reduce((sum, hour) => sum + (hour.counts[metric]?.count ?? 0), 0);

function csatOf(hours: readonly HourOfFigures[]): number | null {
  const rated = total(hours, "csat-responses");
  return rated === 0 ? null : total(hours, "csat-good") / rated;
}

function emotionsOf(hours: readonly HourOfFigures[]): Readonly<Record<EmotionLabel, number>> {
  const counts: Record<EmotionLabel, number> = {
    anger: 0,
    disgust: 0,
    fear: 0,
    joy: 0,
    neutral: 0,
    sadness: 0,
    surprise: 0,
  };
  for (const hour of hours) for (const label of EMOTIONS) counts[label] += hour.emotions[label];
  return counts;
}

function negativeOf(hours: readonly HourOfFigures[]): number | null {
  const read = Object.values(emotionsOf(hours)).reduce((sum, count) => sum + count, 0);
  const shares = hours.reduce((sum, hour) => sum + hour.negativeShareSum, 0);
  return read === 0 ? null : (shares / read) * 100;
}

/** Median of a histogram: the place inside its bucket is taken in proportion. The open bucket counts as its lower bound. */
function medianOf(hours: readonly HourOfFigures[]): number | null {
  const buckets = FIRST_ANSWER_BUCKETS_MS.map((_, position) =>
    hours.reduce((sum, hour) => sum + (hour.firstAnswerBuckets[position] ?? 0), 0),
  );
  const beyond = hours.reduce(
    (sum, hour) => sum + (hour.firstAnswerBuckets[FIRST_ANSWER_BUCKETS_MS.length] ?? 0),
    0,
  );
  const all = buckets.reduce((sum, count) => sum + count, beyond);
  if (all === 0) return null;
  let passed = 0;
  for (const [position, count] of buckets.entries()) {
    const upper = FIRST_ANSWER_BUCKETS_MS[position] ?? 0;
    const lower = position === 0 ? 0 : (FIRST_ANSWER_BUCKETS_MS[position - 1] ?? 0);
    if (passed + count >= all / 2) return lower + (upper - lower) * ((all / 2 - passed) / count);
    passed += count;
  }
  return FIRST_ANSWER_BUCKETS_MS.at(-1) ?? null;
}

function trendOf(
  hours: readonly HourOfFigures[],
  startAt: Date,
  endAt: Date,
  timeZone: string,
): DigestSummary["trend"] {
  const days: DigestSummary["trend"][number][] = [];
  for (let dayAt = startAt; dayAt < endAt; dayAt = addLocalDays(dayAt, 1, timeZone)) {
    const day = within(hours, { startAt: dayAt, endAt: addLocalDays(dayAt, 1, timeZone) });
    days.push({
      on: localDay(dayAt, timeZone),
      negativeSharePercent: negativeOf(day),
      csatScore: csatOf(day),
      messages: total(day, "customer-messages"),
      emotions: emotionsOf(day),
    });
  }
  return days;
}

async function atRisk(stores: TenantStores): Promise<DigestSummary["atRisk"]> {
  const threads = (await stores.threads.listAtRisk(SHOWN_AT_RISK)).filter(
    (thread) => thread.flaggedAt !== null,
  );
  const rows: DigestSummary["atRisk"][number][] = [];
  for (const thread of threads) {
    const customer = thread.customerId === null ? null : await stores.people.get(thread.customerId);
    const flag = await stores.riskFlags.findOpen(thread.id);
    const evidence = flag?.signals[0];
    if (!flag || !evidence) continue;
    rows.push({
      threadId: thread.id,
      customerName: customer?.displayName ?? "A customer",
      level: flag.level,
      detail: `${evidence.detail}: “${evidence.quote}”`,
      permalink: evidence.permalink,
    });
  }
  return rows;
}
