import { eq, sql } from "drizzle-orm";
import type { Workspace } from "../domain/channel.ts";
import { rolesWithDeclared } from "../domain/declared-setup.ts";
import { NO_SURVEY } from "../domain/workspace-survey.ts";
import type { WorkspaceStore } from "../ports/stores/conversation-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { workspaceSurveys, workspaces } from "./schema/index.ts";

export function createWorkspaceStore(room: Room): WorkspaceStore {
  const find = async (...conditions: Parameters<typeof mine>[2][]): Promise<Workspace | null> => {
    const rows = await room.sql
      .select()
      .from(workspaces)
      .where(mine(room, workspaces, ...conditions))
      .limit(1);
    return firstOf(rows.map(toWorkspace));
  };
  const update = async (id: string, change: Partial<typeof workspaces.$inferInsert>): Promise<void> => {
    await room.sql
      .update(workspaces)
      .set(change)
      .where(mine(room, workspaces, eq(workspaces.id, id)));
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
    async changeRoleRules(id, change) {
      // Locked until the transaction ends: two admins at once change one after the other, and neither is lost.
      const rows = await room.sql
        .select({ chosen: workspaces.roleRules })
        .from(workspaces)
        .where(mine(room, workspaces, eq(workspaces.id, id)))
        .for("update");
      const [row] = rows;
      if (!row) return null;
      const roleRules = change(rolesWithDeclared(row.chosen, null));
      await update(id, { roleRules });
      return roleRules;
    },
    setEmojiRules: (id, emojiRules) => update(id, { emojiRules }),
    // Another kind has other members: what was declared of the old ones says nothing of them.
    setKind: (id, kind) => update(id, { kind, emotionDeclaredAt: null }),
    setEmotionDeclared: (id, emotionDeclaredAt) => update(id, { emotionDeclaredAt }),
    setDeclared: (id, declared) => update(id, { declared }),
    setRemoved: (id, removedAt) => update(id, { removedAt }),
    async survey(id) {
      const [row] = await room.sql
        .select({ survey: workspaceSurveys.survey })
        .from(workspaceSurveys)
        .where(mine(room, workspaceSurveys, eq(workspaceSurveys.workspaceId, id)));
      return row?.survey ?? NO_SURVEY;
    },
    async keepSurvey(workspaceId, survey, surveyedAt) {
      await room.sql
        .insert(workspaceSurveys)
        .values({ tenantId: room.tenantId, workspaceId, survey, surveyedAt })
        .onConflictDoUpdate({
          target: [workspaceSurveys.tenantId, workspaceSurveys.workspaceId],
          set: { survey, surveyedAt },
        });
    },
  };
}

export const toWorkspace = (row: typeof workspaces.$inferSelect): Workspace => ({
  id: row.id,
  tenantId: row.tenantId,
  platform: row.platform,
  workspaceKey: row.workspaceKey,
  name: row.name,
  kind: row.declared?.kind ?? row.kind,
  roleRules: rolesWithDeclared(row.roleRules, row.declared),
  emotionDeclaredAt: row.emotionDeclaredAt,
  removedAt: row.removedAt,
  declared: row.declared,
  ...(row.emojiRules && { emojiRules: row.emojiRules }),
});
