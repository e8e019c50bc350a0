import type { TicketPriority } from "./ticket.ts";
import { HOUR } from "./time.ts";
import { addWorkingMs, type WorkingHours } from "./working-hours.ts";

/** A promise to answer: the span of working time until the first human reply, by priority. */
export interface SlaPolicy {
  readonly firstReplyMs: Readonly<Record<TicketPriority, number>>;
}

export const DEFAULT_SLA: SlaPolicy = {
  firstReplyMs: { urgent: HOUR, high: 4 * HOUR, normal: 8 * HOUR, low: 24 * HOUR },
};

/** Share of the span after which the owner is reminded: an hour leaves 15 minutes, a working day two hours. */
const WARNING_SHARE = 0.75;

/** By which clock a promise is counted. */
export interface SlaClock {
  readonly hours: WorkingHours | null;
  readonly timeZone: string;
}

type Promised = Readonly<{ openedAt: Date; priority: TicketPriority }>;

export const answerDueAt = ({ openedAt, priority }: Promised, { hours, timeZone }: SlaClock): Date =>
  addWorkingMs(hours, openedAt, DEFAULT_SLA.firstReplyMs[priority], timeZone);

/** When to remind of a promise that is not kept yet. */
export const warnAt = ({ openedAt, priority }: Promised, { hours, timeZone }: SlaClock): Date =>
  addWorkingMs(hours, openedAt, DEFAULT_SLA.firstReplyMs[priority] * WARNING_SHARE, timeZone);
