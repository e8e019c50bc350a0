import { type SQL, sql } from "drizzle-orm";
import type { Room } from "./room.ts";

/** By what a person can be found in tables that do not name the person's id. */
export interface Traces {
  readonly personId: string;
  readonly personKey: string;
  readonly displayName: string;
  readonly workspaceId: string;
  readonly isOnWeb: boolean;
  readonly threadIds: readonly string[];
  /** The platform's keys of those threads, and of the threads under the person's cards. */
  readonly threadKeys: readonly string[];
  readonly cardThreadKeys: readonly string[];
  readonly ticketIds: readonly string[];
  readonly messageIds: readonly string[];
  readonly answerIds: readonly string[];
  readonly surveyIds: readonly string[];
  /** Channels in which the bot talks with this person alone. */
  readonly directChannelIds: readonly string[];
  readonly directChannelKeys: readonly string[];
}

/** `null`: nobody of that id. */
export async function findTraces(room: Room, personId: string): Promise<Traces | null> {
  const tenant = room.tenantId;
  const [person] = await room.tx.rows<{
    person_key: string;
    display_name: string;
    workspace_id: string;
    platform: string;
  }>(sql`
    select p.person_key, p.display_name, p.workspace_id, w.platform from people p
    join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id
    where p.tenant_id = ${tenant} and p.id = ${personId}`);
  if (!person) return null;
  const column = async (statement: SQL): Promise<readonly string[]> =>
    (await room.tx.rows<{ found: string }>(statement)).map((row) => row.found);
  const ids = (table: SQL, owner: SQL) =>
    column(
      sql`select id::text as found from ${table} where tenant_id = ${tenant} and ${owner} = ${personId}`,
    );
  const threadIds = await ids(sql`threads`, sql`customer_id`);
  const ticketIds = await ids(sql`tickets`, sql`customer_id`);
  const messageIds = await ids(sql`messages`, sql`author_id`);
  const direct = await room.tx.rows<{ id: string; channel_key: string }>(sql`
    select c.id, c.channel_key from channels c
    where c.tenant_id = ${tenant} and c.purpose = 'direct'
      and exists (select 1 from threads t where t.tenant_id = ${tenant} and t.channel_id = c.id
        and t.customer_id = ${personId})
      and not exists (select 1 from threads t where t.tenant_id = ${tenant} and t.channel_id = c.id
        and t.customer_id <> ${personId})`);
  return {
    personId,
    personKey: person.person_key,
    displayName: person.display_name,
    workspaceId: person.workspace_id,
    isOnWeb: person.platform === "web",
    threadIds,
    threadKeys: await column(
      sql`select thread_key as found from threads where tenant_id = ${tenant} and customer_id = ${personId}`,
    ),
    cardThreadKeys: await column(
      sql`select message_key as found from posts where tenant_id = ${tenant} and ref in ${oneOf(ticketIds.map((id) => `card:${id}`))}`,
    ),
    ticketIds,
    messageIds,
    answerIds: await column(
      sql`select id::text as found from answers where tenant_id = ${tenant}
        and (thread_id::text in ${oneOf(threadIds)} or message_id::text in ${oneOf(messageIds)})`,
    ),
    surveyIds: await ids(sql`csat_surveys`, sql`customer_id`),
    directChannelIds: direct.map(({ id }) => id),
    directChannelKeys: direct.map(({ channel_key }) => channel_key),
  };
}

/** A list of any length as one parameter. */
export const oneOf = (values: readonly string[]): SQL =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb))`;
