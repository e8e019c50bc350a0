import { index, pgTable, primaryKey, real, uuid } from "drizzle-orm/pg-core";
import type { FlagVerdict, RiskLevel, RiskSignal } from "../../domain/churn-risk.ts";
import { at, document, requiredAt, tenantId, words } from "./columns.ts";
/** Every time a thread was flagged, with its evidence and, later, the verdict. */
export const riskFlags = pgTable(
  "risk_flags",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    threadId: uuid("thread_id").notNull(),
    customerId: uuid("customer_id"),
    level: words("level").$type<RiskLevel>().notNull(),
    score: real("score").notNull(),
    negativeEmotionSharePercent: real("negative_emotion_share_percent").notNull(),
    signals: document("signals").$type<readonly RiskSignal[]>().notNull(),
    flaggedAt: requiredAt("flagged_at"),
    verdict: words("verdict").$type<FlagVerdict>(),
    verdictAt: at("verdict_at"),
    verdictById: uuid("verdict_by_id"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("risk_flags_by_thread").on(t.tenantId, t.threadId),
    index("risk_flags_by_time").on(t.tenantId, t.flaggedAt),
  ],
);
