import { doublePrecision, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import type { EmotionLabel } from "../../domain/emotion.ts";
import { requiredAt, tenantId, words } from "./columns.ts";
/** Customer messages by hour and emotion, written in the transaction of the fact: a digest costs O(day). */
export const emotionHourly = pgTable(
  "emotion_hourly",
  {
    tenantId: tenantId(),
    hourAt: requiredAt("hour_at"),
    platform: words("platform").notNull(),
    emotion: words("emotion").$type<EmotionLabel>().notNull(),
    messages: integer("messages").notNull().default(0),
    /** Sum of the negative emotion shares, 0..1 each. */
    negativeShareSum: doublePrecision("negative_share_sum").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.hourAt, t.platform, t.emotion] })],
);

/** Everything else that a digest counts, by hour. */
export const deskHourly = pgTable(
  "desk_hourly",
  {
    tenantId: tenantId(),
    hourAt: requiredAt("hour_at"),
    platform: words("platform").notNull(),
    metric: words("metric").notNull(),
    count: integer("count").notNull().default(0),
    sum: doublePrecision("sum").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.hourAt, t.platform, t.metric] })],
);
