import { isDeepStrictEqual } from "node:util";
import type { DeclaredSetup, Workspace } from "../domain/channel.ts";
import { declaredKeys, withDeclared } from "../domain/declared-setup.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { note } from "./change-setup.ts";

const ENVIRONMENT = "environment";

/**
 * Writes what the environment sets of a workspace and of its channels. One that is named by its key is there from now on:
 * cards go there, and who is in it is staff, before anybody has written in it. One that is named by its name is set so
 * when it comes. What the environment sets no more is as an admin chose; a channel keeps its purpose and mode.
 */
export async function declareSetup(
  stores: TenantStores,
  workspace: Workspace,
  declared: DeclaredSetup | null,
  now: Date,
): Promise<void> {
  const hand = { by: ENVIRONMENT, now };
  if (!isDeepStrictEqual(workspace.declared ?? null, declared)) {
    await stores.workspaces.setDeclared(workspace.id, declared);
    await note(stores, hand, "workspace.declared", workspace.id, {
      kind: declared?.kind ?? null,
      channels: declared?.channels.length ?? 0,
      groups: declared ? declared.roles.agentGroupKeys.length + declared.roles.managerGroupKeys.length : 0,
      people: Object.keys(declared?.roles.people ?? {}).length,
    });
    await recallPeople(stores, workspace, declared);
  }
  if (declared === null) return;
  await makeDeclaredChannels(stores, workspace, declared, now);
  for (const channel of await stores.channels.list()) {
    if (channel.workspaceId !== workspace.id) continue;
    const { purpose, mode } = withDeclared(channel, declared);
    if (purpose === channel.purpose && mode === channel.mode) continue;
    await stores.channels.configure(channel.id, { purpose, mode });
    await note(stores, hand, "channel.changed", channel.id, { purpose, mode });
  }
}

/** Of several workspaces of a platform nobody says whose channel a key is: it comes when it is heard of. */
async function makeDeclaredChannels(
  stores: TenantStores,
  workspace: Workspace,
  declared: DeclaredSetup,
  now: Date,
): Promise<void> {
  const spaces = await stores.workspaces.list();
  if (spaces.some(({ id, platform }) => platform === workspace.platform && id !== workspace.id)) return;
  for (const channelKey of declaredKeys(workspace.platform, declared)) {
    // By its key until somebody is heard there.
    const ref = { channelKey, name: channelKey, isDirect: false, isPrivate: true };
    await stores.channels.ensure(workspace.id, ref, now);
  }
}

/** Whoever was staff by the old environment alone is read anew; whoever is by the new one is at once. */
async function recallPeople(
  { people }: TenantStores,
  workspace: Workspace,
  declared: DeclaredSetup | null,
): Promise<void> {
  const before = workspace.declared?.roles.people ?? {};
  const now = declared?.roles.people ?? {};
  for (const personKey of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const person = await people.findByKey(workspace.id, personKey);
    if (person && person.role !== "admin") await people.setRole(person.id, now[personKey] ?? "unknown");
  }
}
