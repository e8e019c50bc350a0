import { and, eq, type SQL, sql } from "drizzle-orm";
import { RISK_LEVELS } from "../domain/churn-risk.ts";
import type { ConsoleViews, CustomerFacts } from "../ports/stores/views.ts";
import { firstOf, mine, type Room } from "./room.ts";
import {
  csatResponses,
  csatSurveys,
  emotionReadings,
  people,
  threads,
  tickets,
  workspaces,
} from "./schema/index.ts";

type CustomerViews = Pick<ConsoleViews, "customers" | "customer">;

export function createCustomerViews(room: Room): CustomerViews {
  const list = async (condition: SQL | undefined, limit: number) => {
    const rows = await selectCustomers(room)
      .where(mine(room, people, eq(people.role, "customer"), condition))
      .orderBy(
        sql`coalesce(${highestRisk}, 0) desc`,
        sql`${lastMessageAt} desc nulls last`,
        people.displayName,
        people.id,
      )
      .limit(limit);
    return rows.map(toFacts);
  };
  return {
    customers: ({ words, limit }) => list(words === null ? undefined : isNamed(words), limit),
    customer: async (id) => firstOf(await list(eq(people.id, id), 1)),
  };
}

/** `%`, `_` and the escape sign are taken literally. */
export const containing = (words: string): string => `%${words.trim().replace(/[\\%_]/g, "\\$&")}%`;

const isNamed = (words: string): SQL =>
  sql`${people.displayName} ilike ${sql.param(containing(words), people.displayName)}`;

const theirs = sql`${threads.tenantId} = ${people.tenantId} and ${threads.customerId} = ${people.id}`;
const highestRisk = sql<number | null>`(select max(${threads.riskScore}) from ${threads}
  where ${theirs} and ${threads.status} = 'open')`;

/** Position in RISK_LEVELS of the most worrying open thread. */
const highestLevel = sql<
  number | null
>`(select max(case ${threads.riskLevel} when 'high' then 2 when 'elevated' then 1 else 0 end) from ${threads}
  where ${theirs} and ${threads.status} = 'open')`;
const openThreads = sql<number>`(select count(*)::int from ${threads} where ${theirs} and ${threads.status} = 'open')`;
const lastMessageAt = sql<Date | null>`(select max(${threads.lastMessageAt}) from ${threads} where ${theirs})`;
const lastMood = sql<CustomerFacts["mood"]>`(select ${emotionReadings.mood} from ${emotionReadings}
  where ${emotionReadings.tenantId} = ${people.tenantId} and ${emotionReadings.personId} = ${people.id}
  order by ${emotionReadings.sentAt} desc limit 1)`;
const openTickets = sql<number>`(select count(*)::int from ${tickets}
  where ${tickets.tenantId} = ${people.tenantId} and ${tickets.customerId} = ${people.id}
    and ${tickets.state} not in ('solved', 'closed'))`;
const lastRating = sql<number | null>`(select ${csatResponses.rating} from ${csatResponses}
  join ${csatSurveys} on ${csatSurveys.tenantId} = ${csatResponses.tenantId} and ${csatSurveys.id} = ${csatResponses.surveyId}
  where ${csatSurveys.tenantId} = ${people.tenantId} and ${csatSurveys.customerId} = ${people.id}
  order by ${csatResponses.respondedAt} desc limit 1)`;

const selectCustomers = (room: Room) =>
  room.sql
    .select({
      id: people.id,
      displayName: people.displayName,
      platform: workspaces.platform,
      workspaceName: workspaces.name,
      optedOutAt: people.optedOutAt,
      mood: lastMood,
      riskScore: highestRisk,
      riskRank: highestLevel,
      openThreads,
      openTickets,
      lastRating,
      lastMessageAt: lastMessageAt.mapWith(threads.lastMessageAt),
    })
    .from(people)
    .innerJoin(
      workspaces,
      and(eq(workspaces.tenantId, people.tenantId), eq(workspaces.id, people.workspaceId)),
    );

type Row = Awaited<ReturnType<ReturnType<typeof selectCustomers>["execute"]>>[number];

const toFacts = ({ riskRank, ...row }: Row): CustomerFacts => ({
  ...row,
  riskScore: row.riskScore ?? 0,
  riskLevel: RISK_LEVELS[Number(riskRank ?? 0)] ?? "low",
});
