import { index, pgTable, primaryKey, real, text, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
/** One reading per customer message; a correction replaces none of it, it stands beside. */
export const emotionReadings = pgTable(
  "emotion_readings",
  {
    tenantId: tenantId(),
    messageId: uuid("message_id").notNull(),
    threadId: uuid("thread_id").notNull(),
    personId: uuid("person_id").notNull(),
    anger: real("anger").notNull(),
    disgust: real("disgust").notNull(),
    fear: real("fear").notNull(),
    joy: real("joy").notNull(),
    neutral: real("neutral").notNull(),
    sadness: real("sadness").notNull(),
    surprise: real("surprise").notNull(),
    sentiment: real("sentiment").notNull(),
    mood: text("mood").notNull(),
    risk: real("risk").notNull(),
    model: text("model").notNull(),
    modelVersion: text("model_version").notNull(),
    sentAt: requiredAt("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId] }),
    index("emotion_readings_by_thread").on(t.tenantId, t.threadId, t.sentAt),
    index("emotion_readings_by_person").on(t.tenantId, t.personId, t.sentAt),
  ],
);
