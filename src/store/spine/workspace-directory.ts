import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Database } from "../database.ts";

export interface WorkspaceOwner {
  readonly tenantId: string;
  readonly workspaceId: string;
}

export interface WorkspaceDirectory {
  /** `null` when no tenant has installed the workspace. */
  find(platform: string, workspaceKey: string): Promise<WorkspaceOwner | null>;
  /** Forgets everything: after an installation or removal. */
  forget(): void;
}

const KEPT_MS = MINUTE;
/** Shorter, so that a fresh installation is seen soon. */
const UNKNOWN_KEPT_MS = 2 * SECOND;
const MAX_ENTRIES = 20_000;

interface Entry {
  readonly owner: Promise<WorkspaceOwner | null>;
  /** By the monotonic clock: a jump of the wall clock must not keep a removed workspace alive. */
  staleAt: number;
}

/** Whose an incoming event is; one look-up a minute for each workspace. */
export function createWorkspaceDirectory(database: Database): WorkspaceDirectory {
  const entries = new Map<string, Entry>();

  const lookUp = async (platform: string, workspaceKey: string): Promise<WorkspaceOwner | null> => {
    const rows = await database.spineQuery<{ tenant_id: string; id: string }>(
      "select tenant_id::text as tenant_id, id::text as id from workspaces where platform = $1 and workspace_key = $2",
      [platform, workspaceKey],
    );
    const row = rows[0];
    return row ? { tenantId: row.tenant_id, workspaceId: row.id } : null;
  };

  return {
    async find(platform, workspaceKey) {
      const name = `${platform}/${workspaceKey}`;
      const known = entries.get(name);
      if (known && known.staleAt > performance.now()) return known.owner;
      if (entries.size >= MAX_ENTRIES) entries.clear();
      const entry: Entry = { owner: lookUp(platform, workspaceKey), staleAt: performance.now() + KEPT_MS };
      entries.set(name, entry);
      try {
        const owner = await entry.owner;
        if (owner === null) entry.staleAt = performance.now() + UNKNOWN_KEPT_MS;
        return owner;
      } catch (error) {
        if (entries.get(name) === entry) entries.delete(name);
        throw error;
      }
    },
    forget() {
      entries.clear();
    },
  };
}
