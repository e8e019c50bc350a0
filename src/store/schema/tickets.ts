import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Ticket, TicketPriority, TicketState } from "../../domain/ticket.ts";
import { at, requiredAt, tenantId, words } from "./columns.ts";
export const tickets = pgTable(
  "tickets",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    number: integer("number").notNull(),
    threadId: uuid("thread_id").notNull(),
    customerId: uuid("customer_id"),
    subject: words("subject").notNull(),
    state: words("state").$type<TicketState>().notNull().default("open"),
    priority: words("priority").$type<TicketPriority>().notNull().default("normal"),
    assigneeId: uuid("assignee_id"),
    assignedBecause: words("assigned_because"),
    openedBy: words("opened_by").$type<Ticket["openedBy"]>().notNull(),
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
    index("tickets_by_customer").on(t.tenantId, t.customerId, t.openedAt),
    index("tickets_by_state").on(t.tenantId, t.state, t.openedAt),
  ],
);
