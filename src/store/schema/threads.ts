import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, real, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { RiskLevel } from "../../domain/churn-risk.ts";
import type { Mood } from "../../domain/emotion.ts";
import type { BotState, Thread, ThreadOutcome } from "../../domain/thread.ts";
import { at, document, requiredAt, tenantId, words } from "./columns.ts";
export const threads = pgTable(
  "threads",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    channelId: uuid("channel_id").notNull(),
    threadKey: words("thread_key").notNull(),
    customerId: uuid("customer_id"),
    status: words("status").$type<Thread["status"]>().notNull().default("open"),
    openedAt: requiredAt("opened_at"),
    lastMessageAt: requiredAt("last_message_at"),
    firstAgentReplyAt: at("first_agent_reply_at"),
    firstBotReplyAt: at("first_bot_reply_at"),
    botQuietAt: at("bot_quiet_at"),
    helpedAt: at("helped_at"),
    mood: words("mood").$type<Mood>(),
    riskLevel: words("risk_level").$type<RiskLevel>().notNull().default("low"),
    riskScore: real("risk_score").notNull().default(0),
    riskAt: at("risk_at"),
    flaggedAt: at("flagged_at"),
    clarifyCount: integer("clarify_count").notNull().default(0),
    failedAnswerCount: integer("failed_answer_count").notNull().default(0),
    outcome: words("outcome").$type<ThreadOutcome>(),
    botState: document("bot_state")
      .$type<BotState>()
      .notNull()
      .default({ warmth: 0.5, urgency: 0, caution: 0.5 }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("threads_by_key").on(t.tenantId, t.channelId, t.threadKey),
    index("threads_by_customer").on(t.tenantId, t.customerId, t.lastMessageAt),
    index("threads_by_time").on(t.tenantId, t.lastMessageAt),
    index("threads_unanswered")
      .on(t.tenantId, t.openedAt)
      .where(sql`status = 'open' and first_agent_reply_at is null and first_bot_reply_at is null`),
    index("threads_at_risk").on(t.tenantId, t.riskScore).where(sql`status = 'open'`),
  ],
);
