import { and, eq, sql } from "drizzle-orm";
import type { Platform } from "../domain/channel.ts";
import { ownerOfWorkspace, type WorkspaceOwner } from "./attach-workspace.ts";
import type { Database } from "./database.ts";
import { readPositions as table } from "./schema/index.ts";

/** Up to where each place of a workspace was read. Keys are numbers in decimal digits that grow with time. */
export interface ReadPositions {
  read(workspaceKey: string): Promise<ReadonlyMap<string, string>>;
  /** Never moves one back. A workspace that is nobody's is passed over. */
  save(workspaceKey: string, positions: ReadonlyMap<string, string>, now: Date): Promise<void>;
  remove(workspaceKey: string): Promise<void>;
}

/** Rows in one statement. */
const AT_ONCE = 500;

export function createReadPositions(database: Database, platform: Platform): ReadPositions {
  const own = (owner: WorkspaceOwner) =>
    and(eq(table.tenantId, owner.tenantId), eq(table.workspaceId, owner.workspaceId));
  return {
    async read(workspaceKey) {
      const owner = await ownerOfWorkspace(database, platform, workspaceKey);
      if (owner === null) return new Map();
      const rows = await database.transaction("rapport_desk", owner.tenantId, (tx) =>
        tx.sql.select().from(table).where(own(owner)),
      );
      return new Map(rows.map(({ placeKey, messageKey }) => [placeKey, messageKey]));
    },

    async save(workspaceKey, positions, now) {
      const owner = await ownerOfWorkspace(database, platform, workspaceKey);
      if (owner === null) return;
      const rows = [...positions].map(([placeKey, messageKey]) => ({
        ...owner,
        placeKey,
        messageKey,
        changedAt: now,
      }));
      await database.transaction("rapport_desk", owner.tenantId, async (tx) => {
        for (let start = 0; start < rows.length; start += AT_ONCE)
          await tx.sql
            .insert(table)
            .values(rows.slice(start, start + AT_ONCE))
            .onConflictDoUpdate({
              target: [table.tenantId, table.workspaceId, table.placeKey],
              set: { messageKey: sql`excluded.message_key`, changedAt: now },
              setWhere: sql`excluded.message_key::numeric > ${table.messageKey}::numeric`,
            });
      });
    },

    async remove(workspaceKey) {
      const owner = await ownerOfWorkspace(database, platform, workspaceKey);
      if (owner === null) return;
      await database.transaction("rapport_desk", owner.tenantId, async (tx) => {
        await tx.sql.delete(table).where(own(owner));
      });
    },
  };
}
