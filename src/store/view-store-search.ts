import { and, desc, eq, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { ConsoleViews } from "../ports/stores/views.ts";
import { mine, type Room } from "./room.ts";
import { articles, people, tickets, workspaces } from "./schema/index.ts";
import { containing } from "./view-store-customers.ts";

type SearchViews = Pick<ConsoleViews, "searchPeople" | "searchTickets" | "searchArticles">;

/** Largest ticket number the column can hold; longer digits are only words. */
const MAX_NUMBER = 2_147_483_647;

export function createSearchViews(room: Room): SearchViews {
  return {
    searchPeople: (words, limit) =>
      room.sql
        .select({
          id: people.id,
          displayName: people.displayName,
          role: people.role,
          workspaceName: workspaces.name,
        })
        .from(people)
        .innerJoin(
          workspaces,
          and(eq(workspaces.tenantId, people.tenantId), eq(workspaces.id, people.workspaceId)),
        )
        .where(mine(room, people, or(contains(people.displayName, words), contains(people.personKey, words))))
        .orderBy(people.displayName, people.id)
        .limit(limit),

    searchTickets: (words, limit) =>
      room.sql
        .select({ number: tickets.number, subject: tickets.subject, state: tickets.state })
        .from(tickets)
        .where(mine(room, tickets, or(isNumber(words), contains(tickets.subject, words))))
        .orderBy(desc(tickets.number))
        .limit(limit),

    searchArticles: (words, limit) =>
      room.sql
        .select({ id: articles.id, title: articles.title, source: articles.source })
        .from(articles)
        .where(mine(room, articles, or(contains(articles.title, words), contains(articles.source, words))))
        .orderBy(articles.title, articles.id)
        .limit(limit),
  };
}

const contains = (column: PgColumn, words: string): SQL =>
  sql`${column} ilike ${sql.param(containing(words), column)}`;

function isNumber(words: string): SQL | undefined {
  const digits = /^#?(\d{1,10})$/.exec(words.trim())?.[1];
  const number = Number(digits);
  return digits === undefined || number > MAX_NUMBER ? undefined : eq(tickets.number, number);
}
