import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, requiredAt, tenantId } from "./columns.ts";
export const threads = pgTable(
  "threads",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    channelId: uuid("channel_id").notNull(),
    threadKey: text("thread_key").notNull(),
    customerId: uuid("customer_id"),
    status: text("status").notNull().default("open"),
    openedAt: requiredAt("opened_at"),
    lastMessageAt: requiredAt("last_message_at"),
    firstAgentReplyAt: at("first_agent_reply_at"),
    firstBotReplyAt: at("first_bot_reply_at"),
    botQuietAt: at("bot_quiet_at"),
    mood: text("mood"),
    riskLevel: text("risk_level").notNull().default("low"),
    riskScore: real("risk_score").notNull().default(0),
    riskAt: at("risk_at"),
    flaggedAt: at("flagged_at"),
    clarifyCount: integer("clarify_count").notNull().default(0),
    failedAnswerCount: integer("failed_answer_count").notNull().default(0),
    outcome: text("outcome"),
    botState: jsonb("bot_state").notNull().default({ warmth: 0.5, urgency: 0, caution: 0.5 }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("threads_by_key").on(t.tenantId, t.channelId, t.threadKey),
    index("threads_by_customer").on(t.tenantId, t.customerId, t.lastMessageAt),
    index("threads_at_risk").on(t.tenantId, t.riskScore).where(sql`status = 'open'`),
  ],
);
