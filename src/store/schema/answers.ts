import { index, jsonb, pgTable, primaryKey, real, text, uuid } from "drizzle-orm/pg-core";
import { at, requiredAt, tenantId } from "./columns.ts";
/** What the bot answered, with what it rested on and how it was received. */
export const answers = pgTable(
  "answers",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    threadId: uuid("thread_id").notNull(),
    /** The customer's message it answers. */
    messageId: uuid("message_id").notNull(),
    /** reply, suggest, clarify */
    kind: text("kind").notNull(),
    text: text("text").notNull(),
    citations: jsonb("citations").notNull(),
    answerability: real("answerability").notNull(),
    writer: text("writer").notNull(),
    /** solved, not-helpful, human */
    feedback: text("feedback"),
    feedbackAt: at("feedback_at"),
    answeredAt: requiredAt("answered_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("answers_by_thread").on(t.tenantId, t.threadId, t.answeredAt),
  ],
);
