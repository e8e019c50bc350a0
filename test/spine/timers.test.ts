import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type InboundEvent, orderKeyOf, type TimerDue } from "../../src/domain/inbound-event.ts";
import { createTimerPump } from "../../src/spine/timer-pump.ts";
import type { Database } from "../../src/store/database.ts";
import { cleanText } from "../../src/store/spine/clean-text.ts";
import { claimTick } from "../../src/store/spine/cron-ticks.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger } from "../fakes/logger.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { messageEvent } from "../support/spine.ts";

let database: Database;
let tenant: TestTenant;
let clock: FakeClock;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.spineQuery("delete from inbox", []);
  await database.spineQuery("delete from timers", []);
  tenant = await createTestTenant(database);
  clock = createFakeClock();
});

const pump = () => createTimerPump({ database, clock, logger: createRecordingLogger() });

function timerEvent(subjectId: string, dueAt: Date, more: Partial<TimerDue> = {}): InboundEvent {
  const { channel, actor, platform, workspaceKey, occurredAt } = messageEvent(tenant);
  return {
    kind: "timer-due",
    timer: "unanswered-check",
    subjectId,
    threadKey: null,
    dedupeKey: `timer:${subjectId}:${dueAt.toISOString()}`,
    channel,
    actor,
    platform,
    workspaceKey,
    occurredAt,
    ...more,
  };
}

const set = (subjectId: string, inMs: number, more: Partial<TimerDue> = {}) => {
  const dueAt = new Date(clock.now().getTime() + inMs);
  const event = timerEvent(subjectId, dueAt, more);
  return database.transaction("rapport_desk", tenant.tenantId, (tx) =>
    createTimerWriter(tx, tenant.tenantId).set({
      workspaceId: tenant.workspaceId,
      name: "unanswered-check",
      subjectId,
      dueAt,
      event,
    }),
  );
};

const inbox = () =>
  database.spineQuery<{ subject: string; order_key: string }>(
    "select payload ->> 'subjectId' as subject, order_key from inbox order by id",
    [],
  );

describe("a timer", () => {
  test("enters the inbox when it is due, once, in the order of the instants", async () => {
    await set("late", 2_000);
    await set("soon", 1_000);
    expect(await pump().runUntilIdle()).toBe(0);
    clock.advance(1_000);
    expect(await pump().runUntilIdle()).toBe(1);
    clock.advance(1_000);
    await Promise.all([pump().runUntilIdle(), pump().runUntilIdle()]);
    expect((await inbox()).map((row) => row.subject)).toEqual(["soon", "late"]);
  });

  test("set again moves; cancelled never comes", async () => {
    await set("moved", 1_000);
    await set("moved", 5_000);
    await set("cancelled", 1_000);
    await database.transaction("rapport_desk", tenant.tenantId, (tx) =>
      createTimerWriter(tx, tenant.tenantId).cancel("unanswered-check", "cancelled"),
    );
    clock.advance(1_000);
    expect(await pump().runUntilIdle()).toBe(0);
    clock.advance(4_000);
    expect(await pump().runUntilIdle()).toBe(1);
  });

  test("of the same instant is one event, however often it was set", async () => {
    await set("t", 1_000);
    clock.advance(1_000);
    await pump().runUntilIdle();
    clock.advance(-1_000);
    await set("t", 1_000);
    clock.advance(1_000);
    await pump().runUntilIdle();
    expect(await inbox()).toHaveLength(1);
  });

  test("many at once all come", async () => {
    await database.transaction("rapport_desk", tenant.tenantId, async (tx) => {
      const timers = createTimerWriter(tx, tenant.tenantId);
      for (let n = 0; n < 300; n++) {
        const dueAt = clock.now();
        const subjectId = `s${n}`;
        const event = timerEvent(subjectId, dueAt);
        await timers.set({
          workspaceId: tenant.workspaceId,
          name: "unanswered-check",
          subjectId,
          dueAt,
          event,
        });
      }
    });
    expect(await pump().runUntilIdle()).toBe(300);
    expect(await inbox()).toHaveLength(300);
  });

  test("takes the same place in the order as any other event of its thread", async () => {
    const key = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => cleanText(text) === text);
    const cases = fc.sample(fc.tuple(key, fc.option(key)), { numRuns: 40, seed: 7 });
    const expected = new Map<string, string>();
    for (const [index, [channelKey, threadKey]] of cases.entries()) {
      const subjectId = `o${index}`;
      const more = { threadKey, channel: { channelKey, name: "", isDirect: false, isPrivate: false } };
      expected.set(subjectId, orderKeyOf(timerEvent(subjectId, clock.now(), more)));
      await set(subjectId, 0, more);
    }
    await pump().runUntilIdle();
    for (const row of await inbox()) expect(row.order_key).toBe(expected.get(row.subject));
  });
});

test("a tick of a schedule belongs to one of all who ask", async () => {
  const asked = await Promise.all(
    Array.from({ length: 8 }, () => claimTick(database, "digest:2026-03-03T08:00Z")),
  );
  expect(asked.filter(Boolean)).toHaveLength(1);
  expect(await claimTick(database, "digest:2026-03-04T08:00Z")).toBe(true);
});
