import { eq, sql } from "drizzle-orm";
import type { Workspace } from "../domain/channel.ts";
import { NO_ROLE_RULES } from "../domain/role.ts";
import type { WorkspaceStore } from "../ports/stores/conversation-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { workspaces } from "./schema/index.ts";

export function createWorkspaceStore(room: Room): WorkspaceStore {
  const find = async (...conditions: Parameters<typeof mine>[2][]): Promise<Workspace | null> => {
    const rows = await room.sql
      .select()
      .from(workspaces)
      .where(mine(room, workspaces, ...conditions))
      .limit(1);
    return firstOf(rows.map(toWorkspace));
  };
  return {
    get: (id) => find(eq(workspaces.id, id)),
    findByKey: (platform, workspaceKey) =>
      find(sql`${workspaces.platform} = ${platform}`, eq(workspaces.workspaceKey, workspaceKey)),
    async list() {
      const rows = await room.sql
        .select()
        .from(workspaces)
        .where(mine(room, workspaces))
        .orderBy(workspaces.createdAt, workspaces.id);
      return rows.map(toWorkspace);
    },
    async setRoleRules(id, roleRules) {
      await room.sql
        .update(workspaces)
        .set({ roleRules })
        .where(mine(room, workspaces, eq(workspaces.id, id)));
    },
    async setKind(id, kind) {
      await room.sql
        .update(workspaces)
        .set({ kind })
        .where(mine(room, workspaces, eq(workspaces.id, id)));
    },
  };
}

export const toWorkspace = (row: typeof workspaces.$inferSelect): Workspace => ({
  id: row.id,
  tenantId: row.tenantId,
  platform: row.platform,
  workspaceKey: row.workspaceKey,
  name: row.name,
  kind: row.kind,
  roleRules: { ...NO_ROLE_RULES, ...row.roleRules },
});
