import type { Foundations } from "../app.ts";
import { declareSetup } from "../desk/declare-setup.ts";
import type { DeclaredSetup, Platform } from "../domain/channel.ts";

/**
 * What the environment sets, written to the workspaces of this desk. Called at the start and when a workspace is added:
 * every process then reads it with the workspace.
 */
export async function declareSetups(
  { config, store }: Pick<Foundations, "config" | "store">,
  tenantId: string,
  now: Date,
): Promise<void> {
  const declared: Readonly<Partial<Record<Platform, DeclaredSetup | null>>> = config.setups;
  await store.transaction(tenantId, async (stores) => {
    for (const workspace of await stores.workspaces.list())
      await declareSetup(stores, workspace, declared[workspace.platform] ?? null, now);
  });
}
