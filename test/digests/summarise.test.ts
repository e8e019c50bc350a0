import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digestPeriod } from "../../src/digests/digest-period.ts";
import { summarise } from "../../src/digests/summarise.ts";
import { EMOTIONS, negativeEmotionSharePercent } from "../../src/domain/emotion.ts";
import { addMs, DAY, HOUR, MINUTE } from "../../src/domain/time.ts";
import type { Metric } from "../../src/ports/stores/figures-store.ts";
import type { Store } from "../../src/ports/stores/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { newMessage, openStore, seedThread, tagOf } from "../support/desk-fixture.ts";

const NOW = new Date("2026-03-12T10:20:00Z");

let database: Database;
let store: Store;
beforeAll(async () => {
  database = await openTestDatabase();
  store = openStore(database);
});
afterAll(() => database.close());

type Fact =
  | { readonly kind: "count"; readonly metric: Metric; readonly minutesAgo: number }
  | { readonly kind: "answer"; readonly waitedMs: number; readonly minutesAgo: number }
  | {
      readonly kind: "reading";
      readonly emotion: (typeof EMOTIONS)[number];
      readonly share: number;
      readonly minutesAgo: number;
      readonly isTakenBack: boolean;
    };

const METRICS_COUNTED = [
  "customer-messages",
  "threads-opened",
  "answered",
  "abstained",
  "tickets-opened",
  "tickets-solved",
  "flagged",
  "csat-responses",
  "csat-good",
] as const;

const minutesAgo = fc.integer({ min: 0, max: 60 * 24 * 3 });
const facts: fc.Arbitrary<Fact[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("count" as const),
      metric: fc.constantFrom(...METRICS_COUNTED),
      minutesAgo,
    }),
    fc.record({
      kind: fc.constant("answer" as const),
      waitedMs: fc.integer({ min: 0, max: 2 * DAY }),
      minutesAgo,
    }),
    fc.record({
      kind: fc.constant("reading" as const),
      emotion: fc.constantFrom(...EMOTIONS),
      share: fc.constantFrom(0.5, 0.75, 1),
      minutesAgo,
      isTakenBack: fc.boolean(),
    }),
  ),
  { maxLength: 25 },
);

describe("the numbers of a digest", () => {
  it("are what plain counting over the same facts gives", async () => {
    await fc.assert(
      fc.asyncProperty(
        facts,
        fc.constantFrom("schedule" as const, "command" as const),
        async (history, askedBy) => {
          const { tenantId, workspaceId } = await createTestTenant(database);
          const period = digestPeriod("daily", askedBy, NOW, "UTC");
          const summary = await store.transaction(tenantId, async (stores) => {
            const { channel, thread } = await seedThread(stores, workspaceId, addMs(NOW, -30 * DAY));
            for (const fact of history) {
              const at = addMs(NOW, -fact.minutesAgo * MINUTE);
              if (fact.kind === "count")
                await stores.figures.count({ at, platform: "web", metric: fact.metric });
              else if (fact.kind === "answer")
                await stores.figures.countFirstAnswer({ at, platform: "web", waitedMs: fact.waitedMs });
              else {
                const message = newMessage(thread.id, channel.id, randomUUID(), at);
                await stores.messages.add(message);
                await stores.emotions.add({
                  messageId: message.id,
                  threadId: thread.id,
                  personId: message.authorId,
                  tag: tagOf({ [fact.emotion]: fact.share }),
                  platform: "web",
                  sentAt: at,
                });
                if (fact.isTakenBack) await stores.emotions.removeOfMessage(message.id);
              }
            }
            return summarise(stores, "daily", period, NOW);
          });
          const inside = history.filter((fact) => {
            const at = addMs(NOW, -fact.minutesAgo * MINUTE);
            return at >= period.startAt && at < period.endAt;
          });
          const count = (metric: Metric): number =>
            inside.filter((fact) => fact.kind === "count" && fact.metric === metric).length;
          const readings = inside.filter((fact) => fact.kind === "reading" && !fact.isTakenBack);
          expect(summary.customerMessages.value).toBe(count("customer-messages"));
          expect(summary.threadsOpened.value).toBe(count("threads-opened"));
          expect(summary.answeredByBot.value).toBe(count("answered"));
          expect(summary.abstained.value).toBe(count("abstained"));
          expect(summary.ticketsOpened.value).toBe(count("tickets-opened"));
          expect(summary.ticketsSolved.value).toBe(count("tickets-solved"));
          expect(summary.flagged.value).toBe(count("flagged"));
          const rated = count("csat-responses");
          expect(summary.csatScore.value).toBe(rated === 0 ? null : count("csat-good") / rated);
          for (const label of EMOTIONS)
            expect(summary.emotionCounts[label]).toBe(
              readings.filter((fact) => fact.kind === "reading" && fact.emotion === label).length,
            );
          const shares = readings.map((fact) =>
            fact.kind === "reading"
              ? negativeEmotionSharePercent(tagOf({ [fact.emotion]: fact.share }).scores)
              : 0,
          );
          if (shares.length === 0) expect(summary.negativeSharePercent.value).toBeNull();
          else
            expect(summary.negativeSharePercent.value).toBeCloseTo(
              shares.reduce((sum, share) => sum + share, 0) / shares.length,
              3,
            );
          const answers = inside.flatMap((fact) => (fact.kind === "answer" ? [fact.waitedMs] : []));
          expect(summary.firstAnswerMedianMs.value === null).toBe(answers.length === 0);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it("lose and double no fact where the day begins at half past", async () => {
    const { tenantId } = await createTestTenant(database);
    const start = new Date("2026-03-02T00:00:00Z");
    const total = await store.transaction(tenantId, async (stores) => {
      for (let minutes = 0; minutes < 3 * 24 * 60; minutes += 10)
        await stores.figures.count({
          at: addMs(start, minutes * MINUTE),
          platform: "web",
          metric: "customer-messages",
        });
      let sum = 0;
      for (let day = 0; day < 6; day += 1) {
        const now = addMs(start, day * DAY + 3 * HOUR);
        const period = digestPeriod("daily", "schedule", now, "Asia/Kolkata");
        sum += (await summarise(stores, "daily", period, now)).customerMessages.value ?? 0;
      }
      return sum;
    });
    expect(total).toBe(3 * 24 * 6);
  });
});
