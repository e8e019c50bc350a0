import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_RISK } from "../../src/domain/churn-risk.ts";
import { EMOTIONS, negativeEmotionSharePercent, topEmotion } from "../../src/domain/emotion.ts";
import { addMs, HOUR, hourOf, MINUTE } from "../../src/domain/time.ts";
import type { TurnRecord } from "../../src/ports/stores/desk-stores.ts";
import type { HourOfFigures } from "../../src/ports/stores/figures-store.ts";
import type { Store } from "../../src/ports/stores/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { NOON, openStore, tagOf } from "../support/desk-fixture.ts";

const FOREVER = [new Date(0), new Date("2030-01-01")] as const;
const NO_EMOTIONS = { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 0, sadness: 0, surprise: 0 };

describe("hourly roll-ups", () => {
  let db: Database;
  let store: Store;
  beforeAll(async () => {
    db = await openTestDatabase();
    store = openStore(db);
  });
  afterAll(() => db.close());

  /** What the roll-ups must say, from the readings themselves. */
  async function emotionsFromReadings(tenantId: string) {
    const rows = await db.transaction("rapport_desk", tenantId, (tx) =>
      tx.rows<Record<(typeof EMOTIONS)[number], number> & { sent_at: string }>(
        sql`select anger, disgust, fear, joy, neutral, sadness, surprise, sent_at from emotion_readings`,
      ),
    );
    const hours = new Map<string, { emotions: Record<string, number>; negativeShareSum: number }>();
    for (const { sent_at, ...scores } of rows) {
      const key = hourOf(new Date(sent_at)).toISOString();
      const hour = hours.get(key) ?? { emotions: { ...NO_EMOTIONS }, negativeShareSum: 0 };
      const top = topEmotion(scores);
      hour.emotions[top] = (hour.emotions[top] ?? 0) + 1;
      hour.negativeShareSum += negativeEmotionSharePercent(scores) / 100;
      hours.set(key, hour);
    }
    return hours;
  }

  const readHours = (tenantId: string): Promise<readonly HourOfFigures[]> =>
    store.transaction(tenantId, (stores) => stores.figures.read(...FOREVER));

  it("equal the readings after any mixture of adding, repeating, removing and correcting", async () => {
    const scores = fc
      .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 })
      .map((parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0);
        return Object.fromEntries(EMOTIONS.map((label, index) => [label, (parts[index] ?? 0) / total]));
      });
    const step = fc.record({
      act: fc.constantFrom("add", "add", "add", "repeat", "remove-message", "remove-person", "correct"),
      person: fc.nat(2),
      message: fc.nat(9),
      platform: fc.constantFrom("web", "slack"),
      minutes: fc.nat(200),
      scores,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        async (turns) => {
          const { tenantId } = await createTestTenant(db);
          const people = [randomUUID(), randomUUID(), randomUUID()];
          const messages = Array.from({ length: 10 }, () => randomUUID());
          for (const turn of turns) {
            await store.transaction(tenantId, async ({ emotions }) => {
              for (const { act, person, message, platform, minutes, scores: drawn } of turn) {
                const personId = people[person] ?? "";
                const messageId = messages[message] ?? "";
                const reading = { messageId, threadId: randomUUID(), personId, tag: tagOf(drawn), platform };
                const sentAt = addMs(NOON, minutes * MINUTE);
                if (act === "add" || act === "repeat") await emotions.add({ ...reading, sentAt });
                if (act === "repeat") await emotions.add({ ...reading, sentAt: addMs(sentAt, HOUR) });
                if (act === "remove-message") await emotions.removeOfMessage(messageId);
                if (act === "remove-person") await emotions.removeOfPerson(personId);
                if (act === "correct") {
                  await emotions.correct({
                    messageId,
                    correctedById: personId,
                    emotion: "joy",
                    correctedAt: NOON,
                  });
                }
              }
            });
          }
          const expected = await emotionsFromReadings(tenantId);
          const hours = (await readHours(tenantId)).filter((hour) =>
            Object.values(hour.emotions).some((n) => n !== 0),
          );
          expect(hours.map((hour) => hour.hourAt.toISOString())).toEqual([...expected.keys()].sort());
          for (const hour of hours) {
            const wanted = expected.get(hour.hourAt.toISOString());
            expect(hour.emotions).toEqual(wanted?.emotions);
            expect(hour.negativeShareSum).toBeCloseTo(wanted?.negativeShareSum ?? -1, 5);
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it("give the hours back to zero, and the count of analysed messages with them", async () => {
    const { tenantId } = await createTestTenant(db);
    const personId = randomUUID();
    await store.transaction(tenantId, async (stores) => {
      for (const minutes of [0, 30, 90]) {
        const sentAt = addMs(NOON, minutes * MINUTE);
        await stores.emotions.add({
          messageId: randomUUID(),
          threadId: randomUUID(),
          personId,
          tag: tagOf({ anger: 1 }),
          platform: "web",
          sentAt,
        });
        await stores.figures.count({ at: sentAt, platform: "web", metric: "analysed" });
      }
    });
    expect((await readHours(tenantId)).map((hour) => hour.counts.analysed?.count)).toEqual([2, 1]);
    const removed = await store.transaction(tenantId, (stores) => stores.emotions.removeOfPerson(personId));
    expect(removed).toBe(3);
    expect(await readHours(tenantId)).toEqual([]);
  });

  it("count metrics over platforms, take back, and see what the same transaction has counted", async () => {
    const { tenantId } = await createTestTenant(db);
    await store.transaction(tenantId, async ({ figures }) => {
      await figures.count({ at: NOON, platform: "web", metric: "csat-responses", sum: 5 });
      await figures.count({ at: addMs(NOON, MINUTE), platform: "slack", metric: "csat-responses", sum: 3 });
      await figures.count({ at: NOON, platform: "web", metric: "flagged", by: 3 });
      expect((await figures.read(...FOREVER))[0]?.counts.flagged).toEqual({ count: 3, sum: 0 });
      await figures.count({ at: NOON, platform: "web", metric: "flagged", by: -1 });
    });
    const [hour] = await readHours(tenantId);
    expect(hour).toMatchObject({
      hourAt: NOON,
      counts: { "csat-responses": { count: 2, sum: 8 }, flagged: { count: 2, sum: 0 } },
    });
  });

  it("put first answers into buckets, the last one open, and read half-open periods", async () => {
    const { tenantId } = await createTestTenant(db);
    await store.transaction(tenantId, async ({ figures }) => {
      for (const waitedMs of [0, 5_000, 5_001, 25 * HOUR]) {
        await figures.countFirstAnswer({ at: NOON, platform: "web", waitedMs });
      }
    });
    await store.transaction(tenantId, async ({ figures }) => {
      const [hour] = await figures.read(NOON, addMs(NOON, HOUR));
      expect(hour?.firstAnswerBuckets).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
      expect(hour?.counts["first-answer"]).toEqual({ count: 4, sum: 10_001 + 25 * HOUR });
      expect(await figures.read(addMs(NOON, -HOUR), NOON)).toEqual([]);
    });
  });

  it("lose nothing when many transactions count in the same hour in different orders", async () => {
    const { tenantId } = await createTestTenant(db);
    const metrics = ["flagged", "answered", "silent", "abstained"] as const;
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        store.transaction(tenantId, async ({ figures }) => {
          const order = index % 2 === 0 ? metrics : [...metrics].reverse();
          for (const metric of order) await figures.count({ at: NOON, platform: "web", metric });
        }),
      ),
    );
    const [hour] = await readHours(tenantId);
    for (const metric of metrics) expect(hour?.counts[metric]?.count).toBe(24);
  });

  it("count what waits: threads nobody answered, tickets not finished", async () => {
    const { tenantId } = await createTestTenant(db);
    await store.transaction(tenantId, async ({ threads, figures, turns }) => {
      const open = async (
        openedAt: Date,
        customerId: string | null = randomUUID(),
        noise: "greeting" | null = null,
      ) => {
        const key = { channelId: tenantId, threadKey: randomUUID(), customerId, openedAt };
        const { thread } = await threads.ensure(key);
        await turns.add(turnAbout(thread.id, openedAt, noise));
        return thread.id;
      };
      await open(NOON);
      await open(addMs(NOON, MINUTE));
      await open(NOON, null);
      await open(NOON, randomUUID(), "greeting");
      await threads.change(await open(NOON), { firstBotReplyAt: NOON });
      await threads.change(await open(NOON), { status: "solved" });
      expect(await figures.countUnanswered(addMs(NOON, HOUR), HOUR)).toBe(1);
      expect(await figures.countUnanswered(addMs(NOON, 2 * HOUR), HOUR)).toBe(2);
      expect(await figures.countOpenTickets()).toBe(0);
    });
  });
});

function turnAbout(threadId: string, handledAt: Date, noise: "greeting" | null): TurnRecord {
  return {
    id: randomUUID(),
    threadId,
    messageId: randomUUID(),
    cause: "message",
    emotion: { kind: "not-analysed", reason: "nothing-to-read" },
    risk: NO_RISK,
    request: { confidence: noise ? 0 : 0.9, noise, asksForHuman: false, reason: "a question" },
    passages: [],
    draft: null,
    decision: [],
    timingsMs: {},
    handledAt,
  };
}
