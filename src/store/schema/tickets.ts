import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, requiredAt, tenantId } from "./columns.ts";
export const tickets = pgTable(
  "tickets",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    number: integer("number").notNull(),
    threadId: uuid("thread_id").notNull(),
    customerId: uuid("customer_id"),
    subject: text("subject").notNull(),
    state: text("state").notNull().default("open"),
    priority: text("priority").notNull().default("normal"),
    assigneeId: uuid("assignee_id"),
    assignedBecause: text("assigned_because"),
    openedBy: text("opened_by").notNull(),
    openedAt: requiredAt("opened_at"),
    claimedAt: at("claimed_at"),
    solvedAt: at("solved_at"),
    closedAt: at("closed_at"),
    snoozedUntilAt: at("snoozed_until_at"),
    dueAt: at("due_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("tickets_by_number").on(t.tenantId, t.number),
    uniqueIndex("tickets_one_unfinished_per_thread")
      .on(t.tenantId, t.threadId)
      .where(sql`state not in ('solved', 'closed')`),
    index("tickets_by_assignee").on(t.tenantId, t.assigneeId, t.state),
    index("tickets_by_state").on(t.tenantId, t.state, t.openedAt),
  ],
);
