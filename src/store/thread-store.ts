import { randomUUID } from "node:crypto";
import { desc, eq, gt, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { Thread } from "../domain/thread.ts";
import type { ThreadStore } from "../ports/stores/conversation-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { threads } from "./schema/index.ts";

export function createThreadStore(room: Room): ThreadStore {
  const select = (...conditions: Parameters<typeof mine>[2][]) =>
    room.sql
      .select()
      .from(threads)
      .where(mine(room, threads, ...conditions));
  const findByKey = async (channelId: string, threadKey: string): Promise<Thread | null> =>
    firstOf((await select(eq(threads.channelId, channelId), eq(threads.threadKey, threadKey))).map(toThread));

  return {
    get: async (id) => firstOf((await select(eq(threads.id, id))).map(toThread)),
    getForUpdate: async (id) => firstOf((await select(eq(threads.id, id)).for("update")).map(toThread)),
    findByKey,

    async ensure({ channelId, threadKey, customerId, openedAt }) {
      const known = await findByKey(channelId, threadKey);
      if (known !== null) return { thread: known, isNew: false };
      const [added] = await room.sql
        .insert(threads)
        .values({
          tenantId: room.tenantId,
          id: randomUUID(),
          channelId,
          threadKey,
          customerId,
          openedAt,
          lastMessageAt: openedAt,
        })
        .onConflictDoNothing()
        .returning();
      if (added) return { thread: toThread(added), isNew: true };
      const theirs = await findByKey(channelId, threadKey);
      if (theirs !== null) return { thread: theirs, isNew: false };
      throw new Error("a thread that was there is gone");
    },

    async change(id, change) {
      if (Object.values(change).every((value) => value === undefined)) return;
      await room.sql
        .update(threads)
        .set(change)
        .where(mine(room, threads, eq(threads.id, id)));
    },

    async findRecentOpen(channelId, customerId, since) {
      const rows = await select(
        eq(threads.channelId, channelId),
        eq(threads.customerId, customerId),
        eq(threads.status, "open"),
        gte(threads.lastMessageAt, since),
      )
        .orderBy(desc(threads.lastMessageAt), desc(threads.openedAt))
        .limit(1);
      return firstOf(rows.map(toThread));
    },

    async listRecentOpen(channelId, since, limit) {
      const rows = await select(
        eq(threads.channelId, channelId),
        isNotNull(threads.customerId),
        eq(threads.status, "open"),
        gte(threads.lastMessageAt, since),
      )
        .orderBy(desc(threads.lastMessageAt), desc(threads.openedAt))
        .limit(limit);
      return rows.map(toThread);
    },

    async listSolved(channelId, limit) {
      const rows = await room.tx.rows<{
        id: string;
        customer_id: string;
        text: string;
        permalink: string;
      }>(sql`
        select t.id, t.customer_id, m.text, m.permalink from threads t
        join messages m on m.tenant_id = t.tenant_id and m.channel_id = t.channel_id
          and m.message_key = t.thread_key and m.author_id = t.customer_id
        join people p on p.tenant_id = t.tenant_id and p.id = t.customer_id
        where t.tenant_id = ${room.tenantId}::uuid and t.channel_id = ${channelId}::uuid and t.status = 'solved'
          and m.deleted_at is null and m.permalink is not null and p.opted_out_at is null
        order by t.last_message_at desc limit ${limit}`);
      return rows.map(({ customer_id: customerId, ...row }) => ({ ...row, customerId }));
    },

    async listAtRisk(limit) {
      const rows = await select(eq(threads.status, "open"), gt(threads.riskScore, 0))
        .orderBy(desc(threads.riskScore), desc(threads.lastMessageAt))
        .limit(limit);
      return rows.filter((row) => row.riskLevel !== "low").map(toThread);
    },

    async listByCustomer(customerId, limit) {
      const rows = await select(eq(threads.customerId, customerId))
        .orderBy(desc(threads.lastMessageAt), desc(threads.id))
        .limit(limit);
      return rows.map(toThread);
    },

    async list({ before, limit }) {
      const rows = await select(before === null ? undefined : lt(threads.lastMessageAt, before))
        .orderBy(desc(threads.lastMessageAt), desc(threads.id))
        .limit(limit);
      return rows.map(toThread);
    },
  };
}

export function toThread({ tenantId: _, ...thread }: typeof threads.$inferSelect): Thread {
  return thread;
}
