import { sql } from "drizzle-orm";
import fc from "fast-check";
import type { InboundEvent, MessagePosted } from "../../../src/domain/inbound-event.ts";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { type CrowdDesk, openCrowdDesk } from "../load/crowd-desk.ts";
import type { Scenario } from "../scenario.ts";

/** Histories that are under way at a time, each in a channel of its own. */
const AT_ONCE = 10;
/** Events of one history; all of it is the window that is shuffled. */
const MOST_EVENTS = 50;
const BEGAN_AT = "2026-03-03T09:00:00.000Z";

const words = fc.constantFrom(
  "Where is my parcel?",
  "I am furious, nobody answers!",
  "Thank you so much, that works",
  "The export fails again",
  "I want my money back",
);
const story = fc.record({
  text: words,
  isReply: fc.boolean(),
  edits: fc.array(words, { maxLength: 3 }),
  isDeleted: fc.boolean(),
});
interface Story {
  readonly text: string;
  readonly isReply: boolean;
  readonly edits: readonly string[];
  readonly isDeleted: boolean;
}
interface History {
  readonly stories: readonly Story[];
  /** Where each event stands after the shuffle. */
  readonly ranks: readonly number[];
}
const history: fc.Arbitrary<History> = fc.record({
  stories: fc.array(story, { minLength: 2, maxLength: 10 }),
  ranks: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: MOST_EVENTS,
    maxLength: MOST_EVENTS,
  }),
});

/** What a message must be in the end; the model that the desk is compared with. */
interface Final {
  readonly text: string;
  readonly isDeleted: boolean;
}
interface Played {
  readonly events: readonly InboundEvent[];
  readonly expected: ReadonlyMap<string, Final>;
}

/** The events in the order in which they happened, then shuffled; the end by the order in which they happened. */
function play(desk: CrowdDesk, channelKey: string, { stories, ranks }: History): Played {
  const tenant = desk.tenants[0];
  if (!tenant) throw new Error("no tenant");
  let second = 0;
  const at = () => new Date(Date.parse(BEGAN_AT) + second++ * SECOND).toISOString();
  const events: InboundEvent[] = [];
  const expected = new Map<string, Final>();
  const rootKey = `${channelKey}-0`;
  const posts = stories.map(
    ({ text, isReply }, n): MessagePosted => ({
      ...desk.message(tenant, { channelKey, messageKey: `${channelKey}-${n}`, text, mentionsBot: false }),
      channel: { channelKey, name: channelKey, isDirect: false, isPrivate: false },
      threadKey: isReply && n > 0 ? rootKey : null,
      occurredAt: at(),
    }),
  );
  events.push(...posts);
  for (const [n, { edits, isDeleted, text }] of stories.entries()) {
    const post = posts[n];
    if (!post) continue;
    const { platform, workspaceKey, channel, actor, messageKey } = post;
    const base = { platform, workspaceKey, channel, actor, messageKey };
    for (const [number, edit] of edits.entries())
      events.push({
        ...base,
        kind: "message-edited",
        dedupeKey: `edit:${messageKey}:${number}`,
        occurredAt: at(),
        text: edit,
      });
    if (isDeleted)
      events.push({ ...base, kind: "message-deleted", dedupeKey: `delete:${messageKey}`, occurredAt: at() });
    expected.set(messageKey, { text: isDeleted ? "" : (edits.at(-1) ?? text), isDeleted });
  }
  const shuffled = events
    .map((event, n) => ({ event, rank: ranks[n % ranks.length] ?? 0 }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ event }) => event);
  return { events: shuffled, expected };
}

interface Found extends Record<string, unknown> {
  readonly message_key: string;
  readonly text: string;
  readonly is_deleted: boolean;
  readonly readings: number;
  readonly anger: number | null;
}

async function readMessages(desk: CrowdDesk): Promise<readonly Found[]> {
  const tenantId = desk.tenants[0]?.tenantId ?? "";
  return desk.foundations.database.transaction("rapport_desk", tenantId, (tx) =>
    tx.rows<Found>(sql`
      select m.message_key, m.text, m.deleted_at is not null as is_deleted,
        count(r.message_id)::int as readings, max(r.anger)::float8 as anger
      from messages m left join emotion_readings r on r.tenant_id = m.tenant_id and r.message_id = m.id
      where m.author_role = 'customer' group by m.message_key, m.text, m.deleted_at`),
  );
}

export const outOfOrder: Scenario = {
  id: "N2",
  title: "messages, edits and deletions in any order, edits before their message",
  criterion:
    "each message ends as in the right order: words, deletion, and one reading of the last words or none",
  promises: ["P2"],
  databases: ["pglite", "postgres"],
  unit: "histories",
  fullSize: 1_000,
  async run(trial) {
    const clock = createFakeClock(BEGAN_AT);
    const desk = await openCrowdDesk({
      databaseUrl: await trial.freshDatabase(),
      tenants: 1,
      clock,
      hasDocuments: false,
    });
    const violations: string[] = [];
    const expected = new Map<string, Final>();
    let eventCount = 0;
    try {
      const histories = fc.sample(history, { numRuns: trial.size, seed: trial.seed });
      for (let start = 0; start < histories.length; start += AT_ONCE) {
        const group = histories
          .slice(start, start + AT_ONCE)
          .map((one, n) => play(desk, `h${start + n}`, one));
        for (const { events, expected: ends } of group) {
          for (const [key, end] of ends) expected.set(key, end);
          eventCount += events.length;
        }
        const longest = Math.max(...group.map(({ events }) => events.length));
        // Half of each history is worked before the other half arrives.
        for (const [from, to] of [
          [0, longest / 2],
          [longest / 2, longest],
        ] as const) {
          for (const { events } of group)
            await Promise.all(events.slice(from, to).map((event) => desk.spine.intake.accept(event)));
          await desk.spine.runUntilIdle();
        }
        for (const waitMs of [SECOND, 10 * SECOND, MINUTE]) {
          clock.advance(waitMs);
          await desk.spine.runUntilIdle();
        }
        trial.progress(Math.min(start + AT_ONCE, histories.length));
      }
      const found = new Map((await readMessages(desk)).map((row) => [row.message_key, row]));
      for (const [key, end] of expected) {
        const row = found.get(key);
        if (!row) violations.push(`${key} is not stored`);
        else if (row.text !== end.text || row.is_deleted !== end.isDeleted)
          violations.push(
            `${key} is ${row.is_deleted ? "deleted" : `"${row.text}"`} and not ${end.isDeleted ? "deleted" : `"${end.text}"`}`,
          );
        else if (row.readings !== (end.isDeleted ? 0 : 1))
          violations.push(`${key} has ${row.readings} readings`);
        else if (!end.isDeleted) {
          const outcome = await desk.foundations.models.tagger.tag(end.text);
          const anger = outcome.kind === "tagged" ? outcome.tag.scores.anger : null;
          if (anger !== null && Math.abs((row.anger ?? -1) - anger) > 0.001)
            violations.push(`${key} was read as it stood before`);
        }
      }
      const { deadLetters } = await desk.spine.stats();
      if (deadLetters > 0) violations.push(`${deadLetters} events went to the dead letters`);
      return {
        violations,
        figures: { events: eventCount, messages: expected.size, "dead letters": deadLetters },
      };
    } finally {
      await desk.close();
    }
  },
};
