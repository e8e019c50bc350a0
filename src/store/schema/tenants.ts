import { integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { requiredAt } from "./columns.ts";
/** A company that installed Rapport. */
export const tenants = pgTable("tenants", {
  id: uuid("id").primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull().default("UTC"),
  /** Policy switches of the tenant, read through `domain/tenant-settings.ts`. */
  settings: jsonb("settings").notNull().default({}),
  nextTicketNumber: integer("next_ticket_number").notNull().default(1),
  createdAt: requiredAt("created_at"),
});
