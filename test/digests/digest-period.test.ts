import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestPeriod } from "../../src/digests/digest-period.ts";
import { dueSlots, nextSlot } from "../../src/digests/schedule-digests.ts";
import { DEFAULT_TENANT_SETTINGS } from "../../src/domain/tenant-settings.ts";
import { DAY, HOUR } from "../../src/domain/time.ts";
import { addLocalDays, localTime, startOfLocalDay } from "../../src/domain/zone.ts";

const at = (iso: string): Date => new Date(iso);

describe("the period of a digest", () => {
  it("is the last whole local day, 23 hours long when the clock springs forward", () => {
    const { startAt, endAt } = digestPeriod("daily", "schedule", at("2026-03-30T06:00:00Z"), "Europe/Berlin");
    expect(startAt.toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(endAt.toISOString()).toBe("2026-03-29T22:00:00.000Z");
    expect(endAt.getTime() - startAt.getTime()).toBe(23 * HOUR);
  });

  it("is the week from Monday to Monday", () => {
    const { startAt, endAt } = digestPeriod("weekly", "schedule", at("2026-03-18T08:00:00Z"), "UTC");
    expect([startAt.toISOString(), endAt.toISOString()]).toEqual([
      "2026-03-09T00:00:00.000Z",
      "2026-03-16T00:00:00.000Z",
    ]);
  });

  it("runs up to the end of this hour when asked for", () => {
    const { startAt, endAt } = digestPeriod("daily", "command", at("2026-03-18T08:20:00Z"), "UTC");
    expect([startAt.toISOString(), endAt.toISOString()]).toEqual([
      "2026-03-17T09:00:00.000Z",
      "2026-03-18T09:00:00.000Z",
    ]);
  });

  it("begins where the one before ends, in every zone and season", () => {
    fc.assert(
      fc.property(
        fc.date({ min: at("2024-01-01"), max: at("2030-01-01"), noInvalidDate: true }),
        fc.constantFrom(
          "UTC",
          "Europe/Berlin",
          "America/New_York",
          "Asia/Kathmandu",
          "Pacific/Auckland",
          "America/Sao_Paulo",
        ),
        (now, zone) => {
          const today = digestPeriod("daily", "schedule", now, zone);
          const tomorrow = digestPeriod(
            "daily",
            "schedule",
            addLocalDays(startOfLocalDay(now, zone), 1, zone),
            zone,
          );
          expect(tomorrow.startAt).toEqual(today.endAt);
          expect(today.before.endAt).toEqual(today.startAt);
          expect(localTime(today.endAt, zone).minute).toBe(0);
        },
      ),
    );
  });
});

describe("which digests are due", () => {
  const tenant = { timeZone: "Europe/Berlin", settings: { ...DEFAULT_TENANT_SETTINGS, digestHour: 8 } };

  it("waits for the local hour, then stays due until the next", () => {
    const slotAt = at("2026-03-17T07:00:00Z");
    expect(dueSlots(tenant, slotAt)).toEqual([{ kind: "daily", slotAt }]);
    expect(dueSlots(tenant, at("2026-03-18T06:59:00Z"))).toEqual([{ kind: "daily", slotAt }]);
  });

  it("adds the weekly one on Mondays", () => {
    expect(dueSlots(tenant, at("2026-03-16T09:00:00Z")).map(({ kind }) => kind)).toEqual(["daily", "weekly"]);
  });

  it("finds one slot a day over a year with both changes of the clock", () => {
    const slots = new Set<string>();
    for (
      let now = at("2026-01-01T12:00:00Z").getTime();
      now < at("2027-01-01T12:00:00Z").getTime();
      now += HOUR
    ) {
      for (const { kind, slotAt } of dueSlots(tenant, new Date(now)))
        if (kind === "daily") slots.add(slotAt.toISOString());
    }
    expect(slots.size).toBe(Math.round((at("2027-01-01").getTime() - at("2026-01-01").getTime()) / DAY) + 1);
  });

  it("knows the next one over the change of the clock", () => {
    const now = at("2026-03-28T12:00:00Z");
    expect(nextSlot("daily", tenant, now).toISOString()).toBe("2026-03-29T06:00:00.000Z");
    expect(nextSlot("weekly", tenant, now).toISOString()).toBe("2026-03-30T06:00:00.000Z");
  });
});
