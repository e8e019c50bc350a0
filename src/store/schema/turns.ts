import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import type { ChurnRisk } from "../../domain/churn-risk.ts";
import type { Decision } from "../../domain/decision.ts";
import type { EmotionOutcome } from "../../domain/emotion.ts";
import type { AnswerDraft } from "../../domain/knowledge.ts";
import type { RequestReading, StepTimingsMs, TurnCause } from "../../domain/turn.ts";
import type { TurnRecord } from "../../ports/stores/desk-stores.ts";
import { document, requiredAt, tenantId, words } from "./columns.ts";
/** What was done about a message and why: the playground's side panel and "Why?" read it. */
export const turns = pgTable(
  "turns",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    threadId: uuid("thread_id").notNull(),
    messageId: uuid("message_id").notNull(),
    cause: words("cause").$type<TurnCause>().notNull(),
    emotion: document("emotion").$type<EmotionOutcome>().notNull(),
    risk: document("risk").$type<ChurnRisk>().notNull(),
    request: document("request").$type<RequestReading>().notNull(),
    passages: document("passages").$type<TurnRecord["passages"]>().notNull(),
    draft: document("draft").$type<AnswerDraft>(),
    decision: document("decision").$type<Decision>().notNull(),
    timingsMs: document("timings_ms").$type<StepTimingsMs>().notNull(),
    handledAt: requiredAt("handled_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("turns_by_message").on(t.tenantId, t.messageId),
    index("turns_by_thread").on(t.tenantId, t.threadId, t.handledAt),
  ],
);
