import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Database } from "../database.ts";
import { createGroupWriter } from "../group-writer.ts";

export interface WorkspaceOwner {
  readonly tenantId: string;
  readonly workspaceId: string;
}

export interface WorkspaceDirectory {
  /** What was looked up within the last minute and found, at once. */
  known(platform: string, workspaceKey: string): WorkspaceOwner | null;
  /** `null` when no tenant has installed the workspace. */
  find(platform: string, workspaceKey: string): Promise<WorkspaceOwner | null>;
  /** Forgets everything: after an installation or removal. */
  forget(): void;
}

const KEPT_MS = MINUTE;
/** Shorter, so that a fresh installation is seen soon. */
const UNKNOWN_KEPT_MS = 2 * SECOND;
const MAX_ENTRIES = 20_000;
const MAX_LOOKED_UP = 256;

interface Entry {
  readonly owner: Promise<WorkspaceOwner | null>;
  /** As soon as it is known, so that nobody waits for what is there. */
  found: WorkspaceOwner | null;
  /** By the monotonic clock: a jump of the wall clock must not keep a removed workspace alive. */
  staleAt: number;
}

interface Asked {
  readonly platform: string;
  readonly workspaceKey: string;
}

interface FoundRow extends Record<string, unknown> {
  readonly platform: string;
  readonly workspace_key: string;
  readonly tenant_id: string;
  readonly id: string;
}

const LOOK_UP = `
  select w.platform, w.workspace_key, w.tenant_id::text as tenant_id, w.id::text as id
  from workspaces w join unnest($1::text[], $2::text[]) as asked(platform, workspace_key)
    on w.platform = asked.platform and w.workspace_key = asked.workspace_key`;

const nameOf = (platform: string, workspaceKey: string): string => `${platform}/${workspaceKey}`;

/** Whose an incoming event is; one look-up a minute for each workspace. */
export function createWorkspaceDirectory(database: Database): WorkspaceDirectory {
  const entries = new Map<string, Entry>();

  // Thousands of workspaces that speak up in one minute share a few statements.
  const lookUps = createGroupWriter<Asked, WorkspaceOwner | null>(async (asked) => {
    const rows = await database.spineQuery<FoundRow>(LOOK_UP, [
      asked.map(({ platform }) => platform),
      asked.map(({ workspaceKey }) => workspaceKey),
    ]);
    const owners = new Map(
      rows.map((row) => [
        nameOf(row.platform, row.workspace_key),
        { tenantId: row.tenant_id, workspaceId: row.id },
      ]),
    );
    return asked.map(({ platform, workspaceKey }) => owners.get(nameOf(platform, workspaceKey)) ?? null);
  }, MAX_LOOKED_UP);

  const fresh = (name: string): Entry | undefined => {
    const entry = entries.get(name);
    return entry && entry.staleAt > performance.now() ? entry : undefined;
  };

  return {
    known: (platform, workspaceKey) => fresh(nameOf(platform, workspaceKey))?.found ?? null,
    async find(platform, workspaceKey) {
      const name = nameOf(platform, workspaceKey);
      const known = fresh(name);
      if (known) return known.owner;
      if (entries.size >= MAX_ENTRIES) entries.clear();
      const staleAt = performance.now() + KEPT_MS;
      const entry: Entry = { owner: lookUps.write({ platform, workspaceKey }), found: null, staleAt };
      entries.set(name, entry);
      try {
        const owner = await entry.owner;
        if (owner === null) entry.staleAt = performance.now() + UNKNOWN_KEPT_MS;
        entry.found = owner;
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
