import { and, asc, desc, eq, isNotNull, type SQL } from "drizzle-orm";
import type { Platform } from "../domain/channel.ts";
import type { ConversationBook, ConversationReference } from "../ports/stores/conversation-book.ts";
import { ownerOfWorkspace, type WorkspaceOwner } from "./attach-workspace.ts";
import type { Database } from "./database.ts";
import { conversationReferences as table } from "./schema/index.ts";

/** The references of one platform's workspaces, each behind its tenant's wall. */
export function createConversationBook(database: Database, platform: Platform): ConversationBook {
  const first = async (
    workspaceKey: string,
    where: SQL | undefined,
    order: SQL,
  ): Promise<ConversationReference | null> => {
    const owner = await ownerOfWorkspace(database, platform, workspaceKey);
    if (owner === null) return null;
    const [row] = await database.transaction("rapport_desk", owner.tenantId, (tx) =>
      tx.sql
        .select()
        .from(table)
        .where(and(of(owner), where))
        .orderBy(order)
        .limit(1),
    );
    return row ? toReference(row) : null;
  };

  const removeWhere = async (workspaceKey: string, where: SQL): Promise<void> => {
    const owner = await ownerOfWorkspace(database, platform, workspaceKey);
    if (owner === null) return;
    await database.transaction("rapport_desk", owner.tenantId, async (tx) => {
      await tx.sql.delete(table).where(and(of(owner), where));
    });
  };

  return {
    find: (workspaceKey, channelKey) =>
      first(workspaceKey, eq(table.channelKey, channelKey), asc(table.channelKey)),
    findAny: (workspaceKey) => first(workspaceKey, undefined, desc(table.changedAt)),
    homeTeam: (workspaceKey) => first(workspaceKey, isNotNull(table.teamKey), asc(table.firstSeenAt)),

    async save(workspaceKey, reference, now) {
      const owner = await ownerOfWorkspace(database, platform, workspaceKey);
      if (owner === null) return;
      const { channelKey, ...facts } = reference;
      const change = { ...facts, changedAt: now };
      await database.transaction("rapport_desk", owner.tenantId, async (tx) => {
        await tx.sql
          .insert(table)
          .values({ ...owner, channelKey, ...change, firstSeenAt: now })
          .onConflictDoUpdate({
            target: [table.tenantId, table.workspaceId, table.channelKey],
            set: change,
          });
      });
    },

    removeTeam: (workspaceKey, teamKey) => removeWhere(workspaceKey, eq(table.teamKey, teamKey)),
    remove: (workspaceKey, channelKey) => removeWhere(workspaceKey, eq(table.channelKey, channelKey)),
  };
}

const of = ({ tenantId, workspaceId }: WorkspaceOwner): SQL | undefined =>
  and(eq(table.tenantId, tenantId), eq(table.workspaceId, workspaceId));

const toReference = (row: typeof table.$inferSelect): ConversationReference => ({
  channelKey: row.channelKey,
  serviceUrl: row.serviceUrl,
  isDirect: row.isDirect,
  teamKey: row.teamKey,
  teamGroupKey: row.teamGroupKey,
  botKey: row.botKey,
});
