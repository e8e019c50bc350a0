import { addMs, DAY, HOUR } from "./time.ts";

/** As they stand in titles and on axes. */
export const MONTHS: readonly string[] = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall says there. */
export function localTime(at: Date, timeZone: string): LocalTime {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(
    formatter.formatToParts(at).map((part) => [part.type, Number(part.value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}

/** The instant at which the local calendar day and hour begin; in a gap of daylight saving, the first instant after it. */
export function instantOfLocal(
  local: Pick<LocalTime, "year" | "month" | "day" | "hour">,
  timeZone: string,
): Date {
  const wanted = Date.UTC(local.year, local.month - 1, local.day, local.hour);
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) {
    const seen = localTime(new Date(guess), timeZone);
    const shown = Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute, seen.second);
    if (shown === wanted) break;
    guess += wanted - shown;
  }
  return new Date(guess);
}

export const startOfLocalDay = (at: Date, timeZone: string): Date =>
  instantOfLocal({ ...localTime(at, timeZone), hour: 0 }, timeZone);

/** Midnight of the local day so many days away; days of 23 and 25 hours included. */
export function addLocalDays(startAt: Date, days: number, timeZone: string): Date {
  const { year, month, day } = localTime(startAt, timeZone);
  const noon = new Date(Date.UTC(year, month - 1, day + days, 12));
  return instantOfLocal(
    { year: noon.getUTCFullYear(), month: noon.getUTCMonth() + 1, day: noon.getUTCDate(), hour: 0 },
    timeZone,
  );
}

/** "2026-03-02": the local calendar day. */
export function localDay(at: Date, timeZone: string): string {
  const { year, month, day } = localTime(at, timeZone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** The newest instant not after `now` at which the local clock showed this hour. */
export function latestLocalHour(now: Date, hour: number, timeZone: string): Date {
  const today = instantOfLocal({ ...localTime(now, timeZone), hour }, timeZone);
  if (today <= now) return today;
  const yesterday = addMs(startOfLocalDay(now, timeZone), -DAY / 2);
  return instantOfLocal({ ...localTime(yesterday, timeZone), hour }, timeZone);
}

export const wholeHourAfter = (at: Date): Date => new Date((Math.floor(at.getTime() / HOUR) + 1) * HOUR);
