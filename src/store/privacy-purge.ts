import { type SQL, sql } from "drizzle-orm";
import type { Room } from "./room.ts";
import { asSpine } from "./spine/as-spine.ts";

/** Of the people of a workspace, some that are not erased yet. */
export async function somePeopleOf(
  room: Room,
  workspaceId: string,
  most: number,
): Promise<readonly string[]> {
  const rows = await room.tx.rows<{ id: string }>(sql`
    select id from people where tenant_id = ${room.tenantId}::uuid and workspace_id = ${workspaceId}::uuid
    order by id limit ${most}`);
  return rows.map(({ id }) => id);
}

/**
 * What is left of a workspace whose people are erased: staff's and the bot's words, tickets without customers, channels,
 * positions, tokens, what waits, and the workspace itself. Figures by hour and the audit log stay.
 */
export async function eraseWorkspace(room: Room, workspaceId: string): Promise<void> {
  const tenant = sql`tenant_id = ${room.tenantId}::uuid`;
  const here = sql`${tenant} and workspace_id = ${workspaceId}::uuid`;
  const run = async (statement: SQL): Promise<void> => void (await room.tx.rows(statement));
  const channels = sql`(select id from channels where ${here})`;
  const threads = sql`(select id from threads where ${tenant} and channel_id in ${channels})`;
  const messages = sql`(select id from messages where ${tenant} and channel_id in ${channels})`;
  const tickets = sql`(select id from tickets where ${tenant} and thread_id in ${threads})`;
  const surveys = sql`(select id from csat_surveys where ${tenant} and thread_id in ${threads})`;
  const attached = sql`(select file_id from attachments where ${tenant} and message_id in ${messages})`;

  await run(sql`delete from files where ${tenant} and id in ${attached}`);
  await run(sql`delete from attachments where ${tenant} and message_id in ${messages}`);
  await run(sql`delete from emotion_corrections where ${tenant} and message_id in ${messages}`);
  await run(sql`delete from csat_responses where ${tenant} and survey_id in ${surveys}`);
  await run(sql`delete from ticket_events where ${tenant} and ticket_id in ${tickets}`);
  for (const table of ["csat_surveys", "emotion_readings", "risk_flags", "turns", "answers", "tickets"])
    await run(sql`delete from ${sql.identifier(table)} where ${tenant} and thread_id in ${threads}`);
  await run(sql`delete from messages where ${tenant} and channel_id in ${channels}`);
  await run(sql`delete from threads where ${tenant} and channel_id in ${channels}`);
  for (const table of [
    "posts",
    "conversation_references",
    "read_positions",
    "installations",
    "workspace_surveys",
    "channels",
  ])
    await run(sql`delete from ${sql.identifier(table)} where ${here}`);
  await asSpine(room.tx, room.tenantId, async () => {
    await run(sql`delete from timers where ${here}`);
    await run(sql`delete from outbox where ${here}`);
    // The event that asks for this is in hand.
    await run(sql`delete from inbox where ${here} and state <> 'active'`);
  });
  await run(sql`delete from workspaces where ${tenant} and id = ${workspaceId}::uuid`);
}
