import { index, pgTable, primaryKey, real, uuid } from "drizzle-orm/pg-core";
import type { Citation } from "../../domain/knowledge.ts";
import { at, document, requiredAt, tenantId, words } from "./columns.ts";
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
    kind: words("kind").$type<"reply" | "suggest" | "clarify">().notNull(),
    text: words("text").notNull(),
    citations: document("citations").$type<readonly Citation[]>().notNull(),
    answerability: real("answerability").notNull(),
    writer: words("writer").notNull(),
    /** solved, not-helpful, human */
    feedback: words("feedback").$type<"solved" | "not-helpful" | "human">(),
    feedbackAt: at("feedback_at"),
    answeredAt: requiredAt("answered_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("answers_by_thread").on(t.tenantId, t.threadId, t.answeredAt),
  ],
);
