import { eq, sql } from "drizzle-orm";
import { RapportError } from "../domain/errors.ts";
import { DEFAULT_TENANT_SETTINGS, type Tenant } from "../domain/tenant-settings.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { Room } from "./room.ts";
import { tenants } from "./schema/index.ts";

export function createTenantStore(room: Room): TenantStores["tenant"] {
  return {
    async get() {
      const [row] = await room.sql.select().from(tenants).where(eq(tenants.id, room.tenantId));
      if (row) return toTenant(row);
      throw new RapportError(
        "store.no-tenant",
        "The tenant does not exist.",
        "Create it, or check the tenant's id.",
      );
    },
    async changeSettings(change) {
      const part = sql.param(change, tenants.settings);
      await room.sql
        .update(tenants)
        .set({ settings: sql`${tenants.settings} || ${part}::jsonb` })
        .where(eq(tenants.id, room.tenantId));
    },
  };
}

export const toTenant = (row: typeof tenants.$inferSelect): Tenant => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  timeZone: row.timeZone,
  // Switches that came with a later version have their first value.
  settings: { ...DEFAULT_TENANT_SETTINGS, ...row.settings },
});
