import { and, desc, eq, gte, isNotNull, isNull, lt, lte, ne, type SQL, sql } from "drizzle-orm";
import { shortenText } from "../domain/chat-text.ts";
import type { ConsoleViews, PersonFacts, ThreadFacts, ThreadsQuery } from "../ports/stores/views.ts";
import { asksSomething } from "./asks-something.ts";
import { firstOf, mine, type Room } from "./room.ts";
import {
  answers,
  channels,
  csatResponses,
  csatSurveys,
  messages,
  people,
  threads,
  tickets,
  turns,
  workspaces,
} from "./schema/index.ts";

const EXCERPT_LENGTH = 160;

type ThreadViews = Pick<ConsoleViews, "threads" | "thread" | "threadsOfCustomer" | "countAtRisk">;

export function createThreadViews(room: Room): ThreadViews {
  const list = async (condition: SQL | undefined, order: readonly SQL[], limit: number) => {
    const rows = await selectThreads(room)
      .where(mine(room, threads, condition))
      .orderBy(...order)
      .limit(limit);
    return rows.map(toFacts);
  };
  const newestFirst = [desc(threads.lastMessageAt), desc(threads.id)];
  return {
    threads: (query) =>
      list(
        conditionOf(query),
        query.view === "at-risk" ? [desc(threads.riskScore), ...newestFirst] : newestFirst,
        query.limit,
      ),
    thread: async (id) => firstOf(await list(eq(threads.id, id), newestFirst, 1)),
    threadsOfCustomer: (customerId, limit) => list(eq(threads.customerId, customerId), newestFirst, limit),
    countAtRisk: () => room.sql.$count(threads, mine(room, threads, isAtRisk())),
  };
}

const isAtRisk = () => and(eq(threads.status, "open"), ne(threads.riskLevel, "low"));

function conditionOf({ view, startAt, endAt, unansweredBefore }: ThreadsQuery): SQL | undefined {
  return and(
    startAt === null ? undefined : gte(threads.lastMessageAt, startAt),
    endAt === null ? undefined : lt(threads.lastMessageAt, endAt),
    VIEWS[view](unansweredBefore),
  );
}

const VIEWS: Readonly<Record<ThreadsQuery["view"], (unansweredBefore: Date) => SQL | undefined>> = {
  all: () => undefined,
  "at-risk": isAtRisk,
  unanswered: (unansweredBefore) =>
    and(
      eq(threads.status, "open"),
      isNotNull(threads.customerId),
      isNull(threads.firstAgentReplyAt),
      isNull(threads.firstBotReplyAt),
      lte(threads.openedAt, unansweredBefore),
      asksSomething,
    ),
  answered: () =>
    sql`exists (select 1 from ${answers} where ${answers.tenantId} = ${threads.tenantId}
      and ${answers.threadId} = ${threads.id} and ${answers.kind} = 'reply')`,
  abstained: () =>
    sql`exists (select 1 from ${turns} where ${turns.tenantId} = ${threads.tenantId}
      and ${turns.threadId} = ${threads.id} and ${turns.draft} ->> 'kind' = 'abstained')`,
  rated: () => sql`${lastRating} is not null`,
};

const lastRating = sql<number | null>`(select ${csatResponses.rating} from ${csatResponses}
  join ${csatSurveys} on ${csatSurveys.tenantId} = ${csatResponses.tenantId} and ${csatSurveys.id} = ${csatResponses.surveyId}
  where ${csatSurveys.tenantId} = ${threads.tenantId} and ${csatSurveys.threadId} = ${threads.id}
    and ${csatSurveys.customerId} = ${threads.customerId}
  order by ${csatResponses.respondedAt} desc limit 1)`;

const lastWords = sql<string | null>`(select left(${messages.text}, 400) from ${messages}
  where ${messages.tenantId} = ${threads.tenantId} and ${messages.threadId} = ${threads.id}
    and ${messages.authorId} = ${threads.customerId} and ${messages.deletedAt} is null
  order by ${messages.sentAt} desc limit 1)`;

const firstPermalink = sql<string | null>`(select ${messages.permalink} from ${messages}
  where ${messages.tenantId} = ${threads.tenantId} and ${messages.threadId} = ${threads.id}
    and ${messages.permalink} is not null
  order by ${messages.sentAt} limit 1)`;

const newestTicket = sql<number | null>`(select max(${tickets.number}) from ${tickets}
  where ${tickets.tenantId} = ${threads.tenantId} and ${tickets.threadId} = ${threads.id})`;

const selectThreads = (room: Room) =>
  room.sql
    .select({
      thread: threads,
      channelName: channels.name,
      platform: workspaces.platform,
      customer: people,
      lastWords,
      ticketNumber: newestTicket,
      rating: lastRating,
      permalink: firstPermalink,
    })
    .from(threads)
    .innerJoin(channels, and(eq(channels.tenantId, threads.tenantId), eq(channels.id, threads.channelId)))
    .innerJoin(
      workspaces,
      and(eq(workspaces.tenantId, channels.tenantId), eq(workspaces.id, channels.workspaceId)),
    )
    .leftJoin(people, and(eq(people.tenantId, threads.tenantId), eq(people.id, threads.customerId)));

type Row = Awaited<ReturnType<ReturnType<typeof selectThreads>["execute"]>>[number];

function toFacts({ thread, customer, lastWords: words, ...row }: Row): ThreadFacts {
  const answeredAt = [thread.firstAgentReplyAt, thread.firstBotReplyAt].flatMap((at) =>
    at === null ? [] : [at.getTime()],
  );
  return {
    ...row,
    id: thread.id,
    customer: toPersonFacts(customer),
    excerpt: shortenText(words ?? "", EXCERPT_LENGTH),
    status: thread.status,
    mood: thread.mood,
    riskLevel: thread.riskLevel,
    flaggedAt: thread.flaggedAt,
    openedAt: thread.openedAt,
    lastMessageAt: thread.lastMessageAt,
    firstAnswerMs:
      answeredAt.length === 0 ? null : Math.max(0, Math.min(...answeredAt) - thread.openedAt.getTime()),
    outcome: thread.outcome,
  };
}

export const toPersonFacts = (row: typeof people.$inferSelect | null): PersonFacts | null =>
  row === null ? null : { id: row.id, displayName: row.displayName, role: row.role };
