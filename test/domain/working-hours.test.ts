import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.ts";
import {
  addWorkingMs,
  isWorkingTime,
  nextOpening,
  openingWords,
  type WorkingHours,
} from "../../src/domain/working-hours.ts";
import { localTime } from "../../src/domain/zone.ts";

const OFFICE: WorkingHours = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 17 * 60 };
const BERLIN = "Europe/Berlin";
const at = (iso: string): Date => new Date(iso);

describe("working hours", () => {
  it("are kept in the company's own zone, summer and winter", () => {
    expect(isWorkingTime(OFFICE, at("2026-01-15T08:30:00Z"), BERLIN)).toBe(true);
    expect(isWorkingTime(OFFICE, at("2026-01-15T07:30:00Z"), BERLIN)).toBe(false);
    expect(isWorkingTime(OFFICE, at("2026-07-15T07:30:00Z"), BERLIN)).toBe(true);
    expect(isWorkingTime(OFFICE, at("2026-07-15T15:00:00Z"), BERLIN)).toBe(false);
  });

  it("say when somebody is back: later today, tomorrow, after the weekend", () => {
    const says = (now: string): string | null => {
      const opensAt = nextOpening(OFFICE, at(now), BERLIN);
      return opensAt && openingWords(opensAt, at(now), BERLIN);
    };
    expect(says("2026-03-03T06:00:00Z")).toBe("today at 09:00 (Europe/Berlin)");
    expect(says("2026-03-03T18:00:00Z")).toBe("tomorrow at 09:00 (Europe/Berlin)");
    expect(says("2026-03-06T18:00:00Z")).toBe("on Monday at 09:00 (Europe/Berlin)");
    expect(says("2026-03-03T10:00:00Z")).toBeNull();
  });

  it("four hours from Friday at four end on Monday at noon, over the change to summer time too", () => {
    expect(addWorkingMs(OFFICE, at("2026-03-06T15:00:00Z"), 4 * HOUR, BERLIN)).toEqual(
      at("2026-03-09T11:00:00Z"),
    );
    expect(addWorkingMs(OFFICE, at("2026-03-27T15:00:00Z"), 4 * HOUR, BERLIN)).toEqual(
      at("2026-03-30T10:00:00Z"),
    );
  });

  it("a team without hours is always there", () => {
    const now = at("2026-03-08T03:00:00Z");
    expect(nextOpening(null, now, BERLIN)).toBeNull();
    expect(addWorkingMs(null, now, HOUR, BERLIN)).toEqual(at("2026-03-08T04:00:00Z"));
  });

  it("whatever the hours: the opening lies in them, and a promise is never due outside of them nor early", () => {
    const hours = fc
      .record({
        days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fromMinute: fc.integer({ min: 0, max: 1_380 }),
        length: fc.integer({ min: 30, max: 1_440 }),
      })
      .map(
        ({ days, fromMinute, length }): WorkingHours => ({
          days,
          fromMinute,
          untilMinute: Math.min(1_440, fromMinute + length),
        }),
      );
    const now = fc.date({
      min: at("2026-01-01T00:00:00Z"),
      max: at("2027-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    const zone = fc.constantFrom("UTC", BERLIN, "America/New_York", "Asia/Kolkata");
    fc.assert(
      fc.property(
        hours,
        now,
        zone,
        fc.integer({ min: 1, max: 20 * 60 }),
        (open, asked, timeZone, minutes) => {
          const opensAt = nextOpening(open, asked, timeZone);
          if (opensAt !== null) {
            expect(opensAt > asked && isWorkingTime(open, opensAt, timeZone)).toBe(true);
            expect(opensAt.getTime() - asked.getTime()).toBeLessThan(8 * DAY);
          }
          const dueAt = addWorkingMs(open, asked, minutes * MINUTE, timeZone);
          expect(dueAt.getTime() - asked.getTime()).toBeGreaterThanOrEqual(minutes * MINUTE);
          const { hour, minute } = localTime(new Date(dueAt.getTime() - 1), timeZone);
          // A night without an hour moves the opening behind the gap.
          if (hour !== 3) expect(hour * 60 + minute).toBeGreaterThanOrEqual(open.fromMinute - 60);
        },
      ),
      { numRuns: 200 },
    );
  });
});
