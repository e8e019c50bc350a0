import { boolean, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Role } from "../../domain/role.ts";
import { at, requiredAt, tenantId, words } from "./columns.ts";
/** Humans on a platform; a customer is a person whose role is `customer`. */
export const people = pgTable(
  "people",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    personKey: words("person_key").notNull(),
    displayName: words("display_name").notNull(),
    role: words("role").$type<Role>().notNull().default("unknown"),
    optedOutAt: at("opted_out_at"),
    noticeAt: at("notice_at"),
    /** Agents: takes new tickets. */
    isAvailable: boolean("is_available").notNull().default(true),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("people_by_key").on(t.tenantId, t.workspaceId, t.personKey),
  ],
);
