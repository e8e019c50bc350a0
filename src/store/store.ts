import { randomUUID } from "node:crypto";
import { z } from "zod";
import { PLATFORMS, WORKSPACE_KINDS } from "../domain/channel.ts";
import { RapportError } from "../domain/errors.ts";
import type { Tenant } from "../domain/tenant-settings.ts";
import type { Store } from "../ports/stores/store.ts";
import type { Database } from "./database.ts";
import { tenants, workspaces } from "./schema/index.ts";
import { toTenant } from "./tenant-store.ts";
import { type SpineWriters, tenantStores } from "./tenant-stores.ts";

export interface StoreParts extends SpineWriters {
  readonly database: Database;
}

/** The business side of the database, tenant by tenant. */
export function createStore({ database, ...writers }: StoreParts): Store {
  return {
    transaction: (tenantId, work) =>
      database.transaction("rapport_desk", tenantId, (tx) => work(tenantStores(tx, tenantId, writers))),

    listTenants: () =>
      database.transaction("rapport_spine", null, async (tx) => {
        const rows = await tx.sql.select().from(tenants).orderBy(tenants.createdAt, tenants.id);
        return rows.map(toTenant);
      }),

    createTenant: async (tenant, now) => addTenant(database, tenant, now),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}

const Workspaces = z.array(
  z.object({
    platform: z.enum(PLATFORMS),
    workspaceKey: z.string().min(1),
    name: z.string(),
    kind: z.enum(WORKSPACE_KINDS).nullable(),
  }),
);

async function addTenant(
  database: Database,
  tenant: Parameters<Store["createTenant"]>[0],
  createdAt: Date,
): Promise<Tenant> {
  const installed = Workspaces.safeParse(tenant.workspaces);
  if (!installed.success) {
    throw new RapportError(
      "store.workspace-refused",
      "A workspace of the new tenant names an unknown platform or kind, or has no key.",
      `Platforms are ${PLATFORMS.join(", ")}; kinds are ${WORKSPACE_KINDS.join(", ")} or none.`,
    );
  }
  const id = randomUUID();
  const { slug, name, timeZone } = tenant;
  return database.transaction("rapport_desk", id, async (tx) => {
    const [row] = await tx.sql.insert(tenants).values({ id, slug, name, timeZone, createdAt }).returning();
    if (!row) throw new Error("an insert gave no row");
    for (const workspace of installed.data) {
      await tx.sql.insert(workspaces).values({ tenantId: id, id: randomUUID(), createdAt, ...workspace });
    }
    return toTenant(row);
  });
}
