import { index, pgTable, primaryKey, real, uuid } from "drizzle-orm/pg-core";
import type { Mood } from "../../domain/emotion.ts";
import { requiredAt, tenantId, words } from "./columns.ts";
/** One reading per customer message; a correction replaces none of it, it stands beside. */
export const emotionReadings = pgTable(
  "emotion_readings",
  {
    tenantId: tenantId(),
    messageId: uuid("message_id").notNull(),
    threadId: uuid("thread_id").notNull(),
    personId: uuid("person_id").notNull(),
    /** Names the roll-up row the reading was counted in. */
    platform: words("platform").notNull(),
    anger: real("anger").notNull(),
    disgust: real("disgust").notNull(),
    fear: real("fear").notNull(),
    joy: real("joy").notNull(),
    neutral: real("neutral").notNull(),
    sadness: real("sadness").notNull(),
    surprise: real("surprise").notNull(),
    sentiment: real("sentiment").notNull(),
    mood: words("mood").$type<Mood>().notNull(),
    risk: real("risk").notNull(),
    model: words("model").notNull(),
    modelVersion: words("model_version").notNull(),
    sentAt: requiredAt("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId] }),
    index("emotion_readings_by_thread").on(t.tenantId, t.threadId, t.sentAt),
    index("emotion_readings_by_person").on(t.tenantId, t.personId, t.sentAt),
  ],
);
