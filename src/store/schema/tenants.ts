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
  createdAt: requiredAt("created_at"),
});
