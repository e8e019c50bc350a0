import { sql } from "drizzle-orm";
import { integer, pgTable, uuid } from "drizzle-orm/pg-core";
import type { TenantSettings } from "../../domain/tenant-settings.ts";
import { document, requiredAt, words } from "./columns.ts";
/** A company that installed Rapport. */
export const tenants = pgTable("tenants", {
  id: uuid("id").primaryKey(),
  slug: words("slug").notNull().unique(),
  name: words("name").notNull(),
  timeZone: words("time_zone").notNull().default("UTC"),
  /** Policy switches of the tenant, read through `domain/tenant-settings.ts`. */
  settings: document("settings").$type<Partial<TenantSettings>>().notNull().default({}),
  nextTicketNumber: integer("next_ticket_number").notNull().default(1),
  /** Seals forms that a window holds open. Kept here so that any process can unseal what another has sealed. */
  formSecret: words("form_secret").notNull().default(sql`gen_random_uuid()::text || gen_random_uuid()::text`),
  createdAt: requiredAt("created_at"),
});
