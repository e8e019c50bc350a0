import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Platform } from "../domain/channel.ts";
import type { Database } from "./database.ts";
import { workspaces } from "./schema/index.ts";

export interface WorkspaceOwner {
  readonly tenantId: string;
  readonly workspaceId: string;
}

/** Whose a workspace is; `null` when nobody's. */
export async function ownerOfWorkspace(
  database: Database,
  platform: Platform,
  workspaceKey: string,
): Promise<WorkspaceOwner | null> {
  const [row] = await database.transaction("rapport_spine", null, (tx) =>
    tx.sql
      .select({ tenantId: workspaces.tenantId, workspaceId: workspaces.id })
      .from(workspaces)
      .where(and(eq(workspaces.platform, platform), eq(workspaces.workspaceKey, workspaceKey))),
  );
  return row ?? null;
}

/**
 * Gives a tenant a workspace. One that has an owner keeps it: nobody takes another company's workspace by naming it.
 * Its kind stays open until an admin says which.
 */
export async function attachWorkspace(
  database: Database,
  tenantId: string,
  workspace: { readonly platform: Platform; readonly workspaceKey: string; readonly name: string },
  now: Date,
): Promise<WorkspaceOwner> {
  const known = await ownerOfWorkspace(database, workspace.platform, workspace.workspaceKey);
  if (known !== null) return known;
  await database.transaction("rapport_desk", tenantId, async (tx) => {
    await tx.sql
      .insert(workspaces)
      .values({ tenantId, id: randomUUID(), kind: null, createdAt: now, ...workspace })
      .onConflictDoNothing();
  });
  const owner = await ownerOfWorkspace(database, workspace.platform, workspace.workspaceKey);
  if (owner === null) throw new Error("a workspace that was just added is gone");
  return owner;
}
