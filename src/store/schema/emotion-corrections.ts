import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
/** "That's not how I feel": a person's own word against a reading. */
export const emotionCorrections = pgTable(
  "emotion_corrections",
  {
    tenantId: tenantId(),
    messageId: uuid("message_id").notNull(),
    correctedById: uuid("corrected_by_id").notNull(),
    emotion: text("emotion").notNull(),
    correctedAt: requiredAt("corrected_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.messageId, t.correctedById] })],
);
