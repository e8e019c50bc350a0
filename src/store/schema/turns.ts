import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
/** What was done about a message and why: the playground's side panel and "Why?" read it. */
export const turns = pgTable(
  "turns",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    threadId: uuid("thread_id").notNull(),
    messageId: uuid("message_id").notNull(),
    cause: text("cause").notNull(),
    emotion: jsonb("emotion").notNull(),
    risk: jsonb("risk").notNull(),
    request: jsonb("request").notNull(),
    passages: jsonb("passages").notNull(),
    draft: jsonb("draft"),
    decision: jsonb("decision").notNull(),
    timingsMs: jsonb("timings_ms").notNull(),
    handledAt: requiredAt("handled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("turns_by_message").on(t.tenantId, t.messageId),
    index("turns_by_thread").on(t.tenantId, t.threadId, t.handledAt),
  ],
);
