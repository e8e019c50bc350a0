import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId, words } from "./columns.ts";
/** The newest message of each place that is surely in the inbox, for platforms that never send again what was missed. */
export const readPositions = pgTable(
  "read_positions",
  {
    tenantId: tenantId(),
    workspaceId: uuid("workspace_id").notNull(),
    /** Channel or native thread; with an at sign before it, the channel of one person and the bot. */
    placeKey: words("place_key").notNull(),
    messageKey: words("message_key").notNull(),
    changedAt: requiredAt("changed_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.workspaceId, t.placeKey] })],
);
