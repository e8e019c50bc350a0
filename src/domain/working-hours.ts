import { addMs, DAY, MINUTE } from "./time.ts";
import { addLocalDays, instantOfLocal, localDay, localTime, startOfLocalDay } from "./zone.ts";

/** When people answer, in the company's own time zone; the same hours on each of the days. */
export interface WorkingHours {
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** Minutes after local midnight, `fromMinute` below `untilMinute`. */
  readonly fromMinute: number;
  readonly untilMinute: number;
}

interface Window {
  readonly from: Date;
  readonly until: Date;
}

/** Working days are never further apart than a week. */
const MOST_DAYS = 8;

/** `null` hours: always. */
export function isWorkingTime(hours: WorkingHours | null, at: Date, timeZone: string): boolean {
  if (hours === null) return true;
  const [next] = windowsAfter(hours, at, timeZone);
  return next !== undefined && next.from <= at;
}

/** When somebody is back; `null` while somebody is there. */
export function nextOpening(hours: WorkingHours | null, at: Date, timeZone: string): Date | null {
  if (hours === null) return null;
  const [next] = windowsAfter(hours, at, timeZone);
  return next === undefined || next.from <= at ? null : next.from;
}

/** The instant by which so much working time has gone by. */
export function addWorkingMs(hours: WorkingHours | null, at: Date, spanMs: number, timeZone: string): Date {
  if (hours === null) return addMs(at, spanMs);
  let leftMs = spanMs;
  let from = at;
  for (;;) {
    const windows = windowsAfter(hours, from, timeZone);
    for (const window of windows) {
      const beganMs = Math.max(window.from.getTime(), from.getTime());
      const roomMs = window.until.getTime() - beganMs;
      if (leftMs <= roomMs) return new Date(beganMs + leftMs);
      leftMs -= roomMs;
    }
    const last = windows.at(-1);
    if (last === undefined) return addMs(at, spanMs);
    from = last.until;
  }
}

/** The working times that end after the instant, of about a week; the first may have begun. */
function windowsAfter(hours: WorkingHours, at: Date, timeZone: string): readonly Window[] {
  const today = startOfLocalDay(at, timeZone);
  const windows: Window[] = [];
  for (let days = 0; days < MOST_DAYS; days += 1) {
    const day = addLocalDays(today, days, timeZone);
    if (!hours.days.includes(weekdayOf(day, timeZone))) continue;
    const until = minuteOfDay(day, hours.untilMinute, timeZone);
    if (until > at) windows.push({ from: minuteOfDay(day, hours.fromMinute, timeZone), until });
  }
  return windows;
}

function minuteOfDay(day: Date, minute: number, timeZone: string): Date {
  const local = { ...localTime(day, timeZone), hour: Math.floor(minute / 60) };
  return addMs(instantOfLocal(local, timeZone), (minute % 60) * MINUTE);
}

function weekdayOf(day: Date, timeZone: string): number {
  const { year, month, day: date } = localTime(day, timeZone);
  return new Date(Date.UTC(year, month - 1, date)).getUTCDay() || 7;
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** "today at 14:00", "tomorrow at 09:00", "on Monday at 09:00", with the zone behind. */
export function openingWords(opensAt: Date, now: Date, timeZone: string): string {
  const tomorrow = addLocalDays(startOfLocalDay(now, timeZone), 1, timeZone);
  const day = localDay(opensAt, timeZone);
  const weekday = WEEKDAYS[weekdayOf(opensAt, timeZone) - 1] ?? "";
  const when =
    day === localDay(now, timeZone)
      ? "today"
      : day === localDay(tomorrow, timeZone)
        ? "tomorrow"
        : opensAt.getTime() - now.getTime() < 7 * DAY
          ? `on ${weekday}`
          : `on ${day}`;
  const { hour, minute } = localTime(opensAt, timeZone);
  return `${when} at ${clock(hour * 60 + minute)} (${timeZone})`;
}

/** "Mon, Tue 09:00–17:00" for a log; "always". */
export function workingHoursWords(hours: WorkingHours | null): string {
  if (hours === null) return "always";
  const days = [...hours.days].sort((a, b) => a - b).map((day) => WEEKDAYS[day - 1]?.slice(0, 3) ?? "");
  return `${days.join(", ")} ${clock(hours.fromMinute)}–${clock(hours.untilMinute)}`;
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
