import { randomUUID } from "node:crypto";
import { eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import type { Person } from "../domain/person.ts";
import type { PersonStore } from "../ports/stores/conversation-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { people } from "./schema/index.ts";

export function createPersonStore(room: Room): PersonStore {
  const select = (...conditions: Parameters<typeof mine>[2][]) =>
    room.sql
      .select()
      .from(people)
      .where(mine(room, people, ...conditions));
  const update = (
    id: string,
    change: Partial<typeof people.$inferInsert>,
    ...conditions: Parameters<typeof mine>[2][]
  ) =>
    room.sql
      .update(people)
      .set(change)
      .where(mine(room, people, eq(people.id, id), ...conditions))
      .returning({ id: people.id });
  const findByKey = async (workspaceId: string, personKey: string): Promise<Person | null> =>
    firstOf(
      (await select(eq(people.workspaceId, workspaceId), eq(people.personKey, personKey))).map(toPerson),
    );

  return {
    get: async (id) => firstOf((await select(eq(people.id, id))).map(toPerson)),
    getMany: async (ids) =>
      ids.length === 0 ? [] : (await select(inArray(people.id, [...ids]))).map(toPerson),
    findByKey,

    async ensure({ id = randomUUID(), workspaceId, personKey, displayName, role, now }) {
      const known = await findByKey(workspaceId, personKey);
      // Most messages come from people who have not changed: a read, no write.
      if (known !== null && known.displayName === displayName && known.role === role) return known;
      const [row] = await room.sql
        .insert(people)
        .values({
          tenantId: room.tenantId,
          id,
          workspaceId,
          personKey,
          displayName,
          role,
          createdAt: now,
        })
        .onConflictDoUpdate({
          target: [people.tenantId, people.workspaceId, people.personKey],
          set: { displayName, role },
        })
        .returning();
      if (!row) throw new Error("an upsert gave no row");
      return toPerson(row);
    },

    async setRole(id, role) {
      await update(id, { role });
    },

    async forgetRole(workspaceId, role, exceptKeys) {
      await room.sql
        .update(people)
        .set({ role: "unknown" })
        .where(
          mine(
            room,
            people,
            eq(people.workspaceId, workspaceId),
            eq(people.role, role),
            ...(exceptKeys.length > 0 ? [notInArray(people.personKey, [...exceptKeys])] : []),
          ),
        );
    },

    async listByRole(role) {
      const rows = await select(eq(people.role, role)).orderBy(people.displayName, people.id);
      return rows.map((row) => ({ ...toPerson(row), isAvailable: row.isAvailable }));
    },

    async search(words, limit) {
      const part = words.trim().replace(/[\\%_]/g, "\\$&");
      if (part === "") return [];
      const contains = sql.param(`%${part}%`, people.displayName);
      const begins = sql.param(`${part}%`, people.displayName);
      const rows = await select(
        sql`(${people.displayName} ilike ${contains} or ${people.personKey} ilike ${contains})`,
      )
        .orderBy(sql`${people.displayName} ilike ${begins} desc`, people.displayName, people.id)
        .limit(limit);
      return rows.map(toPerson);
    },

    takeNotice: async (id, now) =>
      (await update(id, { noticeAt: now }, isNull(people.noticeAt))).length === 1,
    async setOptedOut(id, at) {
      await update(id, { optedOutAt: at });
    },
  };
}

export const toPerson = (row: typeof people.$inferSelect): Person => ({
  id: row.id,
  workspaceId: row.workspaceId,
  personKey: row.personKey,
  displayName: row.displayName,
  role: row.role,
  optedOutAt: row.optedOutAt,
  noticeAt: row.noticeAt,
});
