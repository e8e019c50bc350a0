import type { DigestKind } from "../domain/digest.ts";
import { addMs, DAY } from "../domain/time.ts";
import { addLocalDays, localTime, startOfLocalDay, wholeHourAfter } from "../domain/zone.ts";

export interface Period {
  readonly startAt: Date;
  readonly endAt: Date;
}

const MONDAY = 1;

/** The period before, of the same length in local days. */
export interface DigestPeriod extends Period {
  readonly before: Period;
}

/**
 * By schedule: the last whole local day, or the last whole week from Monday on. By command: the last 24 hours
 * (7 days) up to the end of the running hour, because figures are kept by hour.
 */
export function digestPeriod(
  kind: DigestKind,
  askedBy: "schedule" | "command",
  now: Date,
  timeZone: string,
): DigestPeriod {
  const days = kind === "daily" ? 1 : 7;
  if (askedBy === "command") {
    const endAt = wholeHourAfter(now);
    const startAt = addMs(endAt, -days * DAY);
    return { startAt, endAt, before: { startAt: addMs(startAt, -days * DAY), endAt: startAt } };
  }
  const endAt = kind === "daily" ? startOfLocalDay(now, timeZone) : lastMonday(now, timeZone);
  const startAt = addLocalDays(endAt, -days, timeZone);
  return { startAt, endAt, before: { startAt: addLocalDays(startAt, -days, timeZone), endAt: startAt } };
}

function lastMonday(now: Date, timeZone: string): Date {
  const today = startOfLocalDay(now, timeZone);
  const { year, month, day } = localTime(today, timeZone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return addLocalDays(today, -((weekday - MONDAY + 7) % 7), timeZone);
}
