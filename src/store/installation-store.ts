import { and, eq, lt } from "drizzle-orm";
import type { Platform } from "../domain/channel.ts";
import { isRapportError } from "../domain/errors.ts";
import type { Installation, InstallationStore, NewInstallation } from "../ports/stores/installation-store.ts";
import type { Store } from "../ports/stores/store.ts";
import { ownerOfWorkspace, type WorkspaceOwner } from "./attach-workspace.ts";
import type { Database } from "./database.ts";
import { installations } from "./schema/index.ts";
import type { SecretBox } from "./secret-box.ts";

export interface InstallationParts {
  readonly database: Database;
  readonly store: Pick<Store, "createTenant" | "listTenants">;
  readonly box: SecretBox;
  /** IANA name for the tenants made by an installation. */
  readonly timeZone: string;
}

/** Installations with their tokens sealed. */
export function createInstallationStore(parts: InstallationParts): InstallationStore {
  const { database, box } = parts;

  return {
    async find(platform, workspaceKey) {
      const owner = await ownerOfWorkspace(database, platform, workspaceKey);
      if (owner === null) return null;
      const [row] = await database.transaction("rapport_desk", owner.tenantId, (tx) =>
        tx.sql.select().from(installations).where(at(owner)),
      );
      return row ? toInstallation(row, workspaceKey, box) : null;
    },

    async save(installation, now) {
      const owner = await ensureOwner(parts, installation, now);
      const { name: _, botToken, scopes, workspaceKey, ...facts } = installation;
      const sealed = box.seal(botToken, placeOf(owner.tenantId));
      const change = {
        ...facts,
        scopes: scopes.join(" "),
        botTokenSealed: sealed.bytes,
        keyId: sealed.keyId,
        installedAt: now,
      };
      await database.transaction("rapport_desk", owner.tenantId, async (tx) => {
        await tx.sql
          .insert(installations)
          .values({ ...owner, ...change })
          .onConflictDoUpdate({
            target: [installations.tenantId, installations.workspaceId],
            set: change,
          });
      });
      return { ...owner, ...facts, workspaceKey, scopes, botToken, installedAt: now };
    },

    async remove(platform, workspaceKey, madeBefore) {
      const owner = await ownerOfWorkspace(database, platform, workspaceKey);
      if (owner === null) return false;
      const gone = await database.transaction("rapport_desk", owner.tenantId, (tx) =>
        tx.sql
          .delete(installations)
          .where(and(at(owner), lt(installations.installedAt, madeBefore)))
          .returning({ workspaceId: installations.workspaceId }),
      );
      return gone.length > 0;
    },
  };
}

/** Seals every token anew that another key than the current one has sealed. Safe to run while the desk works. */
export async function resealTokens({
  database,
  store,
  box,
}: Omit<InstallationParts, "timeZone">): Promise<{ readonly resealed: number; readonly current: number }> {
  let resealed = 0;
  let current = 0;
  for (const { id: tenantId } of await store.listTenants()) {
    await database.transaction("rapport_desk", tenantId, async (tx) => {
      const rows = await tx.sql
        .select()
        .from(installations)
        .where(eq(installations.tenantId, tenantId))
        .for("update");
      for (const row of rows) {
        if (row.keyId === box.keyId) {
          current += 1;
          continue;
        }
        const place = placeOf(tenantId);
        const sealed = box.seal(box.open({ keyId: row.keyId, bytes: row.botTokenSealed }, place), place);
        await tx.sql
          .update(installations)
          .set({ botTokenSealed: sealed.bytes, keyId: sealed.keyId })
          .where(at(row));
        resealed += 1;
      }
    });
  }
  return { resealed, current };
}

const at = (owner: WorkspaceOwner) =>
  and(eq(installations.tenantId, owner.tenantId), eq(installations.workspaceId, owner.workspaceId));

const placeOf = (tenantId: string): string => `${tenantId}/installations.bot_token_sealed`;

async function ensureOwner(
  { database, store, timeZone }: InstallationParts,
  { platform, workspaceKey, name }: NewInstallation,
  now: Date,
): Promise<WorkspaceOwner> {
  const known = await ownerOfWorkspace(database, platform, workspaceKey);
  if (known !== null) return known;
  const slug = `${platform}-${workspaceKey.toLowerCase()}`;
  try {
    const workspaces = [{ platform, workspaceKey, name, kind: null }];
    await store.createTenant({ slug, name, timeZone, workspaces }, now);
  } catch (error) {
    // The same workspace was being installed twice at once: the other one has made the tenant.
    if (!isRapportError(error) || error.code !== "store.conflict") throw error;
  }
  const owner = await ownerOfWorkspace(database, platform, workspaceKey);
  if (owner === null) throw new Error("a workspace that was just installed is gone");
  return owner;
}

function toInstallation(
  row: typeof installations.$inferSelect,
  workspaceKey: string,
  box: SecretBox,
): Installation {
  const { botTokenSealed, keyId, scopes, platform, ...facts } = row;
  return {
    ...facts,
    platform: platform as Platform,
    workspaceKey,
    scopes: scopes.split(" ").filter((scope) => scope !== ""),
    botToken: box.open({ keyId, bytes: botTokenSealed }, placeOf(row.tenantId)),
  };
}
