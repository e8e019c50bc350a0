import { index, integer, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId, words } from "./columns.ts";
export const csatSurveys = pgTable(
  "csat_surveys",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    ticketId: uuid("ticket_id"),
    threadId: uuid("thread_id").notNull(),
    customerId: uuid("customer_id").notNull(),
    /** Snapshotted at send, so that a rating is never orphaned. */
    ownerId: uuid("owner_id"),
    sentAt: requiredAt("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("csat_surveys_once_per_ticket").on(t.tenantId, t.ticketId),
    index("csat_surveys_by_customer").on(t.tenantId, t.customerId, t.sentAt),
  ],
);

/** A given rating, 1-5; no rating is no row. */
export const csatResponses = pgTable(
  "csat_responses",
  {
    tenantId: tenantId(),
    surveyId: uuid("survey_id").notNull(),
    rating: integer("rating").notNull(),
    comment: words("comment"),
    respondedAt: requiredAt("responded_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.surveyId] }),
    index("csat_responses_by_time").on(t.tenantId, t.respondedAt),
  ],
);
