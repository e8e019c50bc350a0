import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId, words } from "./columns.ts";
/** What happened to a ticket, in order: the timeline. */
export const ticketEvents = pgTable(
  "ticket_events",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    ticketId: uuid("ticket_id").notNull(),
    /** opened, assigned, claimed, moved, replied, flagged, rated ... */
    kind: words("kind").notNull(),
    actorId: uuid("actor_id"),
    detail: words("detail").notNull(),
    happenedAt: requiredAt("happened_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("ticket_events_by_ticket").on(t.tenantId, t.ticketId, t.happenedAt),
  ],
);
